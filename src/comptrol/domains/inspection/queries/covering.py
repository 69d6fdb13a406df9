"""What was found, and what does that cover?"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import msgspec

from comptrol.domains.inspection.formulas import METHOD
from comptrol.domains.inspection.queries.aims import shown_by
from comptrol.domains.inspection.queries.drawing import seed_for
from comptrol.domains.inspection.queries.inspections import known_inspection
from comptrol.domains.inspection.statements import (
    InspectionId,
    Outcome,
    StratumName,
    Tampering,
)
from comptrol.domains.inspection.view import Inspection, InspectionView, Result
from comptrol.domains.registry import ChipId
from comptrol.kernel.identifiers import Digest
from comptrol.kernel.quantity import plain
from comptrol.kernel.view import World

NAMED_MAX: Final = 1_000
LOOKED_AT: Final = frozenset(Outcome) - {Outcome.REFUSED_ACCESS}
"""Outcomes of which the inspector knows how it is; who is refused access knows nothing."""


class StratumCoverage(msgspec.Struct, frozen=True, kw_only=True):
    """How far the inspection has come in one stratum."""

    stratum: StratumName
    population: int
    planned: int
    drawn: int
    looked_at: int
    """Of these it is known how they are."""
    incomplete: int
    """Found, and not looked at to the end: they count for nothing."""
    outcomes: dict[str, int]


class Incomplete(msgspec.Struct, frozen=True, kw_only=True):
    """A chip that was found, and what was not done with it."""

    chip: ChipId
    missing: tuple[str, ...]
    """Fields of the result: ``still_owned``, ``tampering``, ``logs_read``."""


class Coverage(msgspec.Struct, frozen=True, kw_only=True):
    """What an inspection covers so far, and for good once it is closed."""

    inspection: InspectionId
    method: str
    frame: Digest
    seed: Digest | None
    closed: bool
    drawn: int
    looked_at: int
    wrong: tuple[Result, ...]
    """Results other than found, and chips sold on, in the order of the log; the first thousand."""
    incomplete: tuple[Incomplete, ...]
    """Found and not looked at to the end, in the order of the log; the first thousand."""
    without_result: tuple[ChipId, ...]
    """Drawn, and nobody has said anything of them; the first thousand."""
    outcomes: dict[str, int]
    strata: tuple[StratumCoverage, ...]
    achieved_confidence: float
    """How likely something would have been seen, had there been what the plan is about. Where that
    is a run, it is how likely in the one period that this inspection is of."""
    would_have_detected_from: int | None
    """The least number of wrong chips that would have been seen with the confidence wanted."""
    assumptions: tuple[str, ...]


def coverage(world: World, *, inspection: InspectionId) -> Coverage:
    """Return what was drawn, seen and missing, and the confidence that this achieves.

    Chips that were never looked at, or not to the end, count for nothing, whoever's fault it is;
    so the confidence is that of what was done, not of what was planned.
    """
    view = world[InspectionView]
    planned = known_inspection(view, inspection)
    results = {it.chip: it for it in view.results.where(inspection=inspection)}
    cut_short = {chip: it for chip, result in results.items() if (it := _missing(result, planned))}
    stratum_of = {it.chip: it.stratum for it in view.drawn.where(inspection=inspection)}
    outcomes: dict[StratumName, Counter[str]] = {it.stratum: Counter() for it in planned.strata}
    looked_at, drawn = Counter[StratumName](), Counter(stratum_of.values())
    incomplete = Counter(stratum_of[chip] for chip in cut_short)
    for chip, result in results.items():
        stratum = stratum_of[chip]
        outcomes[stratum][result.outcome.value] += 1
        looked_at[stratum] += result.outcome in LOOKED_AT and chip not in cut_short
    shown = shown_by(world, planned, [looked_at[it.stratum] for it in planned.strata])
    in_order = sorted(results.values(), key=_position)
    silent = [chip for chip in stratum_of if chip not in results]
    return Coverage(
        inspection=inspection,
        method=METHOD,
        frame=planned.frame,
        seed=seed_for(planned),
        closed=planned.closed_at is not None,
        drawn=len(stratum_of),
        looked_at=looked_at.total(),
        wrong=tuple(filter(_is_wrong, in_order))[:NAMED_MAX],
        incomplete=tuple(_incomplete(in_order, cut_short))[:NAMED_MAX],
        without_result=tuple(silent[:NAMED_MAX]),
        outcomes=dict(sum(outcomes.values(), Counter())),
        strata=tuple(
            StratumCoverage(
                stratum=it.stratum,
                population=it.population,
                planned=it.samples,
                drawn=drawn[it.stratum],
                looked_at=looked_at[it.stratum],
                incomplete=incomplete[it.stratum],
                outcomes=dict(outcomes[it.stratum]),
            )
            for it in planned.strata
        ),
        achieved_confidence=shown.confidence,
        would_have_detected_from=shown.detects_from,
        assumptions=(*planned.assumptions, *_of_one_period(planned)),
    )


def _incomplete(
    results: Iterable[Result], cut_short: Mapping[ChipId, tuple[str, ...]]
) -> Iterator[Incomplete]:
    for it in results:
        if it.chip in cut_short:
            yield Incomplete(chip=it.chip, missing=cut_short[it.chip])


def _is_wrong(result: Result) -> bool:
    return result.outcome is not Outcome.FOUND or result.still_owned is False


def _missing(result: Result, planned: Inspection) -> tuple[str, ...]:
    """Return what was not done with a chip that was found. What is wrong was seen to be wrong."""
    if result.outcome is not Outcome.FOUND:
        return ()
    undone = {
        "still_owned": result.still_owned is None,
        "tampering": result.tampering is Tampering.NOT_CHECKED,
        "logs_read": planned.run is not None and not result.logs_read,
    }
    return tuple(name for name, lacks in undone.items() if lacks)


def _of_one_period(planned: Inspection) -> Iterator[str]:
    if planned.run is not None:
        days = planned.run.period_days
        yield (
            f"the probability is that of one period of {plain(days)} days, the inspection's own; "
            "a run goes on for several, each with an inspection of its own"
        )


def _position(result: Result) -> int:
    return result.position
