"""Is the step between two series just what another definition would make of the same thing?"""

from collections.abc import Iterable
from fractions import Fraction
from typing import Final

PPM: Final = 1_000_000


def near_factor(
    ratio: Fraction, factors: Iterable[Fraction], tolerance_ppm: int
) -> Fraction | None:
    """Return the factor, or its inverse, that a ratio is within a tolerance of; the nearest first.

    Dense and sparse operations differ by 2, as do FP8 and FP16 (methods sheet, 3.8 and 5).

    >>> near_factor(Fraction(51, 100), [Fraction(2)], 30_000)
    Fraction(1, 2)
    >>> near_factor(Fraction(9, 10), [Fraction(2)], 30_000) is None
    True
    """
    ways = {way for it in factors for way in (it, 1 / it) if way != 1}
    near = [(abs(ratio / way - 1), way) for way in ways]
    close = [it for it in near if it[0] * PPM <= tolerance_ppm]
    return min(close)[1] if close else None
