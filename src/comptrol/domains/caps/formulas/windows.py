"""Into which windows of a cap does a stretch of time fall, and how much of an amount into each?

Windows are stretches of the calendar in UTC, or buckets of an hour for a window that rolls. Parts
are whole numbers, in proportion to their time, and their sum is the amount.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Final

import msgspec

from comptrol.domains.caps.statements import Every, Stretch, Window

LIFE: Final = "life"
"""The one window of a cap that has none: from the day it is set, for good."""
ROLLING: Final = "rolling"
"""Where a rolling window keeps what is held: all of it, at any time."""
DAYS_MAX: Final = 1_100
"""Three years: so long a stretch is split at most."""
HOUR: Final = timedelta(hours=1)
_MONTHS: Final = {Every.MONTH: 1, Every.QUARTER: 3, Every.YEAR: 12}


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """What of an amount falls into one window."""

    window: str
    """Such as ``2026-11-29``, ``2026-11``, ``2026-Q4``, ``2026``; an hour: ``2026-11-29T13``."""
    since: datetime
    until: datetime
    amount: int


def window_at(window: Window | None, at: datetime) -> str:
    """Return the name of the window that a moment falls into.

    >>> at = datetime(2026, 11, 29, 13, 5, tzinfo=UTC)
    >>> [window_at(Window(every=it), at) for it in Every]
    ['2026-11-29', '2026-11', '2026-Q4', '2026']
    >>> window_at(None, at), window_at(Window(days=30), at)
    ('life', '2026-11-29T13')
    """
    at = at.astimezone(UTC)
    if window is None:
        return LIFE
    match window.every:
        case None:
            return f"{at:%Y-%m-%dT%H}"
        case Every.DAY:
            return f"{at:%Y-%m-%d}"
        case Every.MONTH:
            return f"{at:%Y-%m}"
        case Every.QUARTER:
            return f"{at:%Y}-Q{(at.month + 2) // 3}"
        case Every.YEAR:
            return f"{at:%Y}"


def begun(window: Window, at: datetime) -> datetime:
    """Return when the window began that a moment falls into."""
    at = at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    if window.every is None:
        return at
    day = at.replace(hour=0)
    months = _MONTHS.get(window.every)
    return (
        day if months is None else day.replace(day=1, month=day.month - (day.month - 1) % months)
    )


def ends(window: Window, at: datetime) -> datetime:
    """Return when the window ends that a moment falls into: when the next one begins."""
    start = begun(window, at)
    if window.every is None:
        return start + HOUR
    months = _MONTHS.get(window.every)
    if months is None:
        return start + timedelta(days=1)
    years, month = divmod(start.month - 1 + months, 12)
    return start.replace(year=start.year + years, month=month + 1)


def split(
    since: datetime, until: datetime, amount: int, window: Window | None
) -> tuple[Part, ...]:
    """Return how much of an amount that is spread evenly over a stretch falls into each window.

    Parts are whole and add up to the amount, whatever its sign: what is taken back by the same
    stretch is exactly what was counted. A stretch of no length falls into the window it begins in.

    >>> at = datetime(2026, 11, 30, 23, tzinfo=UTC)
    >>> [it.amount for it in split(at, at + 3 * HOUR, 100, Window(every=Every.DAY))]
    [33, 67]
    """
    if until - since > timedelta(days=DAYS_MAX):
        raise ValueError(f"a stretch of more than {DAYS_MAX} days is not split")
    if window is None or until <= since:
        return (Part(window=window_at(window, since), since=since, until=until, amount=amount),)
    return tuple(_parts(since, until, amount, window))


def _parts(since: datetime, until: datetime, amount: int, window: Window) -> Iterator[Part]:
    """Yield the parts: each is what has come up to its end, less what came before it."""
    whole = (until - since) // timedelta(microseconds=1)
    size, sign, start, before = abs(amount), 1 if amount >= 0 else -1, since, 0
    while start < until:
        end = min(ends(window, start), until)
        come = size * ((end - since) // timedelta(microseconds=1)) // whole
        yield Part(
            window=window_at(window, start), since=start, until=end, amount=sign * (come - before)
        )
        start, before = end, come


def amounts(stretch: Stretch | None, amount: int, window: Window | None) -> dict[str, int]:
    """Return what falls into each window by its name; nothing where there is nothing."""
    if not amount:
        return {}
    if window is None:
        return {LIFE: amount}
    assert stretch is not None, "what has windows is planned, or was used, at some time"
    return {it.window: it.amount for it in split(stretch.since, stretch.until, amount, window)}


def first_hour(at: datetime, days: int) -> datetime:
    """Return the first hour of which a rolling window still counts what was used.

    All of an hour counts as long as any of it is in the window.
    """
    start = at.astimezone(UTC) - timedelta(days=days)
    return start.replace(minute=0, second=0, microsecond=0)


def day_of(at: datetime) -> date:
    """Return the day of a moment, in UTC."""
    return at.astimezone(UTC).date()
