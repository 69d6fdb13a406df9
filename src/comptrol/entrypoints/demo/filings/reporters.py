"""How reporters report: honestly, with all that goes wrong by itself, or in one of their ways."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, NamedTuple

from comptrol.bootstrap import AUTHORITY
from comptrol.domains.disclosure import (
    Cause,
    DefinitionAnnounced,
    FigureName,
    Filed,
    FilingId,
    Line,
    Restated,
    RestatementId,
    ScopeEntered,
    amount,
)
from comptrol.domains.forensics import Audited, Channel, Estimated
from comptrol.entrypoints.demo.filings.calendar import (
    AUDIT_WEEKS,
    CHIP_SECONDS,
    DUE_DAYS,
    FLOP,
    FP8,
    FP16,
    PERIODS,
    SWITCH,
    WEEKS_EACH,
    definition_of,
    ends,
    period_name,
    week_of,
)
from comptrol.entrypoints.demo.filings.noise import error_ppm, off, uniform
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.statement import Statement

INVENTED: Final = "invented for the demonstration"
FLOP_PER_CHIP_SECOND: Final = 400 * 10**12
"""FP16 operations, at about 40 % of the peak of an H100 (methods sheet, 2.1)."""
CHANNELS: Final = {
    CHIP_SECONDS: ((Channel("power"), 40_000), (Channel("billing"), 30_000)),
    FLOP: ((Channel("power"), 40_000),),
}
"""Who measures what, and one sigma of the error in parts per million."""


class Said(NamedTuple):
    """One thing that is said on a day."""

    on: date
    party: PartyId
    statement: Statement


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """What a reporter does beyond reporting what it knows. Weeks and periods count from 0."""

    meter_ppm: int = 5_000
    """One sigma of its own meter, around nothing; later corrected in some weeks, either way."""
    outage: tuple[int, ...] = ()
    """Weeks in which its meter lost most of the usage; the period is filed late, and restated."""
    announces: bool = True
    """Before a new definition it announces it, with earlier values under it."""
    shade_ppm: int = 0
    """It reports so much less in every week that is not audited, from the beginning on."""
    shade_from: int = 0
    late_from: int | None = None
    """From this period on it files late, each period by these days more."""
    late_days: int = 0
    withhold_ppm: int = 0
    """It files less, and adds it when the period is over and the figures are published."""
    withhold_from: int = 0
    half_from: int | None = None
    """From this period on it counts operations by the old definition under the new name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reporter:
    """A provider, how much it rents out, and its habits."""

    party: PartyId
    weekly_chip_seconds: int
    habits: Habits = Habits()

    def truth(self, seed: str, week: int, figure: str) -> int:
        """Return what was really used in a week: it grows, and it varies."""
        grown = off(self.weekly_chip_seconds, 6_000 * week)
        used = off(grown, error_ppm(seed, self.party, "use", week, sigma_ppm=60_000))
        if figure == CHIP_SECONDS:
            return used
        factor = 2 if week >= SWITCH * WEEKS_EACH else 1
        return used * FLOP_PER_CHIP_SECOND * factor


def told(reporter: Reporter, seed: str) -> Iterator[Said]:
    """Yield all that is said of a reporter in the year, by itself and by others; in no order."""
    first = week_of(0)[0]
    entered = ScopeEntered(provider=reporter.party, since=first, reason=INVENTED)
    yield Said(first, AUTHORITY, entered)
    yield from _measured(reporter, seed)
    for number in range(PERIODS):
        yield from _filed(reporter, seed, number)
    if reporter.habits.announces:
        yield _announced(reporter, seed)


def _measured(reporter: Reporter, seed: str) -> Iterator[Said]:
    for week in range(PERIODS * WEEKS_EACH):
        since, until = week_of(week)
        for figure, channels in CHANNELS.items():
            true = reporter.truth(seed, week, figure)
            for channel, sigma_ppm in channels:
                wrong = error_ppm(seed, reporter.party, figure, channel, week, sigma_ppm=sigma_ppm)
                said = Estimated(
                    provider=reporter.party,
                    figure=figure,
                    since=since,
                    until=until,
                    value=amount(off(true, wrong)),
                    sigma_ppm=sigma_ppm,
                    channel=channel,
                    source=INVENTED,
                )
                yield Said(until + timedelta(3), AUTHORITY, said)
        if week in AUDIT_WEEKS:
            audited = Audited(
                provider=reporter.party, since=since, until=until, announced=True, source=INVENTED
            )
            yield Said(until, AUTHORITY, audited)


def _filed(reporter: Reporter, seed: str, number: int) -> Iterator[Said]:
    """Yield what is filed of a period, and what is restated of it later."""
    habits, end = reporter.habits, ends(number)
    weeks = range(number * WEEKS_EACH, (number + 1) * WEEKS_EACH)
    out = [it for it in weeks if it in habits.outage]
    on = end + timedelta(4 + uniform(seed, reporter.party, "files", number, below=8))
    if out:
        on = end + timedelta(DUE_DAYS + 9)
    if habits.late_from is not None and number >= habits.late_from:
        on += timedelta(habits.late_days * (number - habits.late_from + 1))
    filing = FilingId(f"{reporter.party}-{period_name(number)}")
    lines = tuple(_line(reporter, seed, week, figure) for figure in CHANNELS for week in weeks)
    yield Said(
        on,
        reporter.party,
        Filed(
            filing=filing,
            period=period_name(number),
            lines=lines,
            coverage_ppm=1_000_000 - 250_000 * len(out),
            unattributed_ppm=0,
            prepared_by="Head of metering",
            reviewed_by="Chief financial officer",
            sources=("meters of the provider, " + INVENTED,),
        ),
    )
    for after, weeks_wrong, cause, reason in _corrections(reporter, seed, number, out):
        changed = tuple(_line(reporter, seed, it, CHIP_SECONDS, last=True) for it in weeks_wrong)
        known = {(it.figure, it.since): it.value for it in lines}
        lines_changed = tuple(it for it in changed if known[it.figure, it.since] != it.value)
        if lines_changed:
            restated = Restated(
                restatement=RestatementId(f"{filing}-{cause.value}"),
                filing=filing,
                lines=lines_changed,
                reason=reason,
                cause=cause,
            )
            yield Said(on + timedelta(after), reporter.party, restated)


def _corrections(
    reporter: Reporter, seed: str, number: int, out: list[int]
) -> Iterator[tuple[int, list[int], Cause, str]]:
    """Yield when which weeks are put right, and why it says that it is so."""
    habits, weeks = reporter.habits, range(number * WEEKS_EACH, (number + 1) * WEEKS_EACH)
    if habits.withhold_ppm and number >= habits.withhold_from:
        yield 21, list(weeks), Cause.LATE, "Usage that customers confirmed later"
    elif out:
        yield 12, out, Cause.ERROR, "A meter was out; usage was rebuilt from invoices"
    elif uniform(seed, reporter.party, "corrects", number, below=2):
        week = weeks[uniform(seed, reporter.party, "which", number, below=WEEKS_EACH)]
        yield 6, [week], Cause.ERROR, "A reading was read wrongly"


def _line(
    reporter: Reporter, seed: str, week: int, figure: FigureName, *, last: bool = False
) -> Line:
    """Return what it reports of a week: first, or after it has put it right."""
    habits, number = reporter.habits, week // WEEKS_EACH
    since, until = week_of(week)
    value = reporter.truth(seed, week, figure)
    value = off(
        value, error_ppm(seed, reporter.party, "meter", figure, week, last,
                         sigma_ppm=habits.meter_ppm)
    )  # fmt: skip
    if figure == CHIP_SECONDS and not last and week in habits.outage:
        value = off(value, -600_000)
    if week >= habits.shade_from and week not in AUDIT_WEEKS:
        value = off(value, -habits.shade_ppm)
    if figure == CHIP_SECONDS and not last and number >= habits.withhold_from:
        value = off(value, -habits.withhold_ppm)
    if figure == FLOP and habits.half_from is not None and number >= habits.half_from:
        value //= 2
    return Line(
        figure=figure,
        since=since,
        until=until,
        value=amount(value),
        definition=definition_of(figure, number),
    )


def _announced(reporter: Reporter, seed: str) -> Said:
    """Return the word that another definition will hold, and earlier values under it."""
    earlier = range((SWITCH - 1) * WEEKS_EACH, SWITCH * WEEKS_EACH)
    lines = tuple(
        Line(
            figure=FLOP,
            since=it.since,
            until=it.until,
            value=amount(2 * it.whole),
            definition=FP8,
        )
        for it in (_line(reporter, seed, week, FLOP) for week in earlier)
    )
    announced = DefinitionAnnounced(
        figure=FLOP,
        before=FP16,
        after=FP8,
        from_period=period_name(SWITCH),
        reason="Operations are counted in FP8 from now on, as the authority has set",
        backcast=lines,
    )
    return Said(ends(SWITCH - 1) + timedelta(1), reporter.party, announced)
