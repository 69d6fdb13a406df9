"""Stateless sums of reporting: weeks of a period, days that lines leave out, shares."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Final

from comptrol.domains.disclosure.statements import PPM, FigureName, Filed, LargeCustomers

LARGE_CUSTOMERS: Final = FigureName("large-customers")
"""The figure that tells how many customers are large. Who they are is said under seal."""
WEEK: Final = timedelta(days=7)
MILLIJOULES_OF_MWH: Final = 3_600 * 10**9
"""1 MWh = 3.6 GJ = 3.6 x 10^12 mJ."""


def weeks(since: date, until: date) -> Iterator[tuple[date, date]]:
    """Yield the weeks of a period from its first day on; the last may be shorter.

    >>> [(str(a), str(b)) for a, b in weeks(date(2026, 1, 1), date(2026, 1, 10))]
    [('2026-01-01', '2026-01-08'), ('2026-01-08', '2026-01-10')]
    """
    while since < until:
        after = since + WEEK if until - since > WEEK else until
        yield since, after
        since = after


def days_left_out(since: date, until: date, told: Iterable[tuple[date, date]]) -> int:
    """Return how many days from ``since`` to the day before ``until`` no stretch covers.

    >>> days_left_out(date(2026, 1, 1), date(2026, 1, 8), [(date(2026, 1, 2), date(2026, 1, 5))])
    4
    """
    left, day = 0, since
    for begins, ends in sorted(told):
        if begins > day:
            left += (min(begins, until) - day).days
        day = max(day, ends)
        if day >= until:
            return left
    return left + max(0, (until - day).days)


def floor_ppm(part: int, whole: int) -> int:
    """Return a share in parts per million, rounded down; of nothing there is none: 0.

    >>> floor_ppm(2, 3), floor_ppm(1, 0)
    (666666, 0)
    """
    return part * PPM // whole if whole else 0


def ceiling_ppm(part: int, whole: int) -> int:
    """Return a share in parts per million, rounded up, so that a little is never nothing.

    >>> ceiling_ppm(1, 3), ceiling_ppm(1, 10**12), ceiling_ppm(0, 7)
    (333334, 1, 0)
    """
    return -(-part * PPM // whole) if whole else 0


def customer_faults(said: LargeCustomers, filed: Filed, threshold: int | None) -> Iterator[str]:
    """Yield what is wrong with sealed large customers, which no check of the log can see.

    A row is told by its number: no name leaves what is sealed.
    """
    names = [it.customer for it in said.customers]
    for number, (row, before) in enumerate(zip(said.customers, ["", *names], strict=False)):
        if row.customer <= before:
            yield f"row {number}, field customer: expected the order of their names, each once"
        if threshold is not None and row.chip_seconds <= threshold:
            yield f"row {number}, field chip_seconds: expected more than {threshold}"
    for line in filed.lines:
        if line.figure == LARGE_CUSTOMERS and line.whole != len(names):
            yield f"field customers: {len(names)} rows, and the line of them says {line.value}"
