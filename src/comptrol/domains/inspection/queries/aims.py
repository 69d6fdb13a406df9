"""What is an inspection to show, and what do so many chips looked at come to?"""

from collections.abc import Sequence
from decimal import Decimal

import msgspec

from comptrol.domains.inspection.formulas import (
    Part,
    Run,
    Stratified,
    period_detection,
    stratified_detects_from,
    worst_detection,
)
from comptrol.domains.inspection.queries.framing import values_of
from comptrol.domains.inspection.statements import RunToCatch, StratumPlanned
from comptrol.domains.inspection.view import Inspection
from comptrol.kernel.quantity import DECIMALS_MAX
from comptrol.kernel.view import World


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """What so many looked at in each stratum show."""

    confidence: float
    """How likely something would have been seen, had there been what the plan is about; where
    that is a run, in this period."""
    detects_from: int | None
    """The smallest number of wrong chips that would have been seen with the confidence wanted."""


def are_chances(*numbers: Decimal) -> bool:
    """Tell whether these are probabilities that leave something open: 0 or more, and below 1.

    They are reckoned with as floats, so that a float must leave something open too: they have at
    most 12 decimals.

    >>> [are_chances(Decimal(text), Decimal(0)) for text in ("0.95", "1", "NaN", "0." + 30 * "9")]
    [True, False, False, False]
    """
    return all(map(_is_chance, numbers))


def _is_chance(number: Decimal) -> bool:
    if not number.is_finite() or not 0 <= number < 1:
        return False
    exponent = number.as_tuple().exponent
    return isinstance(exponent, int) and exponent >= -DECIMALS_MAX and float(number) < 1


def stratified(
    strata: Sequence[StratumPlanned],
    values: Sequence[float],
    *,
    diverted: int,
    confidence: Decimal,
    miss_rate: Decimal,
) -> Stratified:
    """Return an aim over strata as the formulas take it."""
    return Stratified(
        parts=tuple(
            Part(name=it.stratum, population=it.population, value=value)
            for it, value in zip(strata, values, strict=True)
        ),
        diverted=diverted,
        confidence=float(confidence),
        miss_rate=float(miss_rate),
    )


def run_among(run: RunToCatch, chips: int, confidence: Decimal) -> Run:
    """Return a run to be caught among so many chips as the formulas take it."""
    return Run(
        flop=float(run.flop),
        chip_flop_per_day=float(run.chip_flop_per_day),
        chips=chips,
        run_days=float(run.run_days),
        period_days=float(run.period_days),
        snapshots_per_day=float(run.snapshots_per_day),
        confidence=float(confidence),
    )


def shown_by(world: World, planned: Inspection, looked_at: Sequence[int]) -> Shown:
    """Return what an inspection shows of which so many chips of each stratum were looked at.

    One that looks for a run is one period's: what it shows is that of this period alone, and not
    of all periods that the run goes on for.
    """
    if planned.run is not None:
        chips = sum(it.population for it in planned.strata)
        run = run_among(planned.run, chips, planned.confidence)
        return Shown(confidence=period_detection(run, sum(looked_at)), detects_from=None)
    assert planned.diverted is not None, "an admitted plan has one aim"
    values = values_of(world, planned.strata, planned.factor_set)
    assert None not in values, "an admitted plan counts by factors that are known"
    aim = stratified(
        planned.strata,
        [it for it in values if it is not None],
        diverted=planned.diverted,
        confidence=planned.confidence,
        miss_rate=planned.miss_rate,
    )
    return Shown(
        confidence=worst_detection(aim, looked_at),
        detects_from=stratified_detects_from(aim, looked_at),
    )
