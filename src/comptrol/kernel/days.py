"""Days: how one is written, and counted on or back up to the first and the last there are."""

import re
from datetime import date
from typing import Final

_DAY: Final = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")


def day_in(text: str) -> date:
    """Return the day that a text says; ValueError where it says none, or in another way.

    Week dates are such a way: whoever writes 2026-W01-1 may have meant another day than we read.

    >>> day_in("2026-01-31").isoformat()
    '2026-01-31'
    """
    if not _DAY.fullmatch(text):
        raise ValueError(f"{text!r} is not written as 2026-01-31")
    return date.fromisoformat(text)


def later(since: date, days: int) -> date:
    """Return the day so many days later, or earlier; the calendar's own end where that is nearer.

    >>> later(date(2026, 12, 31), 1), later(date.max, 30), later(date.min, -1)
    (datetime.date(2027, 1, 1), datetime.date(9999, 12, 31), datetime.date(1, 1, 1))
    """
    number = since.toordinal() + days
    return date.fromordinal(min(max(number, date.min.toordinal()), date.max.toordinal()))
