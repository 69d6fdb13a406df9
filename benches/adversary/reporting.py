"""Who reports, and when: the calendar of the world, and what a provider says in it, week by week.

A period is four weeks, due a fortnight after it ends; its lines are weeks. From the tenth
period on one figure is counted otherwise, by a factor that the authority names.
"""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Final, NamedTuple

from msgspec.structs import replace

from benches.adversary.acts import Acts, Said
from benches.adversary.cast import FIRST_DAY, INSPECTOR
from benches.adversary.stage import Stage
from comptrol.domains.disclosure import (
    BY_POLICY,
    Cause,
    DefinitionAnnounced,
    DefinitionId,
    DefinitionSet,
    FigureName,
    Filed,
    FilingId,
    Line,
    PeriodId,
    PeriodOpened,
    Restated,
    RestatementId,
    ScopeEntered,
    amount,
)
from comptrol.domains.forensics import (
    Channel,
    Completeness,
    Drift,
    Estimated,
    Factor,
    Favours,
    Lateness,
    OneSided,
    Pair,
    Paired,
    PolicyId,
    PolicySet,
    Switching,
)
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.roles import Role
from comptrol.kernel.statement import Statement

PERIODS: Final = 13
WEEKS: Final = 4
PERIOD_DAYS: Final = 7 * WEEKS
DUE_DAYS: Final = 14
CHANGED_FROM: Final = 9
"""From this period on, counted from 0, operations are counted by FP8 and no longer by FP16."""
FACTOR: Final = 2
TIME, FLOP = FigureName("chip-seconds"), FigureName("flop")
TIME_1, FLOP_1, FLOP_2 = (DefinitionId(it) for it in ("time-1", "flop-1", "flop-2"))
SIGMA: Final = 0.03
FILED_ON: Final = (4, 11)
"""Between so many days after its end an honest period is filed."""


def since(period: int) -> int:
    """Return on which day of the world a period begins."""
    return PERIOD_DAYS * period


def name_of(period: int) -> PeriodId:
    """Return how a period is called."""
    return PeriodId(f"period-{period + 1:02d}")


def flop_in(period: int) -> DefinitionId:
    """Return what operations mean in a period."""
    return FLOP_2 if period >= CHANGED_FROM else FLOP_1


def calendar() -> Iterator[Statement]:
    """Yield what the authority says of definitions and periods, on the first day."""
    review, by, source = FIRST_DAY + timedelta(days=730), "Head of analysis", "a bench"
    before = DefinitionSet(
        definition=FLOP_1,
        figure=FLOP,
        unit="operations",
        text="Dense operations at FP16.",
        source=source,
        since=FIRST_DAY,
        review_by=review,
        by=by,
    )
    yield before
    yield replace(
        before,
        definition=FLOP_2,
        since=_day(since(CHANGED_FROM)),
        text="Dense operations at FP8.",
        replaces=FLOP_1,
        factor_num=FACTOR,
        factor_den=1,
    )
    yield replace(
        before, definition=TIME_1, figure=TIME, unit="chip-seconds", text="Chips by seconds."
    )
    for period in range(PERIODS):
        ends = since(period + 1)
        yield PeriodOpened(
            period=name_of(period),
            since=_day(since(period)),
            until=_day(ends),
            due=_day(ends + DUE_DAYS),
            duty=BY_POLICY,
            definitions=(TIME_1, flop_in(period)),
            source=source,
            by=by,
        )
    yield _policy(source, by)


def _policy(source: str, by: str) -> PolicySet:
    """Return from when on each detector of reports speaks."""
    return PolicySet(
        policy=PolicyId("reports"),
        since=FIRST_DAY,
        source=source,
        by=by,
        figures=(TIME, FLOP),
        favours=Favours.LOWER,
        reach_days=730,
        lateness=Lateness(
            recent=4,
            history_min=6,
            excess_days_min=3,
            chance_ppm=5_000,
            late_days=3,
            late_times=2,
        ),
        restatements=OneSided(times_min=8, material_ppm=5_000, chance_ppm=2_000),
        drift=Drift(compared_min=8, k_thousandths=500, h_thousandths=9_000, cap_thousandths=3_000),
        switching=Switching(
            factors=(Factor(num=2, source="dense and sparse; FP8 and FP16: methods, 3.8"),),
            tolerance_ppm=100_000,
            weeks_min=WEEKS,
        ),
        pairs=Paired(
            pairs=(Pair(figure=FLOP, per=TIME, favours=Favours.LOWER),),
            history_min=12,
            sigma_ppm=30_000,
            moved_min_ppm=100_000,
            k_thousandths=500,
            h_thousandths=9_000,
            cap_thousandths=3_000,
        ),
        completeness=Completeness(grace_days=21, chips_min=100),
    )


def _day(number: int) -> date:
    return FIRST_DAY + timedelta(days=number)


class Restating(NamedTuple):
    """What is put right of a period, and how long after its end."""

    after_days: int
    week: int
    factor: float


class Habits(NamedTuple):
    """How a provider reports: what may differ between one that games and one that does not."""

    shown: Callable[[int, float], float] = lambda _, truth: truth
    """What it says of a week, counted from 0, and of what was really used."""
    counted: Callable[[int, float], float] = lambda _, truth: truth
    """The same of operations, before the definition of the period is applied."""
    filed_after: Callable[[int], int | None] = lambda _: None
    """So many days after a period's end; nothing: as an honest one does."""
    restated: Callable[[int], tuple[Restating, ...]] = lambda _: ()
    deed: Callable[[int], bool] = lambda _: False
    """Whether what is said of a period is part of the deed."""
    definition: Callable[[int], DefinitionId] = flop_in
    growth: float = 0.004
    """By which part use grows in a week."""


def reports(stage: Stage, habits: Habits, *, label: str = "provider") -> Acts[PartyId]:
    """Enrol a provider and let it report on every period; an inspector estimates its weeks."""
    provider = yield from stage.party(0, label, "NL", Role.PROVIDER)
    entered = ScopeEntered(
        provider=provider, since=FIRST_DAY, reason="It rents out more chips than policy names."
    )
    yield stage.says(0, provider, entered)
    level = stage.chance.uniform(0.5, 3) * 10**9
    truth = [
        level * (1 + habits.growth) ** week * stage.chance.gauss(1, 0.02)
        for week in range(PERIODS * WEEKS)
    ]
    said = [*_filings(stage, habits, provider, truth), *_estimates(stage, provider, truth)]
    for it in sorted(said, key=lambda it: it.day):  # noqa: UP028  (answers are sent to it)
        yield it
    return provider


def _filings(
    stage: Stage, habits: Habits, provider: PartyId, truth: list[float]
) -> Iterator[Said]:
    late = (stage.begins - FIRST_DAY).days
    for period in range(PERIODS):
        after = habits.filed_after(period)
        after = stage.chance.randint(*FILED_ON) if after is None else after
        day, does = since(period + 1) - late, stage.does if habits.deed(period) else stage.says
        filing = FilingId(stage.name(f"filing-{period}"))
        weeks = range(WEEKS * period, WEEKS * (period + 1))
        times = [round(habits.shown(week, truth[week])) for week in weeks]
        factor = FACTOR if flop_in(period) == FLOP_2 else 1
        flops = [round(habits.counted(week, truth[week]) * 4e14 * factor) for week in weeks]
        meant = habits.definition(period)
        if period == CHANGED_FROM:
            yield _announced(stage, provider, day - PERIOD_DAYS)
        lines = (*_lines(TIME, TIME_1, weeks, times), *_lines(FLOP, meant, weeks, flops))
        filed = Filed(
            filing=filing,
            period=name_of(period),
            lines=lines,
            coverage_ppm=990_000,
            unattributed_ppm=10_000,
            prepared_by="Reporting analyst",
            reviewed_by="Head of compliance",
            sources=("meters of the halls",),
        )
        yield does(day + after, provider, filed)
        for number, it in enumerate(habits.restated(period)):
            week = WEEKS * period + it.week
            value = round(times[it.week] * it.factor)
            restated = Restated(
                restatement=RestatementId(stage.name(f"restated-{period}-{number}")),
                filing=filing,
                lines=tuple(_lines(TIME, TIME_1, (week,), [value])),
                reason="A meter was read anew.",
                cause=Cause.ERROR,
            )
            yield does(day + max(it.after_days, after + 1), provider, restated)


def _announced(stage: Stage, provider: PartyId, day: int) -> Said:
    """Say ahead what the authority changes, as every provider does."""
    said = DefinitionAnnounced(
        figure=FLOP,
        before=FLOP_1,
        after=FLOP_2,
        from_period=name_of(CHANGED_FROM),
        reason="The authority's definition of operations changes.",
    )
    return stage.says(day, provider, said)


def _lines(
    figure: FigureName, definition: DefinitionId, weeks: range | tuple[int, ...], values: list[int]
) -> Iterator[Line]:
    for week, value in zip(weeks, values, strict=True):
        yield Line(
            figure=figure,
            since=_day(7 * week),
            until=_day(7 * week + 7),
            value=amount(value),
            definition=definition,
        )


def _estimates(stage: Stage, provider: PartyId, truth: list[float]) -> Iterator[Said]:
    """Estimate every week by its power, with the error that such estimates have."""
    late = (stage.begins - FIRST_DAY).days
    for week, used in enumerate(truth):
        estimated = Estimated(
            provider=provider,
            figure=TIME,
            since=_day(7 * week),
            until=_day(7 * week + 7),
            value=amount(round(used * stage.chance.gauss(1, SIGMA))),
            sigma_ppm=round(SIGMA * 10**6),
            channel=Channel("power"),
            source="monthly readings of the grid operator",
        )
        yield stage.says(7 * week + 10 - late, INSPECTOR, estimated)
