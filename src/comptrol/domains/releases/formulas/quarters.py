"""Which days does a quarter have?"""

from datetime import date
from typing import Final

from comptrol.domains.releases.statements import Quarter

MONTHS: Final = 3


def days_of(quarter: Quarter) -> tuple[date, date]:
    """Return the first day of a quarter, and the first that is no longer in it.

    >>> days_of(Quarter("2026-Q4"))
    (datetime.date(2026, 10, 1), datetime.date(2027, 1, 1))
    """
    year, number = int(quarter[:4]), int(quarter[-1])
    first = date(year, MONTHS * (number - 1) + 1, 1)
    month = first.month + MONTHS
    return first, date(year + month // 13, (month - 1) % 12 + 1, 1)


def quarter_of(day: date) -> Quarter:
    """Return the quarter that a day is in.

    >>> quarter_of(date(2026, 11, 29))
    '2026-Q4'
    """
    return Quarter(f"{day.year}-Q{(day.month - 1) // MONTHS + 1}")


def last_over(day: date) -> Quarter:
    """Return the last quarter that is over on a day."""
    first, _ = days_of(quarter_of(day))
    return quarter_of(date.fromordinal(first.toordinal() - 1))
