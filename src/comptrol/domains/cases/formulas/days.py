"""How days are counted on, up to the last one that there is."""

from datetime import date


def later(since: date, days: int) -> date:
    """Return the day so many days later; the last day of the calendar where that is sooner.

    >>> later(date(2026, 12, 31), 1), later(date.max, 30)
    (datetime.date(2027, 1, 1), datetime.date(9999, 12, 31))
    """
    return date.fromordinal(min(since.toordinal() + days, date.max.toordinal()))
