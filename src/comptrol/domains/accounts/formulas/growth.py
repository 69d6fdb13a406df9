"""How fast does a stock grow, and how surely: in what time does it double?

Levels of two days only: between an interval and a later one lie many growths, and the slowest and
the fastest are the ends. A part that is known on one of the days alone is left out of both, since
unknown is not nought.
"""

from datetime import date
from decimal import Decimal
from typing import Final

import msgspec

from comptrol.domains.accounts.formulas.account import Told, told
from comptrol.domains.accounts.formulas.estimates import Estimate, certainly_more, together
from comptrol.domains.accounts.formulas.gap import Between, number_of
from comptrol.domains.accounts.formulas.measuring import Measured, Piece
from comptrol.domains.accounts.statements import Axis

YEAR_DAYS: Final = Decimal(365)
TWO: Final = Decimal(2)
ALL_PIECES: Final = "all pieces"
KNOWN_ON_BOTH: Final = "pieces known on both days"
INTERVAL_KNOWN: Final = "pieces whose interval is known"


class Growth(msgspec.Struct, frozen=True, kw_only=True):
    """How one side grew on one axis of one table."""

    table: str
    method: str
    axis: Axis
    side: str
    start: date
    until: date
    before: Told
    after: Told
    doubling_days: Between
    """The most is nothing where it is not certain that it grew at all."""
    doubling_days_by_middles: Decimal | None
    """By the middles of the pieces added up: no median of anything."""
    yearly: Between
    """By which factor it grew in 365 days."""
    grew_certainly: bool | None
    """Nothing: an interval is unknown."""
    level: Decimal | None
    """At least with this probability the growth lies between the ends (Bonferroni)."""
    parts: tuple[str, ...]
    """The pieces that it is told of, known on both days."""
    left_out: tuple[str, ...]
    """Known on one of the days alone, or only of a day before both."""
    of: str = ALL_PIECES
    """In words: of which pieces; of all of them only where none is left out."""
    over_methods: Between | None = None
    """The doubling time in days over the grid; the most is nothing where one saw no growth."""


def growth(
    before: Measured, after: Measured, side: str, *, intervals: bool = False
) -> Growth | None:
    """Return how a side grew between two days; nothing where no piece is known on both.

    Of pieces that are estimates of days of their own, the largest group that shares both days;
    with ``intervals`` only of those whose intervals are known.
    """
    first, last = before.of(side), after.of(side)
    begun, ended = before.as_of, after.as_of
    if before.by_part:
        first, last = _both(first, last, intervals=intervals)
        begun, ended = (it[0].on if it else date.min for it in (first, last))
    if not first or not last or not begun < ended:
        return None
    start, until = together(it.h100e for it in first), together(it.h100e for it in last)
    days = (ended - begun).days
    told_of = {it.name for it in last} if before.by_part else set()
    left_out = {it.name for it in after.of(side)} - told_of if before.by_part else set()
    sure = after.errors_known and start.high is not None and until.low is not None
    return Growth(
        table=after.table,
        method=after.method,
        axis=after.axis,
        side=side,
        start=begun,
        until=ended,
        before=told(start),
        after=told(until),
        doubling_days=doubling(start, until, days),
        doubling_days_by_middles=doubling_days(start.middles_known, until.middles_known, days),
        yearly=yearly(start, until, days),
        grew_certainly=certainly_more(until, start) if sure else None,
        level=_level(start, until) if sure else None,
        parts=tuple(sorted(told_of)),
        left_out=tuple(sorted(left_out)),
        of=_of(left_out, intervals=intervals),
    )


def _of(left_out: set[str], *, intervals: bool) -> str:
    if intervals:
        return INTERVAL_KNOWN
    return KNOWN_ON_BOTH if left_out else ALL_PIECES


def _both(
    first: tuple[Piece, ...], last: tuple[Piece, ...], *, intervals: bool
) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Return the pieces with a level of both days: the most that share their days."""
    old = {it.name: it for it in first if not it.missing and not (intervals and _open(it))}
    groups: dict[tuple[date, date], list[Piece]] = {}
    for it in last:
        known = old.get(it.name)
        if known is not None and known.on < it.on and not (intervals and _open(it)):
            groups.setdefault((known.on, it.on), []).append(it)
    if not groups:
        return (), ()
    chosen = groups[max(groups, key=lambda it: (len(groups[it]), it))]
    return tuple(old[it.name] for it in chosen), tuple(chosen)


def _open(piece: Piece) -> bool:
    return piece.h100e.high is None


def _level(start: Estimate, until: Estimate) -> Decimal | None:
    if start.level is None or until.level is None:
        return None
    return max(Decimal(0), start.level + until.level - 1)


def doubling(before: Estimate, after: Estimate, days: int) -> Between:
    """Return in how many days it doubles: at the fastest, between numbers, at the slowest.

    >>> from comptrol.domains.accounts.formulas.estimates import bounds, exactly
    >>> round(doubling(exactly(Decimal(1)), exactly(Decimal(4)), 730).number, 6)
    Decimal('365.000000')
    >>> slow = doubling(bounds(Decimal(1), Decimal(2)), bounds(Decimal(2), Decimal(4)), 730)
    >>> round(slow.low, 6), slow.high
    (Decimal('365.000000'), None)
    """
    return Between(
        low=doubling_days(before.low, after.high, days),
        number=doubling_days(number_of(before), number_of(after), days),
        high=doubling_days(before.high, after.low, days),
    )


def doubling_days(before: Decimal | None, after: Decimal | None, days: int) -> Decimal | None:
    """Return in how many days a number doubles; nothing where it does not grow."""
    if not before or after is None or after <= before:
        return None
    return days * TWO.ln() / (after / before).ln()


def yearly(before: Estimate, after: Estimate, days: int) -> Between:
    """Return by which factor it grew in a year of 365 days."""
    return Between(
        low=_yearly(before.high, after.low, days),
        number=_yearly(number_of(before), number_of(after), days),
        high=_yearly(before.low, after.high, days),
    )


def _yearly(before: Decimal | None, after: Decimal | None, days: int) -> Decimal | None:
    if not before or not after:
        return None
    return ((after / before).ln() * YEAR_DAYS / days).exp()
