"""Does a stocktaking find what the books say? (scenario family: balance)."""

from collections.abc import Iterator
from datetime import UTC, datetime, time
from typing import Any, Final

from comptrol.domains.alarms import Raised, Strength
from comptrol.domains.parties import PartiesView, may
from comptrol.domains.registry.statements import ChipId, Counted, LotId, Means, Sighted
from comptrol.domains.registry.view import Condition, RegistryView, run_of
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.roles import WITNESSES
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import World

MISSING: Final = "registry.missing"
STRANGER: Final = "registry.unknown-chip"
ELSEWHERE: Final = "registry.elsewhere"
TOLD: Final = "registry.told-of"
VERSION: Final = 1
NAMED_MAX: Final = 50
_ACCOUNTED_FOR: Final = frozenset({Condition.LOST, Condition.DESTROYED})
"""Whose holder has said that they are lost, or a witness that they are no more."""


def strangers_seen(said: Counted, entry: Entry[Any], world: World) -> Iterator[Sighted]:
    """Note where a witness saw chips that a stocktaking had not looked for.

    What an operator says of its own site is no proof of anybody's chip: it raises a weak alarm.
    """
    if not may(world[PartiesView], entry.signer, WITNESSES):
        return
    noon = datetime.combine(said.on, time(12), tzinfo=UTC)
    for chip in said.strangers:
        if run_of(world[RegistryView], chip) is not None:
            yield Sighted(
                because=entry.position,
                chip=chip,
                at=min(noon, entry.logged_at),
                means=Means.COUNTED,
                site=said.site,
            )


def missing_alarms(said: Counted, entry: Entry[Any], world: World) -> Iterator[Raised]:
    """Yield an alarm for chips that the books have and nobody could find, and one for the rest."""
    view = world[RegistryView]
    gone = {
        count.lot: [chip for chip in count.missing if _unaccounted(view, chip)]
        for count in said.lots
    }
    lots = [lot for lot, chips in gone.items() if chips]
    if lots:
        holders = {found.holder for lot in lots if (found := view.lots.get(lot)) is not None}
        yield _missing(said, entry, gone, tuple(sorted(holders)))
    unknown = [chip for chip in said.strangers if run_of(view, chip) is None]
    if unknown:
        yield _unknown(said, entry, unknown)
    told = [chip for chip in said.strangers if run_of(view, chip) is not None]
    if told and not may(world[PartiesView], entry.signer, WITNESSES):
        yield _told(said, entry, told)


def _missing(
    said: Counted,
    entry: Entry[Any],
    gone: dict[LotId, list[ChipId]],
    holders: tuple[PartyId, ...],
) -> Raised:
    chips = [chip for found in gone.values() for chip in found]
    lots = [lot for lot, found in gone.items() if found]
    return Raised(
        because=entry.position,
        alarm=f"{MISSING}/site:{said.site}@{entry.position}",
        detector=MISSING,
        version=VERSION,
        strength=Strength.FACT,
        explanation=(
            f"{len(chips)} chips of {len(lots)} lots that the books have at {said.site} were not "
            f"there when it was counted on {said.on}, and nobody has said that they are lost or "
            "destroyed. The list is in the stocktaking."
        ),
        benign=(
            "a slip in the count: count again",
            "chips sent for repair whose leaving was not said yet",
        ),
        evidence=(entry.position,),
        parties=holders[:NAMED_MAX],
        sites=(said.site,),
        lots=tuple(lots[:NAMED_MAX]),
        chips=tuple(chips[:NAMED_MAX]),
    )


def _unknown(said: Counted, entry: Entry[Any], chips: list[ChipId]) -> Raised:
    return Raised(
        because=entry.position,
        alarm=f"{STRANGER}/site:{said.site}@{entry.position}",
        detector=STRANGER,
        version=VERSION,
        strength=Strength.FACT,
        explanation=(
            f"{len(chips)} serials were read at {said.site} on {said.on} that no maker has ever "
            "registered."
        ),
        benign=("a serial that was misread", "a chip from before there was a registry"),
        evidence=(entry.position,),
        parties=(entry.signer,),
        sites=(said.site,),
        chips=tuple(chips[:NAMED_MAX]),
    )


def _told(said: Counted, entry: Entry[Any], chips: list[ChipId]) -> Raised:
    return Raised(
        because=entry.position,
        alarm=f"{TOLD}/site:{said.site}@{entry.position}",
        detector=TOLD,
        version=VERSION,
        strength=Strength.WEAK,
        explanation=(
            f"{entry.signer} says that it saw {len(chips)} chips of others at {said.site} on "
            f"{said.on}. No witness has: it is a hint, and no proof."
        ),
        benign=("serials that were misread", "chips that were delivered and not received yet"),
        evidence=(entry.position,),
        parties=(entry.signer,),
        sites=(said.site,),
        chips=tuple(chips[:NAMED_MAX]),
    )


def elsewhere_alarms(said: Counted, entry: Entry[Any], world: World) -> Iterator[Raised]:
    """Yield an alarm for lots that were counted at a site where the books do not have them."""
    view = world[RegistryView]
    found = [lot for it in said.lots if (lot := view.lots.get(it.lot)) is not None]
    away = [it for it in found if it.stands_at not in {None, said.site} and it.since < said.on]
    if not away:
        return
    told = ", ".join(f"{lot.lot} ({lot.stands_at})" for lot in away[:5])
    more = f" and {len(away) - 5} more" if len(away) > 5 else ""  # noqa: PLR2004  (as shown)
    yield Raised(
        because=entry.position,
        alarm=f"{ELSEWHERE}/site:{said.site}@{entry.position}",
        detector=ELSEWHERE,
        version=VERSION,
        strength=Strength.STRONG,
        explanation=(
            f"Counted at {said.site} on {said.on}, though the books have them elsewhere: "
            f"{told}{more}."
        ),
        benign=("a move that was not said yet", "a lot that was taken for another"),
        evidence=(entry.position, *(lot.step for lot in away))[:NAMED_MAX],
        parties=tuple(sorted({lot.holder for lot in away}))[:NAMED_MAX],
        sites=(said.site,),
        lots=tuple(lot.lot for lot in away[:NAMED_MAX]),
    )


def _unaccounted(view: RegistryView, chip: ChipId) -> bool:
    run = run_of(view, chip)
    return run is not None and run.condition not in _ACCOUNTED_FOR
