"""When will a cap be used up, if use goes on as it was? An interval of days, and how it comes.

The crossing is t0 + (F - X0) / r for every rate r between a low and a high one: an interval of
dates, open-ended where the low rate is not above zero. The rates are the lowest and the highest
mean of a week, over up to four whole weeks before the day that is asked for.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Final

import msgspec

from comptrol.domains.caps.formulas import day_of, ends, total, window_at
from comptrol.domains.caps.queries.showing import balance, current
from comptrol.domains.caps.statements import TOTALS, Basis, CapId
from comptrol.domains.caps.view import Cap, CapsView, Day
from comptrol.kernel.view import World

METHOD: Final = "weekly-means/1"
"""Lowest and highest mean of a week, over at most four whole weeks. No distribution is assumed."""
WEEKS_MAX: Final = 4
WEEK: Final = 7
FAR: Final = 36_500
"""Days: what would be crossed in more than a hundred years is not."""


class Projection(msgspec.Struct, frozen=True, kw_only=True):
    """When a cap would be used up, from the earliest day to the latest, and by which numbers."""

    cap: CapId
    on: date
    method: str
    window: str
    ceiling: Decimal | None
    used: Decimal
    held: Decimal
    weeks: int
    """On so many whole weeks of use it rests."""
    per_day_low: Decimal
    per_day_mid: Decimal
    per_day_high: Decimal
    earliest: date | None
    """At the high rate. Nothing: not at any rate that was seen, in this window."""
    expected: date | None
    """At the mean rate."""
    latest: date | None
    """At the low rate. Nothing: the interval has no end."""
    note: str


def projection(world: World, *, cap: CapId, on: date) -> Projection:
    """Return when a cap would be used up: an interval, by its use in the weeks before a day."""
    found = balance(world, cap=cap)
    at = datetime.combine(on, time(), UTC)
    period = current(world, found, at)
    held = period.held if period is not None else Decimal(found.held)
    used = period.counted(found.basis) if period is not None else Decimal(found.used)
    means = _weekly(world, found, on)
    low, high = (min(means), max(means)) if means else (Fraction(0), Fraction(0))
    mid = sum(means, Fraction(0)) / len(means) if means else Fraction(0)
    crossing = [_crossing(world, found, used, rate, on) for rate in (high, mid, low)]
    return Projection(
        cap=cap,
        on=on,
        method=METHOD,
        window=period.window if period is not None else "life",
        ceiling=_top(found, on),
        used=used,
        held=held,
        weeks=len(means),
        per_day_low=_rounded(low),
        per_day_mid=_rounded(mid),
        per_day_high=_rounded(high),
        earliest=crossing[0],
        expected=crossing[1],
        latest=crossing[2],
        note=_note(found, _top(found, on), means, used, crossing[0]),
    )


def _weekly(world: World, cap: Cap, on: date) -> list[Fraction]:
    """Return the mean use of a day in each whole week before a day, from the first use on."""
    if cap.unit not in TOTALS:
        return []
    days = list(world[CapsView].days.where(cap=cap.cap))
    first = next((it.day for it in days), None)
    if first is None or first >= on:
        return []
    weeks = min(WEEKS_MAX, (on - first).days // WEEK)
    if weeks == 0:  # less than a week of use: its mean is all there is
        return [_sum(days, cap.basis, first, on) / (on - first).days]
    edges = [on - timedelta(days=WEEK * it) for it in range(weeks, -1, -1)]
    pairs = pairwise(edges)
    return [_sum(days, cap.basis, since, until) / WEEK for since, until in pairs]


def _sum(days: Sequence[Day], basis: Basis, since: date, until: date) -> Fraction:
    return Fraction(total(counted(it, basis) for it in days if since <= it.day < until))


def counted(day: Day, basis: Basis) -> Decimal:
    """Return what of a day's use counts against a ceiling."""
    return {Basis.EMPIRICAL_HIGH: day.high, Basis.EMPIRICAL_LOW: day.low}.get(basis, day.used)


def _crossing(world: World, cap: Cap, used: Decimal, rate: Fraction, on: date) -> date | None:
    """Return the first day by whose end a cap would be used up at a rate; nothing: on none."""
    top = _top(cap, on)
    if top is None or cap.unit not in TOTALS:
        return None
    left = Fraction(top) - Fraction(used)
    if left <= 0:
        return on
    if cap.window is not None and cap.window.days is not None:
        return _rolling(world, cap, rate, on)
    if rate <= 0:
        return None
    days = -(-left // rate)  # the ceiling is reached within so many days, rounded up
    if days > FAR:
        return None
    found = on + timedelta(days=int(days) - 1)
    if cap.window is not None and found >= day_of(ends(cap.window, _midnight(on))):
        return None
    return found


def _rolling(world: World, cap: Cap, rate: Fraction, on: date) -> date | None:
    """Return when a rolling window would be full: each day adds the rate and loses an old day."""
    assert cap.top is not None
    assert cap.window is not None
    assert cap.window.days is not None
    length, top = cap.window.days, Fraction(cap.top)
    days = {
        it.day: Fraction(counted(it, cap.basis)) for it in world[CapsView].days.where(cap=cap.cap)
    }
    sums = sum(
        (many for day, many in days.items() if on - timedelta(days=length) <= day), Fraction(0)
    )
    for step in range(length):
        day = on + timedelta(days=step)
        sums += rate - days.get(day - timedelta(days=length), Fraction(0))
        if sums >= top:
            return day
    return None


def _top(cap: Cap, on: date) -> Decimal | None:
    """Return the ceiling in the window of a day."""
    return cap.top_in(window_at(cap.window, _midnight(on)))


def _midnight(on: date) -> datetime:
    return datetime.combine(on, time(), UTC)


def _rounded(rate: Fraction) -> Decimal:
    """Return a rate to the whole unit, half to even: it is an estimate, and shown as one."""
    return Decimal(round(rate))


def _note(
    cap: Cap, top: Decimal | None, means: Sequence[Fraction], used: Decimal, earliest: date | None
) -> str:
    if cap.unit not in TOTALS:
        return "What is at once is not used up: it has no day of crossing."
    if top is None:
        return "It has no ceiling."
    if top == used == 0:
        return "Nothing is allotted for this period."
    if used >= top:
        return "It is used up."
    if not means:
        return "Nothing was used of it before that day: there is no rate to go by."
    if earliest is None:
        return "At no rate that was seen is it used up, in this window."
    if len(means) == 1:
        return "One week of use, or less, is behind it: the interval is no error band."
    return "The lowest and the highest mean of a week stand for the rate: an interval, no promise."
