"""What was found, and what does that cover?"""

from collections import Counter
from typing import Final

import msgspec

from comptrol.domains.inspection.formulas import METHOD
from comptrol.domains.inspection.queries.aims import shown_by
from comptrol.domains.inspection.queries.drawing import seed_for
from comptrol.domains.inspection.queries.inspections import known_inspection
from comptrol.domains.inspection.statements import InspectionId, Outcome, StratumName
from comptrol.domains.inspection.view import InspectionView, Result
from comptrol.domains.registry import ChipId
from comptrol.kernel.identifiers import Digest
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
    outcomes: dict[str, int]


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
    """Results other than found, in the order of the log; the first thousand."""
    without_result: tuple[ChipId, ...]
    """Drawn, and nobody has said anything of them; the first thousand."""
    outcomes: dict[str, int]
    strata: tuple[StratumCoverage, ...]
    achieved_confidence: float
    """How likely something would have been seen, had there been what the plan is about."""
    would_have_detected_from: int | None
    """The least number of wrong chips that would have been seen with the confidence wanted."""
    assumptions: tuple[str, ...]


def coverage(world: World, *, inspection: InspectionId) -> Coverage:
    """Return what was drawn, seen and missing, and the confidence that this achieves.

    Chips that were never looked at count for nothing, whoever's fault it is; so the confidence is
    that of what was done, not of what was planned.
    """
    view = world[InspectionView]
    planned = known_inspection(view, inspection)
    results = {it.chip: it for it in view.results.where(inspection=inspection)}
    stratum_of = {it.chip: it.stratum for it in view.drawn.where(inspection=inspection)}
    outcomes: dict[StratumName, Counter[str]] = {it.stratum: Counter() for it in planned.strata}
    looked_at, drawn = Counter[StratumName](), Counter(stratum_of.values())
    for chip, result in results.items():
        stratum = stratum_of[chip]
        outcomes[stratum][result.outcome.value] += 1
        looked_at[stratum] += result.outcome in LOOKED_AT
    shown = shown_by(world, planned, [looked_at[it.stratum] for it in planned.strata])
    wrong = [it for it in results.values() if it.outcome is not Outcome.FOUND]
    silent = [chip for chip in stratum_of if chip not in results]
    return Coverage(
        inspection=inspection,
        method=METHOD,
        frame=planned.frame,
        seed=seed_for(planned),
        closed=planned.closed_at is not None,
        drawn=len(stratum_of),
        looked_at=looked_at.total(),
        wrong=tuple(sorted(wrong, key=_position))[:NAMED_MAX],
        without_result=tuple(silent[:NAMED_MAX]),
        outcomes=dict(sum(outcomes.values(), Counter())),
        strata=tuple(
            StratumCoverage(
                stratum=it.stratum,
                population=it.population,
                planned=it.samples,
                drawn=drawn[it.stratum],
                looked_at=looked_at[it.stratum],
                outcomes=dict(outcomes[it.stratum]),
            )
            for it in planned.strata
        ),
        achieved_confidence=shown.confidence,
        would_have_detected_from=shown.detects_from,
        assumptions=planned.assumptions,
    )


def _position(result: Result) -> int:
    return result.position
