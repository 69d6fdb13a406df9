"""How much is there in a window? Calendar windows and rolling ones, in whole numbers.

Chip time grows by the second, so that the fullest rolling window is found among those that begin
where a piece begins or end where one ends: between these the sum moves in a straight line. Orders
count at the moment at which they begin: two pointers.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import accumulate, pairwise
from typing import Final, NamedTuple

from comptrol.domains.structuring.formulas.pieces import Piece
from comptrol.domains.structuring.statements import Span

DAY_S: Final = 86_400
_MONTHS: Final = {Span.MONTH: 1, Span.QUARTER: 3, Span.YEAR: 12}


class Window(NamedTuple):
    """A half-open window of seconds of the epoch, and what is in it."""

    start_s: int
    end_s: int
    amount: int


class Curve:
    """Chip time up to any second: straight between the seconds at which chips come and go."""

    def __init__(self, pieces: Iterable[Piece]) -> None:
        steps: dict[int, int] = {}
        for it in pieces:
            steps[it.start_s] = steps.get(it.start_s, 0) + it.chips
            steps[it.end_s] = steps.get(it.end_s, 0) - it.chips
        self.at = sorted(steps)
        self.rate = list(accumulate(steps[it] for it in self.at))
        grown = (r * (b - a) for r, (a, b) in zip(self.rate, pairwise(self.at), strict=False))
        self.sum = [0, *accumulate(grown)]

    def up_to(self, second: int) -> int:
        """Return the chip time before a second."""
        where = bisect_right(self.at, second) - 1
        if where < 0:
            return 0
        return self.sum[where] + self.rate[where] * (second - self.at[where])

    def reaches(self, amount: int) -> int:
        """Return the first second by which there is so much, which there has to be."""
        where = bisect_left(self.sum, amount)
        if where == 0:
            return self.at[0]
        missing = amount - self.sum[where - 1]
        return self.at[where - 1] - (-missing // self.rate[where - 1])


def calendar(span: Span, since_s: int, until_s: int) -> list[tuple[int, int]]:
    """Return the calendar windows of UTC that some seconds fall into, in order.

    >>> day = DAY_S
    >>> [(b - a) // day for a, b in calendar(Span.MONTH, 0, 40 * day)]
    [31, 28]
    """
    if until_s <= since_s:
        return []
    if span is Span.DAY:
        first = since_s // DAY_S * DAY_S
        return [(day, day + DAY_S) for day in range(first, until_s, DAY_S)]
    months = _MONTHS[span]
    at = datetime.fromtimestamp(since_s, UTC)
    number = (at.year * 12 + at.month - 1) // months * months
    starts = [_month(number)]
    while starts[-1] < until_s:
        number += months
        starts.append(_month(number))
    return list(pairwise(starts))


def _month(number: int) -> int:
    return int(datetime(number // 12, number % 12 + 1, 1, tzinfo=UTC).timestamp())


def of_chip_time(pieces: Sequence[Piece], windows: Iterable[tuple[int, int]]) -> Iterator[Window]:
    """Yield the chip time in each of some windows."""
    curve = Curve(pieces)
    for start_s, end_s in windows:
        yield Window(start_s, end_s, curve.up_to(end_s) - curve.up_to(start_s))


def of_orders(pieces: Sequence[Piece], windows: Iterable[tuple[int, int]]) -> Iterator[Window]:
    """Yield the chips of the orders that begin in each of some windows."""
    begun = sorted((it.start_s, it.chips) for it in pieces)
    at, sums = [it for it, _ in begun], [0, *accumulate(chips for _, chips in begun)]
    for start_s, end_s in windows:
        amount = sums[bisect_left(at, end_s)] - sums[bisect_left(at, start_s)]
        yield Window(start_s, end_s, amount)


def rolling_chip_time(pieces: Sequence[Piece], length_s: int) -> list[tuple[int, int]]:
    """Return the rolling windows among which the fullest is, in the order of their ends."""
    starts = {it.start_s for it in pieces} | {it.end_s - length_s for it in pieces}
    return [(it, it + length_s) for it in sorted(starts)]


def rolling_orders(pieces: Sequence[Piece], length_s: int) -> list[tuple[int, int]]:
    """Return the rolling windows that end with an order, among which the fullest is."""
    ends = {it.start_s + 1 for it in pieces}
    return [(it - length_s, it) for it in sorted(ends)]
