"""What the platform says about inspections: the frame, the draw, what was seen, what is wrong."""

from collections.abc import Iterator
from datetime import UTC, date
from typing import Any, Final

from comptrol.domains.alarms import Raised, Strength, unraised
from comptrol.domains.inspection.queries import frame_now, known_inspection, redrawn, seed_for
from comptrol.domains.inspection.statements import (
    Drawn,
    Framed,
    Looked,
    Outcome,
    Planned,
    Seeded,
)
from comptrol.domains.inspection.view import PART_CHIPS, InspectionView
from comptrol.domains.registry import (
    ChipId,
    ChipStanding,
    Means,
    RegistryView,
    Reviewed,
    Sighted,
    chip_standing,
)
from comptrol.kernel.statement import Consequence, Entry
from comptrol.kernel.view import World

VERSION: Final = 1
PART_RUNS: Final = 70
"""Runs in one statement about a frame: with the longest names they fit into 16 KiB."""
SOLD_ON: Final = "inspection.sold-on"
NOT_DRAWN: Final = "inspection.not-drawn"
WRONG: Final = {
    Outcome.NOT_SHOWN: (
        "inspection.not-shown",
        "was drawn, and its holder could not show it",
        (
            "it was moved, or sent for repair, and nobody has said so yet",
            "it stands there, and nobody there knew where",
        ),
    ),
    Outcome.REFUSED_ACCESS: (
        "inspection.refused-access",
        "was drawn, and the inspector was not let in",
        ("a visit that was not announced as agreed", "a danger on the site that day"),
    ),
    Outcome.SERIAL_DIFFERS: (
        "inspection.serial-differs",
        "was drawn, and a chip of another serial stood in its place",
        (
            "a replacement under warranty that nobody has said yet",
            "a serial that was misread or worn off",
        ),
    ),
    Outcome.TAMPERED: (
        "inspection.tampered",
        "was drawn, and somebody has been at it",
        ("a repair by its maker that left marks", "damage in transport"),
    ),
}
"""By what is wrong: the detector, what it saw, and what may be innocent about it."""


HEARS: Final = (Planned, Seeded, Looked, Reviewed)


def react(entry: Entry[Any], world: World) -> Iterator[Consequence]:
    """Write down frame and draw, note each chip that was seen, and raise what is wrong.

    The frame is asked for again here, though the check has asked for it: a reaction is derived
    again at every replay, where nothing is checked.
    """
    match entry.statement:
        case Planned() as said:
            yield from _framed(said, entry.position, world)
        case Seeded() as said:
            yield from _drawn(said, entry.position, world)
        case Looked() as said:
            if said.outcome is Outcome.FOUND:
                yield Sighted(
                    because=entry.position,
                    chip=said.chip,
                    at=said.looked_at.astimezone(UTC),
                    means=Means.INSPECTED,
                    site=said.site,
                )
            yield from unraised(world, _alarms(said, entry, world))
        case Reviewed(on=on):
            yield from unraised(world, _undrawn(on, entry.position, world))
        case _:
            return


def _framed(said: Planned, because: int, world: World) -> Iterator[Framed]:
    frame = frame_now(world, said.strata)
    for stratum in said.strata:
        runs = frame.runs[stratum.stratum]
        for part, start in enumerate(range(0, len(runs), PART_RUNS)):
            yield Framed(
                because=because,
                inspection=said.inspection,
                stratum=stratum.stratum,
                part=part,
                runs=runs[start : start + PART_RUNS],
            )


def _drawn(said: Seeded, because: int, world: World) -> Iterator[Drawn]:
    planned = known_inspection(world[InspectionView], said.inspection)
    seed = seed_for(planned)
    assert seed is not None, "the view has the beacon of what was seeded"
    for stratum, names in redrawn(world[InspectionView], planned):
        for part, start in enumerate(range(0, len(names), PART_CHIPS)):
            some = names[start : start + PART_CHIPS]
            yield Drawn(
                because=because,
                inspection=said.inspection,
                stratum=stratum,
                part=part,
                seed=seed,
                chips=tuple(ChipId(it.name) for it in some),
            )


def _alarms(said: Looked, entry: Entry[Any], world: World) -> Iterator[Raised]:
    standing = chip_standing(world[RegistryView], said.chip)
    assert standing is not None, "a chip that was drawn is in the registry"
    if said.outcome in WRONG:
        detector, what, benign = WRONG[said.outcome]
        yield _raised(detector, what, benign, said, standing, entry)
    if said.still_owned is False:
        what = "was drawn, and by what the inspector was shown it is its holder's no more"
        benign = ("a sale that was agreed and not yet handed over", "papers of another chip")
        yield _raised(SOLD_ON, what, benign, said, standing, entry)


def _undrawn(on: date, because: int, world: World) -> Iterator[Raised]:
    """Yield an alarm for every plan that should have been drawn before the day of a review."""
    for planned in world[InspectionView].inspections.where(seeded_at=None, closed_at=None):
        until = planned.beacon_until.astimezone(UTC)
        if until.date() >= on:
            continue
        yield Raised(
            because=because,
            alarm=f"{NOT_DRAWN}/{planned.inspection}",
            detector=NOT_DRAWN,
            version=VERSION,
            strength=Strength.WEAK,
            explanation=(
                f"Inspection {planned.inspection} was to be drawn by what {planned.beacon_source} "
                f"would say until {until:%Y-%m-%d %H:%M} UTC, and nobody has said what it said. "
                f"Who plans may hold back a draw that they do not like."
            ),
            benign=(
                "the beacon has said nothing in that time",
                "it has spoken, and nobody has found the time to say so",
            ),
            evidence=(planned.planned_at,),
            parties=(planned.planned_by,),
        )


def _raised(
    detector: str,
    what: str,
    benign: tuple[str, ...],
    said: Looked,
    standing: ChipStanding,
    entry: Entry[Any],
) -> Raised:
    where = f" at {said.site}" if said.site is not None else ""
    return Raised(
        because=entry.position,
        alarm=f"{detector}/{said.inspection}/chip:{said.chip}",
        detector=detector,
        version=VERSION,
        strength=Strength.FACT,
        explanation=(
            f"Chip {said.chip} {what}{where} on {said.looked_at:%Y-%m-%d}, as {entry.signer} "
            f"says. It stays with {standing.holder}, its most recent holder, until it is shown."
        ),
        benign=benign,
        evidence=(entry.position,),
        parties=(standing.holder,),
        sites=tuple(it for it in (said.site or standing.site,) if it is not None),
        lots=(standing.lot,),
        chips=(said.chip,),
    )
