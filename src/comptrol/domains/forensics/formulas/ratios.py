"""Does what one figure comes to for a unit of another move, and stay where it has moved?

Two figures of one reporter that tell of the same work, such as operations and chip time, move
together. A week's ratio is held against those before it: its distance to their median, in what
they scatter, is added up (CUSUM: Page, Biometrika 41, 1954). The history grows week by week, so
nobody has to say what is usual (self-starting: Hawkins, Journal of Quality Technology 19, 1987;
here with medians, so that a few weeks that went wrong change nothing). What changes slowly becomes
history; a step is named before it does. Whole numbers: no floats decide here.
"""

from bisect import insort
from collections.abc import Sequence
from fractions import Fraction
from typing import Final, NamedTuple

from comptrol.domains.forensics.formulas.chances import median

PPM: Final = 1_000_000
THOUSANDTHS: Final = 1000
FINE: Final = 10**9
"""Ratios are held against one another in so many parts of the first of them."""


class Held(NamedTuple):
    """How ratios are held against those before them."""

    history_min: int
    """Of fewer weeks before a week nothing is said of it."""
    sigma_ppm: int
    """One sigma is this share of the median at least, however little the weeks before scatter."""
    moved_min_ppm: int
    """A move by less than this share is none."""
    k: int
    """This and what follows: thousandths of a sigma."""
    h: int
    cap: int


class Moved(NamedTuple):
    """Where ratios moved, from where, and to where."""

    first: int
    """The week, from 0, before which the sum was last nothing."""
    last: int
    """The week after which it was at the limit."""
    usual: Fraction
    """The median of the history before the first."""
    now: Fraction
    """The median from the first to the last."""
    weeks: int
    """So long was the history."""
    height: int
    """How far the sum went, in thousandths of a sigma."""

    @property
    def share(self) -> Fraction:
        """Return what is left of the usual."""
        return self.now / self.usual


def moved(ratios: Sequence[Fraction], how: Held, *, down: bool) -> list[Moved]:
    """Return where ratios went down, or up, by enough, and stayed; each begins a new history.

    Ratios are above nothing. No week counts for more than the cap. Where the limit is reached by
    less than a move, the sum stays there: a step is not forgotten with the weeks before it.

    >>> how = Held(8, 30_000, 100_000, k=500, h=9000, cap=3000)
    >>> found = moved([Fraction(4)] * 20 + [Fraction(3)] * 8, how, down=True)
    >>> [(it.first, it.last, it.share) for it in found]
    [(20, 23, Fraction(3, 4))]
    >>> moved([Fraction(4)] * 20 + [Fraction(2)] + [Fraction(4)] * 8, how, down=True)
    []
    """
    found, history = list[Moved](), list[int]()
    begins = first = total = 0
    fine = [max(1, int(it * FINE / ratios[0])) for it in ratios]
    for at, one in enumerate(fine):
        if len(history) >= how.history_min:
            off = _sigmas(one, history, how.sigma_ppm) * (-1 if down else 1)
            total = max(0, total + min(how.cap, off) - how.k)
        if not total:
            first = at + 1
        if total >= how.h:
            usual, now = median(ratios[begins:first]), median(ratios[first : at + 1])
            if abs(now / usual - 1) * PPM >= how.moved_min_ppm:
                found.append(Moved(first, at, usual, now, first - begins, total))
                begins, history = first, sorted(fine[first:at])
                total, first = 0, at + 1
            total = min(total, how.h)
        insort(history, one)
    return found


def _sigmas(one: int, history: Sequence[int], sigma_ppm: int) -> int:
    """Return how far a value is from the median of sorted others, in thousandths of a sigma.

    1.4826 of the median distance to the median are one sigma of a normal variable (Hampel, JASA
    69, 1974).
    """
    middle = history[len(history) // 2]
    distance = sorted(abs(it - middle) for it in history)[len(history) // 2]
    sigma = max(distance * 14_826 * PPM // 10_000, middle * sigma_ppm)
    return (one - middle) * PPM * THOUSANDTHS // max(1, sigma)
