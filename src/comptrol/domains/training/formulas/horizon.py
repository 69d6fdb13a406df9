"""When is a threshold reached, how far do scattered chips get, how long may a run be at most?

Formulas: methods of arXiv:2511.10783, App. D (days), and of arXiv:2605.29359 (distributed runs,
and the longest run that still pays, attributed there to Epoch AI).
"""

from datetime import date, timedelta
from decimal import Decimal, localcontext
from fractions import Fraction
from math import ceil, floor
from typing import Final, NamedTuple

from comptrol.domains.training.formulas.ranges import Range

DAY_S: Final = 86_400
DAYS_AHEAD_MAX: Final = 36_500
"""A hundred years: what is later is not foreseen."""
_DIGITS: Final = 50
Number = Fraction | Decimal | int


class Crossing(NamedTuple):
    """Between which days a threshold is crossed, at the rates of a range."""

    earliest: date | None
    """Nothing: not within a hundred years, even at the highest rate."""
    expected: date | None
    latest: date | None
    """Nothing: it need not be crossed at all."""


def days_to_threshold(flop: Number, chips: Number, operations_per_s: Number) -> Fraction:
    """Return the days in which chips, each doing so many operations a second, reach a threshold.

    >>> float(round(days_to_threshold(10**24, 16, 990 * 10**12), 1))
    730.7
    """
    return Fraction(flop) / (Fraction(chips) * Fraction(operations_per_s) * DAY_S)


def local_compute(
    *,
    nodes: Number,
    chips_per_node: Number,
    operations_per_s: Number,
    utilisation: Number,
    days: Number,
    efficiency: Number,
) -> Fraction:
    """Return the operations of a run that is spread over nodes which are each too small to see."""
    chips = Fraction(nodes) * Fraction(chips_per_node)
    each = Fraction(operations_per_s) * Fraction(utilisation) * Fraction(efficiency)
    return chips * each * Fraction(days) * DAY_S


def longest_run_years(growth: Decimal) -> Decimal:
    """Return how long a run may be before one that begins later would overtake it.

    ``growth`` is of hardware, software and investment together, in orders of magnitude a year.
    The logarithm is no fraction: it is given to fifty digits.
    """
    with localcontext() as context:
        context.prec = _DIGITS
        return 1 / (growth * Decimal(10).ln())


def h100_equivalents(tpp: Number, tera_flop_per_s: Number) -> Fraction:
    """Return a TPP in H100, each of so many dense 16-bit operations a second, by a definition.

    >>> round(h100_equivalents(790_000_000, 989))
    49924
    """
    return Fraction(tpp) / (Fraction(tera_flop_per_s) * 16)


def tpp_of_h100(h100: Number, tera_flop_per_s: Number) -> Fraction:
    """Return the TPP of so many H100: the other way round."""
    return Fraction(h100) * Fraction(tera_flop_per_s) * 16


def crossing(start: date, done: Range, rate_per_day: Range, threshold: Number) -> Crossing:
    """Return when a threshold is crossed that is not crossed on a day, if it goes on like this.

    The ends pair the most done with the highest rate, and the least with the lowest; at a rate of
    nothing it is never crossed, and the interval is open.

    >>> rates = Range(Fraction(1), Fraction(2), Fraction(4))
    >>> [str(it) for it in crossing(date(2026, 1, 1), Range.exactly(0), rates, 8)]
    ['2026-01-03', '2026-01-05', '2026-01-09']
    """
    left = Fraction(threshold)
    return Crossing(
        earliest=_day(start, left - done.high, rate_per_day.high, up=False),
        expected=_day(start, left - done.mid, rate_per_day.mid, up=True),
        latest=_day(start, left - done.low, rate_per_day.low, up=True),
    )


def _day(start: date, left: Fraction, rate: Fraction, *, up: bool) -> date | None:
    if left < 0:
        return start
    if rate <= 0:
        return None
    days = ceil(left / rate) if up else floor(left / rate)
    return start + timedelta(days) if days <= DAYS_AHEAD_MAX else None
