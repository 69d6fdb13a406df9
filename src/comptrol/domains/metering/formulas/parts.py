"""How is an amount split over days, exactly? By how much of its time falls on each."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import msgspec


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """What of some amounts falls on one day."""

    day: date
    amounts: tuple[int, ...]


def by_day(since: datetime, until: datetime, amounts: tuple[int, ...]) -> Iterator[Part]:
    """Yield what of amounts falls on each day (UTC) of an interval: the parts add up exactly.

    Each day has what is due at its end less what was due at its beginning, rounded down.

    >>> start = datetime(2026, 1, 1, 23, 59, 59, tzinfo=UTC)
    >>> [it.amounts for it in by_day(start, start + timedelta(seconds=3), (10,))]
    [(3,), (7,)]
    """
    whole = _microseconds(until - since)
    before = tuple(0 for _ in amounts)
    for start, end in pairwise(_edges(since.astimezone(UTC), until.astimezone(UTC))):
        passed = _microseconds(end - since)
        due = tuple(it * passed // whole if whole else it for it in amounts)
        yield Part(
            day=start.date(), amounts=tuple(b - a for a, b in zip(before, due, strict=True))
        )
        before = due


def _edges(since: datetime, until: datetime) -> Iterator[datetime]:
    yield since
    midnight = since.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    while midnight < until:
        yield midnight
        midnight += timedelta(days=1)
    yield until


def _microseconds(length: timedelta) -> int:
    return length // timedelta(microseconds=1)


def chip_microseconds(chips: int, since: datetime, until: datetime) -> int:
    """Return how long chips have between two moments, all together, in microseconds."""
    return chips * _microseconds(until - since)
