"""Days counted on or back, up to the first and the last that there are."""

from datetime import date


def later(since: date, days: int) -> date:
    """Return the day so many days later, or earlier; the calendar's own end where that is nearer.

    >>> later(date(2026, 12, 31), 1), later(date.max, 30), later(date.min, -1)
    (datetime.date(2027, 1, 1), datetime.date(9999, 12, 31), datetime.date(1, 1, 1))
    """
    number = since.toordinal() + days
    return date.fromordinal(min(max(number, date.min.toordinal()), date.max.toordinal()))
