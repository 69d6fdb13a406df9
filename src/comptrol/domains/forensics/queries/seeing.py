"""What a look has read of one provider: its lines, filings, and what others measured."""

from collections.abc import Iterable, Sequence
from datetime import date
from enum import Enum
from fractions import Fraction
from typing import Final, NamedTuple

import msgspec

from comptrol.domains.alarms import Strength
from comptrol.domains.disclosure import (
    Announcement,
    Definition,
    DefinitionId,
    DisclosureView,
    FigureName,
    FiledLine,
    Filing,
    Member,
    Period,
    PeriodId,
    Restatement,
)
from comptrol.domains.forensics.statements import PolicySet
from comptrol.domains.forensics.view import Audit, Estimate, ForensicsView
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.view import World

VERSION: Final = 1
ROWS_MAX: Final = 10_000
"""So many rows of a kind are read of one provider."""
PERIODS_MAX: Final = 5_000
CHAIN_MAX: Final = 20
EVIDENCE_MAX: Final = 50
TEXT_MAX: Final = 1000


class Verdict(Enum):
    """What a detector answers."""

    NOT_ENOUGH = "not enough"
    """Below the floor of the policy: nothing is said, whatever it looks like."""
    NOTHING = "nothing"
    ALARM = "alarm"


class Read(msgspec.Struct, frozen=True, kw_only=True):
    """What one detector answers to one question, with its numbers."""

    detector: str
    about: str
    """What it is about: a provider, and where it applies a figure, a period, a quarter."""
    verdict: Verdict
    strength: Strength
    told: str
    benign: tuple[str, ...] = ()
    evidence: tuple[int, ...] = ()
    parties: tuple[PartyId, ...] = ()
    compared: int = 0


class Calendar(NamedTuple):
    """The periods and definitions that all reports are about."""

    periods: dict[PeriodId, Period]
    definitions: dict[DefinitionId, Definition]
    whole: bool

    def frozen(self, period: Period, figure: FigureName) -> DefinitionId | None:
        """Return the definition of a figure that is frozen for a period."""
        for name in period.definitions:
            known = self.definitions.get(name)
            if known is not None and known.figure == figure:
                return name
        return None

    def factor(self, before: DefinitionId, after: DefinitionId) -> Fraction | None:
        """Return by what a value under one becomes a value under the other; nothing: unknown."""
        if before == after:
            return Fraction(1)
        up, down = self._to_the_first(before), self._to_the_first(after)
        for name, so_far in up.items():
            if name in down:
                return down[name] / so_far
        return None

    def _to_the_first(self, name: DefinitionId) -> dict[DefinitionId, Fraction]:
        """Return what a value under each earlier definition is multiplied by to be under this."""
        found = {name: Fraction(1)}
        for _ in range(CHAIN_MAX):
            known = self.definitions.get(name)
            if known is None or known.replaces is None:
                break
            if known.factor_num is None or known.factor_den is None or known.replaces in found:
                break
            found[known.replaces] = found[name] * Fraction(known.factor_num, known.factor_den)
            name = known.replaces
        return found


class Seen(NamedTuple):
    """All that the detectors look at."""

    provider: PartyId
    on: date
    policy: PolicySet
    calendar: Calendar
    lines: dict[FigureName, tuple[FiledLine, ...]]
    """In the order of their days."""
    filings: tuple[Filing, ...]
    restatements: tuple[Restatement, ...]
    announcements: tuple[Announcement, ...]
    estimates: dict[FigureName, tuple[Estimate, ...]]
    audits: tuple[Audit, ...]
    members: tuple[Member, ...]
    whole: bool

    @property
    def read(self) -> int:
        """Return how many lines were read."""
        return sum(len(it) for it in self.lines.values())


def calendar_of(world: World) -> Calendar:
    """Return every period and definition."""
    view = world[DisclosureView]
    periods = {it.period: it for it in view.periods.where(limit=PERIODS_MAX)}
    definitions = {it.definition: it for it in view.definitions.where(limit=PERIODS_MAX)}
    whole = max(len(periods), len(definitions)) < PERIODS_MAX
    return Calendar(periods, definitions, whole)


def see(world: World, provider: PartyId, on: date, policy: PolicySet, calendar: Calendar) -> Seen:
    """Read what a provider has reported of the days that the policy reaches, by indexed finds."""
    view, own = world[DisclosureView], world[ForensicsView]
    start = reach_of(policy, on)
    recent = {
        it.period for it in calendar.periods.values() if start <= it.since and it.until <= on
    }
    lines: dict[FigureName, tuple[FiledLine, ...]] = {}
    estimates: dict[FigureName, tuple[Estimate, ...]] = {}
    for figure in policy.figures:
        found = view.lines.where(
            provider=provider, figure=figure, after=(provider, figure, start, ""), limit=ROWS_MAX
        )
        lines[figure] = tuple(it for it in found if it.until <= on)
        measured = own.estimates.where(
            provider=provider,
            figure=figure,
            after=(provider, figure, start, start, ""),
            limit=ROWS_MAX,
        )
        estimates[figure] = tuple(it for it in measured if it.until <= on)
    filings = tuple(view.filings.where(provider=provider, limit=ROWS_MAX))
    restated = tuple(view.restatements.where(provider=provider, limit=ROWS_MAX))
    read = [*lines.values(), *estimates.values(), filings, restated]
    return Seen(
        provider=provider,
        on=on,
        policy=policy,
        calendar=calendar,
        lines=lines,
        filings=tuple(it for it in filings if it.period in recent),
        restatements=tuple(it for it in restated if it.period in recent),
        announcements=tuple(view.announcements.where(provider=provider, limit=ROWS_MAX)),
        estimates=estimates,
        audits=tuple(own.audits.where(provider=provider, limit=ROWS_MAX)),
        members=tuple(view.members.where(provider=provider, limit=ROWS_MAX)),
        whole=calendar.whole and all(len(it) < ROWS_MAX for it in read),
    )


def reach_of(policy: PolicySet, on: date) -> date:
    """Return the first day that is read: of a whole year, so that sums begin where they began."""
    reach = max(on.toordinal() - policy.reach_days, date.min.toordinal())
    return date.fromordinal(reach).replace(month=1, day=1)


def bridged(seen: Seen, restatement: Restatement) -> bool:
    """Tell whether figures were restated because a definition changed, announced before that."""
    figures = {it.figure for it in restatement.changes}
    return restatement.cause.value == "definition" and figures <= {
        it.figure for it in seen.announcements if it.announced_at <= restatement.restated_at
    }


def quarter(day: date) -> str:
    """Return the quarter of a day: what goes on is told once in it.

    >>> quarter(date(2026, 5, 31))
    '2026-q2'
    """
    return f"{day.year}-q{(day.month + 2) // 3}"


def places(positions: Iterable[int]) -> tuple[int, ...]:
    """Return positions in order, each once; of many the last."""
    return tuple(sorted(set(positions))[-EVIDENCE_MAX:])


def short(text: str) -> str:
    """Return a text that fits into an alarm."""
    return text[:TEXT_MAX]


def percent(share: Fraction) -> str:
    """Return a share in percent with one decimal, rounded towards nothing.

    >>> percent(Fraction(-71, 1000)), percent(Fraction(1, 3))
    ('-7.1 %', '33.3 %')
    """
    tenths = int(share * 1000)
    sign = "-" if tenths < 0 else ""
    return f"{sign}{abs(tenths) // 10}.{abs(tenths) % 10} %"


def in_tenths(number: Fraction) -> str:
    """Return a number of days with one decimal.

    >>> in_tenths(Fraction(7, 2)), in_tenths(Fraction(-3, 2))
    ('3.5', '-1.5')
    """
    tenths = int(number * 10)
    return f"{'-' if tenths < 0 else ''}{abs(tenths) // 10}.{abs(tenths) % 10}"


def in_sigmas(thousandths: int) -> str:
    """Return thousandths of a sigma as a person reads them.

    >>> in_sigmas(4250), in_sigmas(-500)
    ('4.25', '-0.50')
    """
    sign = "-" if thousandths < 0 else ""
    return f"{sign}{abs(thousandths) // 1000}.{abs(thousandths) % 1000 // 10:02d}"


def days_covered(lines: Sequence[FiledLine]) -> int:
    """Return how many days lines are about, each day once: the path lets no two lines meet."""
    return sum((it.until - it.since).days for it in lines)
