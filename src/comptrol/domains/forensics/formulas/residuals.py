"""By how much does a report differ from what others measured, and does it keep to one side?

    z = (reported - estimate) / sigma

Channels that measure the same days are put together by their precision; what one channel says
again counts once, as it was said last. Sums are those of the chip balance (``registry.cusum``),
in thousandths of a sigma: whole numbers, which its floats hold exactly below 2^53.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import isqrt, prod
from typing import Final, NamedTuple

from comptrol.domains.registry import cusum

PPM: Final = 1_000_000
THOUSANDTHS: Final = 1000


class Measured(NamedTuple):
    """What one channel estimates of some days, and how wrong it usually is."""

    channel: str
    value: Fraction
    sigma_ppm: int
    """One sigma as a share of the estimate."""


class Residual(NamedTuple):
    """How a report compares with all channels together."""

    ratio: Fraction
    """Reported by estimate."""
    thousandths: int
    """z, in thousandths of a sigma; below nothing: less was reported than was estimated."""


class Crossing(NamedTuple):
    """Where a sum of residuals reached the limit, and from where it had grown."""

    first: int
    """The period, from 0, after which the sum was last nothing."""
    last: int
    """The period after which it was at the limit, or beyond."""
    under: bool
    """Less was reported than estimated; otherwise more."""
    height: int
    """How far the sum went, in thousandths."""


def combined(measured: Iterable[Measured]) -> tuple[Fraction, Fraction] | None:
    """Return the estimate of all channels and the square of its relative error; none: nothing.

    Weights are the inverse squares of relative errors, so that no channel weighs more because it
    came out lower. The last of each channel counts.

    >>> combined([Measured("power", Fraction(value), 30_000) for value in (90, 100)])
    (Fraction(100, 1), Fraction(9, 10000))
    """
    last = {it.channel: it for it in measured if it.value > 0}
    if not last:
        return None
    every = prod(it.sigma_ppm**2 for it in last.values())
    weights = {it: every // one.sigma_ppm**2 for it, one in last.items()}
    total = sum(weights.values())
    value = sum((last[it].value * weight for it, weight in weights.items()), Fraction(0))
    return value / total, Fraction(every, total * PPM**2)


def residual(reported: Fraction, measured: Iterable[Measured]) -> Residual | None:
    """Return the residual of a report; nothing where nothing was measured.

    >>> residual(Fraction(97), [Measured("power", Fraction(100), 30_000)])
    Residual(ratio=Fraction(97, 100), thousandths=-1000)
    """
    found = combined(measured)
    if found is None:
        return None
    estimate, variance = found
    off = reported / estimate - 1
    squared = off * off / variance * THOUSANDTHS**2
    size = isqrt(squared.numerator // squared.denominator)
    return Residual(ratio=reported / estimate, thousandths=size if off >= 0 else -size)


def spread(thousandths: Sequence[int]) -> int:
    """Return by how much residuals scatter, in thousandths of what the errors stated explain.

    From the median distance to the median, which a shift of all does not change: 1.4826 of these
    are one sigma of a normal variable (Hampel, JASA 69, 1974). Never less than 1000: who scatters
    less than it should is held to the errors as they were stated.

    >>> spread([-3000, -1000, 0, 1000, 3000]), spread([500, 500, 500])
    (1482, 1000)
    """
    ordered = sorted(thousandths)
    middle = ordered[len(ordered) // 2]
    distance = sorted(abs(it - middle) for it in ordered)[len(ordered) // 2]
    return max(THOUSANDTHS, distance * 14_826 // 10_000)


def crossings(
    thousandths: Sequence[int], *, k: int, h: int, cap: int, under: bool = True, over: bool = False
) -> list[Crossing]:
    """Return where the sums of residuals reach the limit h; after each they begin anew.

    No single residual counts for more than ``cap``: one week in which a meter failed is an error
    to correct, and no drift. ``k``, ``h`` and ``cap`` are thousandths of a sigma.

    >>> crossings([-1500] * 7, k=500, h=4000, cap=2000)
    [Crossing(first=0, last=3, under=True, height=4000)]
    """
    found: list[Crossing] = []
    start = 0
    while start < len(thousandths):
        capped = [max(-cap, min(cap, it)) for it in thousandths[start:]]
        sums = cusum([-it for it in capped], k=k, h=h)
        sides = [(sums.missing, True)] * under + [(sums.surplus, False)] * over
        reached = [
            (at, side, path[at])
            for path, side in sides
            if (at := next((n for n, it in enumerate(path) if it >= h), None)) is not None
        ]
        if not reached:
            break
        at, side, height = min(reached)
        path = sums.missing if side else sums.surplus
        first = next((n + 1 for n in range(at - 1, -1, -1) if not path[n]), 0)
        found.append(Crossing(start + first, start + at, side, int(height)))
        start += at + 1
    return found
