"""What may be asked about training runs that are declared."""

from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Final

import msgspec

from comptrol.domains.training.formulas import (
    ZERO,
    CountingMethods,
    Method,
    Range,
    Regime,
    counted,
    crossing,
    lineage,
    summed,
)
from comptrol.domains.training.queries.assessing import Assessment, Counts, assess, law_of
from comptrol.domains.training.queries.knowing import (
    ancestors,
    known_run,
    nodes_of,
    periods_of,
    worked_of,
)
from comptrol.domains.training.statements import PeriodId, RunId
from comptrol.domains.training.view import Period, Run, TrainingView
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.quantity import Flop, FlopCount, Limit, flop_count
from comptrol.kernel.view import World

MICROSECONDS_OF_DAY: Final = 86_400 * 10**6


class RunSheet(msgspec.Struct, frozen=True, kw_only=True):
    """A run, and every run whose weights went into it."""

    run: Run
    ancestors: tuple[RunId, ...]


class Cumulative(msgspec.Struct, frozen=True, kw_only=True):
    """What a run and its lineage came to by one method, before any margin."""

    run: RunId
    method: str
    on: date
    direct: Flop
    flop: Flop
    counts: tuple[Counts, ...]
    left_out: tuple[Counts, ...]
    needs: tuple[RunId, ...]


class Projection(msgspec.Struct, frozen=True, kw_only=True):
    """When the deciding threshold is crossed if the run goes on as it has until now.

    The rates are the least and the most of any period, and the average over the days from the
    first period to the last. It is an estimate, and nothing follows from it by itself.
    """

    run: RunId
    method: str
    on: date
    threshold: FlopCount
    done: Flop
    flop_per_day: Flop
    earliest: date | None
    expected: date | None
    latest: date | None
    steps: tuple[str, ...]


def run(world: World, *, run: RunId) -> RunSheet:
    """Return one run, what it is for, and every run whose weights went into it."""
    return RunSheet(run=known_run(world, run), ancestors=ancestors(world, run))


def runs(
    world: World,
    *,
    developer: PartyId | None = None,
    after: RunId | None = None,
    limit: Limit = 100,
) -> tuple[Run, ...]:
    """Return declared runs by name, of one developer where asked, a page at a time."""
    start = None if after is None else (after,)
    table = world[TrainingView].runs
    if developer is None:
        return tuple(table.where(after=start, limit=limit))
    return tuple(table.where(after=start, limit=limit, developer=developer))


def periods(
    world: World, *, run: RunId, after: PeriodId | None = None, limit: Limit = 100
) -> tuple[Period, ...]:
    """Return what was declared of a run period by period, by name, those taken back too."""
    known_run(world, run)
    start = None if after is None else (run, after)
    return tuple(world[TrainingView].periods.where(after=start, limit=limit, run=run))


def cumulative(world: World, *, run: RunId, on: date, regime: Regime = Regime.EU) -> Cumulative:
    """Return what a run and its lineage came to until a day, a shared ancestor counted once."""
    method = world.reference(CountingMethods).on(regime, on)
    nodes = nodes_of(world, known_run(world, run), method, on)
    found = lineage(nodes, run, method, None)
    sums = summed(nodes, run, found, method)
    return Cumulative(
        run=run,
        method=method.method,
        on=on,
        direct=sums.direct.flop,
        flop=sums.cumulative.flop,
        counts=tuple(Counts(run=it.run, why=it.why) for it in found.members),
        left_out=tuple(Counts(run=it.run, why=it.why) for it in found.left),
        needs=sums.unknown,
    )


def standing(world: World, *, run: RunId, on: date, regime: Regime = Regime.EU) -> Assessment:
    """Return where a run stands to the thresholds of a regime on a day: below, within, above."""
    method = world.reference(CountingMethods).on(regime, on)
    nodes = nodes_of(world, known_run(world, run), method, on)
    return assess(world, nodes, run, method, on)


def projection(world: World, *, run: RunId, on: date, regime: Regime = Regime.EU) -> Projection:
    """Return between which days a run crosses the deciding threshold, if it goes on like this."""
    method = world.reference(CountingMethods).on(regime, on)
    row = known_run(world, run)
    deciding = next(it for it in method.thresholds if it.decides)
    threshold = Fraction(law_of(world, method, on).number(deciding.parameter))
    nodes = nodes_of(world, row, method, on)
    done = summed(nodes, run, lineage(nodes, run, method, None), method).cumulative
    over = row.ended_on is not None and row.ended_on <= on
    rate = ZERO if over or row.purpose not in method.counted else _rate(world, row, method, on)
    found = crossing(on, done, rate, threshold)
    return Projection(
        run=run,
        method=method.method,
        on=on,
        threshold=flop_count(int(threshold)),
        done=done.flop,
        flop_per_day=rate.flop,
        earliest=found.earliest,
        expected=found.expected,
        latest=found.latest,
        steps=(
            f"{deciding.name}: ({int(threshold)} - {done.flop.mid}) / {rate.flop.mid} a day",
            "the run is over" if over else f"rates of {method.method}, least to most of a period",
        ),
    )


def _rate(world: World, run: Run, method: Method, on: date) -> Range:
    """Return the operations a day of a run: least and most of any period, average over all."""
    rates, total = list[Range](), ZERO
    begins, ends = list[datetime](), list[datetime]()
    for row, use in periods_of(world, run.run, on):
        found = counted(worked_of(world, row.period, use), run.purpose, method).range
        rates.append(found.times(1 / _days(use.until - use.since)))
        total = Range.summed((total, found))
        begins.append(use.since)
        ends.append(use.until)
    if not rates:
        return ZERO
    days = _days(max(ends) - min(begins))
    low, high = min(it.low for it in rates), max(it.high for it in rates)
    return Range(low, min(high, max(low, total.mid / days)), high)


def _days(length: timedelta) -> Fraction:
    """Return a length in days, exactly; a second at least, that no rate be out of all bounds."""
    longer = max(length, timedelta(seconds=1))
    return Fraction(longer // timedelta(microseconds=1), MICROSECONDS_OF_DAY)
