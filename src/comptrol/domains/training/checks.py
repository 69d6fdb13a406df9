"""What may be said about training runs, given what is known."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import assert_never

from comptrol.domains.chips import ChipsView
from comptrol.domains.parties import PartiesView, may
from comptrol.domains.training.formulas import OF_DATA, excess, most, rate_at
from comptrol.domains.training.queries import behind, worked_of
from comptrol.domains.training.refusals import TrainingRefusal
from comptrol.domains.training.statements import (
    Ended,
    LineageCorrected,
    Passes,
    PeriodCorrected,
    PeriodDeclared,
    Purpose,
    RunDeclared,
    RunId,
    Source,
    TrainingStatement,
    Use,
)
from comptrol.domains.training.view import Run, TrainingView
from comptrol.kernel.finding import Finding
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.quantity import FLOP_SAID_BELOW, are_operations, is_measure
from comptrol.kernel.roles import AUTHORITY
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import World


def check(entry: Entry[TrainingStatement], world: World) -> Iterator[Finding]:
    """Yield every reason to refuse, most important first."""
    match entry.statement:
        case RunDeclared() as said:
            yield from check_run_declared(said, entry, world)
        case PeriodDeclared() | PeriodCorrected() as said:
            yield from check_period(said, entry, world)
        case LineageCorrected() as said:
            yield from check_lineage_corrected(said, entry.signer, world)
        case Ended() as said:
            yield from check_ended(said, entry, world)
        case never:
            assert_never(never)


def check_run_declared(
    said: RunDeclared, entry: Entry[TrainingStatement], world: World
) -> Iterator[Finding]:
    """Refuse a run that is known, another's, or that comes from what nobody has declared."""
    if world[TrainingView].runs.get(said.run) is not None:
        yield Finding.of(TrainingRefusal.RUN_EXISTS, said.run)
    yield from _check_speaker(said.developer, entry.signer, world)
    if world[PartiesView].parties.get(said.developer) is None:
        yield Finding.of(TrainingRefusal.UNKNOWN_PARTY, said.developer)
    yield from _check_sources(said.run, said.sources, world)
    if said.began_on > entry.logged_at.date():
        yield Finding.of(TrainingRefusal.NOT_YET, _after(said.began_on, entry.logged_at.date()))


def check_period(
    said: PeriodDeclared | PeriodCorrected, entry: Entry[TrainingStatement], world: World
) -> Iterator[Finding]:
    """Refuse a period of an unknown run, a second one of a name, and use that cannot have been.

    A run that is over still takes corrections, and late news of what it used before its end.
    """
    run = world[TrainingView].runs.get(said.run)
    if run is None:
        yield Finding.of(TrainingRefusal.UNKNOWN_RUN, said.run)
        return
    yield from _check_speaker(run.developer, entry.signer, world)
    use = said.use
    if use is not None and run.ended_on is not None and _day(use.until) > run.ended_on:
        yield Finding.of(TrainingRefusal.ALREADY_ENDED, f"on {run.ended_on}")
    known = world[TrainingView].periods.get((said.run, said.period)) is not None
    if known and isinstance(said, PeriodDeclared):
        yield Finding.of(TrainingRefusal.PERIOD_EXISTS, said.period)
    if not known and isinstance(said, PeriodCorrected):
        yield Finding.of(TrainingRefusal.UNKNOWN_PERIOD, said.period)
    if use is not None:
        found = [*_check_time(use, run, entry), *_check_use(use, world)]
        yield from found or _check_peak(use, run.purpose, world)


def check_lineage_corrected(
    said: LineageCorrected, signer: PartyId, world: World
) -> Iterator[Finding]:
    """Refuse what an unknown run comes from, and what would make a run come from itself."""
    run = world[TrainingView].runs.get(said.run)
    if run is None:
        yield Finding.of(TrainingRefusal.UNKNOWN_RUN, said.run)
        return
    yield from _check_speaker(run.developer, signer, world)
    yield from _check_sources(said.run, said.sources, world)


def check_ended(said: Ended, entry: Entry[TrainingStatement], world: World) -> Iterator[Finding]:
    """Refuse the end of an unknown run, a second end, and one before it began or still to come."""
    run = world[TrainingView].runs.get(said.run)
    if run is None:
        yield Finding.of(TrainingRefusal.UNKNOWN_RUN, said.run)
        return
    yield from _check_speaker(run.developer, entry.signer, world)
    if run.ended_on is not None:
        yield Finding.of(TrainingRefusal.ALREADY_ENDED, f"on {run.ended_on}")
    if said.on < run.began_on:
        yield Finding.of(TrainingRefusal.TURNED_ROUND, f"it began on {run.began_on}")
    if said.on > entry.logged_at.date():
        yield Finding.of(TrainingRefusal.NOT_YET, _after(said.on, entry.logged_at.date()))


def _check_speaker(developer: PartyId, signer: PartyId, world: World) -> Iterator[Finding]:
    if signer != developer and not may(world[PartiesView], signer, AUTHORITY):
        yield Finding.of(TrainingRefusal.NOT_DEVELOPER, f"{developer} trains it")


def _check_sources(run: RunId, sources: tuple[Source, ...], world: World) -> Iterator[Finding]:
    """Refuse sources that nobody declared, that stand twice, or that lead back to the run.

    Nothing leads back to a run that is only now declared, so that nothing is walked for it.
    """
    for source in sources:
        if source.run != run and world[TrainingView].runs.get(source.run) is None:
            yield Finding.of(TrainingRefusal.UNKNOWN_SOURCE, source.run)
    times = Counter((source.run, source.by) for source in sources)
    for (name, by), many in times.items():
        if many > 1:
            yield Finding.of(TrainingRefusal.SOURCE_TWICE, f"{name}, {by.value}")
    known = world[TrainingView].runs.get(run) is not None
    closing = sorted(
        name
        for name, row in (behind(world, run, sources) if known else {}).items()
        if name != run and any(it.run == run for it in row.sources)
    )
    if closing or any(it.run == run for it in sources):
        yield Finding.of(TrainingRefusal.CIRCLE, f"{run} is behind {', '.join(closing) or run}")
    yield from _check_shares(sources)


def _check_shares(sources: tuple[Source, ...]) -> Iterator[Finding]:
    shares = [it for it in sources if it.share is not None]
    for it in shares:
        assert it.share is not None, "only those that have one"
        if it.by not in OF_DATA or not (is_measure(it.share) and it.share <= 1):
            yield Finding.of(TrainingRefusal.SHARE_UNFIT, f"{it.run}, {it.by.value}")
            return
    total = sum((it.share for it in shares if it.share is not None), Decimal(0))
    if total > 1:
        yield Finding.of(TrainingRefusal.SHARE_UNFIT, f"all together {total}")


def _check_time(use: Use, run: Run, entry: Entry[TrainingStatement]) -> Iterator[Finding]:
    if use.until <= use.since:
        yield Finding.of(TrainingRefusal.TURNED_ROUND, f"{use.since} to {use.until}")
    if _day(use.since) < run.began_on:
        yield Finding.of(TrainingRefusal.BEFORE_RUN, f"it began on {run.began_on}")
    if use.until > entry.logged_at:
        yield Finding.of(TrainingRefusal.NOT_YET, f"{use.until} is after {entry.logged_at}")
    length = (use.until - use.since).total_seconds()
    if use.seconds is not None and use.since < use.until and use.seconds > length:
        yield Finding.of(TrainingRefusal.TOO_LONG, f"{use.seconds} s of {length:.0f} s")


def _check_use(use: Use, world: World) -> Iterator[Finding]:
    if not use.chips and use.architecture is None and use.stated is None:
        yield Finding.of(TrainingRefusal.NOTHING_USED, "none of the three")
    for it in use.chips:
        model = world[ChipsView].models.get(it.model)
        if model is None:
            yield Finding.of(TrainingRefusal.UNKNOWN_MODEL, it.model)
        elif use.precision is not None and rate_at(model.rates, use.precision) is None:
            detail = f"{it.model} at {use.precision.value}"
            yield Finding.of(TrainingRefusal.NO_SUCH_RATE, detail)
    share = use.utilisation
    if share is not None and not (is_measure(share) and share <= 1):
        yield Finding.of(TrainingRefusal.IMPOSSIBLE_NUMBER, "utilisation")
    if use.architecture is not None:
        yield from _check_architecture(use.architecture)


def _check_architecture(said: Passes) -> Iterator[Finding]:
    model = (said.parameters, said.tokens)
    passes = (said.passes, said.operations_per_pass)
    for number in (*model, *passes):
        if number is not None and not are_operations(number):
            yield Finding.of(TrainingRefusal.IMPOSSIBLE_NUMBER, "above 0, below 10^40")
            return
    whole = [None not in pair for pair in (model, passes)]
    empty = [pair == (None, None) for pair in (model, passes)]
    if whole != empty[::-1] or whole[0] == whole[1]:
        yield Finding.of(TrainingRefusal.ARCHITECTURE_UNFIT, "one pair, and all of it")
    elif whole[0] and said.dense is False:
        yield Finding.of(TrainingRefusal.NOT_DENSE, "it is said not to be one")


def _check_peak(use: Use, purpose: Purpose, world: World) -> Iterator[Finding]:
    """Refuse what no sum could hold, and more than the chips can do, with the arithmetic."""
    worked = worked_of(world, "it", use)
    if most(worked, purpose) >= FLOP_SAID_BELOW:
        yield Finding.of(TrainingRefusal.IMPOSSIBLE_NUMBER, "below 10^30 operations are expected")
        return
    more = excess(worked, purpose)
    if more is not None:
        yield Finding.of(TrainingRefusal.ABOVE_PEAK, more.arithmetic)


def _day(moment: datetime) -> date:
    return moment.astimezone(UTC).date()


def _after(said: date, now: date) -> str:
    return f"{said} is after {now}"
