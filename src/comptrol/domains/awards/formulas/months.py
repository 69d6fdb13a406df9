"""Which months are in a quarter, which are over, and which are still to come?"""

from datetime import MAXYEAR, MINYEAR, date
from typing import Final

MONTHS_IN_QUARTER: Final = 3


def month_of(on: date) -> str:
    """Return the month of a day.

    >>> month_of(date(2026, 11, 29))
    '2026-11'
    >>> month_of(date.min)
    '0001-01'
    """
    return on.isoformat()[:7]


def first_day(month: str) -> date:
    """Return the first day of a month; the calendar's own end where it has no such year.

    >>> first_day("2027-02"), first_day("10000-01"), first_day("0000-12")
    (datetime.date(2027, 2, 1), datetime.date(9999, 12, 31), datetime.date(1, 1, 1))
    """
    year, number = map(int, month.split("-"))
    if year > MAXYEAR:
        return date.max
    return date(year, number, 1) if year >= MINYEAR else date.min


def following(month: str) -> str:
    """Return the month after a month.

    >>> following("2026-12")
    '2027-01'
    """
    year, number = int(month[:4]), int(month[5:])
    return f"{year + number // 12:04}-{number % 12 + 1:02}"


def quarter_of(month: str) -> str:
    """Return the quarter of the calendar that a month is in.

    >>> quarter_of("2026-11"), quarter_of("2027-01")
    ('2026-Q4', '2027-Q1')
    """
    return f"{month[:4]}-Q{(int(month[5:]) + 2) // MONTHS_IN_QUARTER}"


def last_month(quarter: str) -> str:
    """Return the last month of a quarter.

    >>> last_month("2026-Q4"), last_month("2027-Q1")
    ('2026-12', '2027-03')
    """
    return f"{quarter[:4]}-{int(quarter[6:]) * MONTHS_IN_QUARTER:02}"


def over_on(quarter: str) -> date:
    """Return the first day on which a quarter is over.

    >>> over_on("2026-Q4")
    datetime.date(2027, 1, 1)
    """
    return first_day(following(last_month(quarter)))


def hours_in(month: str) -> int:
    """Return how many hours a month has.

    >>> hours_in("2026-11"), hours_in("2028-02")
    (720, 696)
    """
    return 24 * (first_day(following(month)) - first_day(month)).days
