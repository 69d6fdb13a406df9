"""How far apart are two rates, and can that be chance? In millionths, with intervals.

The interval of one rate is Wilson's score interval (E. B. Wilson, Journal of the American
Statistical Association 22, 1927, 209-212). That of a difference is made of the two, as R. G.
Newcombe does (Statistics in Medicine 17, 1998, 873-890, method 10). Both hold for counts of
independent events, in about 95 of 100 cases. Both are recalled, not read again: the tests hold
them against the definition, which is a quadratic equation that anyone can solve.
"""

from decimal import Decimal
from typing import Final

import msgspec

PPM: Final = 1_000_000
Z_SQUARED: Final = Decimal("3.8414588206941260")
"""The square of 1.959964, the normal quantile that leaves 2.5 percent on either side."""


class RateRange(msgspec.Struct, frozen=True, kw_only=True):
    """A rate as it was counted, and between which two it can be, in millionths."""

    rate_ppm: int
    low_ppm: int
    high_ppm: int


class Gap(msgspec.Struct, frozen=True, kw_only=True):
    """One rate less another, in millionths, and between which two differences it can be."""

    gap_ppm: int
    low_ppm: int
    high_ppm: int

    @property
    def is_apart(self) -> bool:
        """Tell whether it is hardly chance: zero lies outside."""
        return self.low_ppm > 0 or self.high_ppm < 0


def rate_range(found: int, of: int) -> RateRange:
    """Return a rate with Wilson's interval; ``of`` is at least one.

    >>> rate_range(0, 10)
    RateRange(rate_ppm=0, low_ppm=0, high_ppm=277533)
    """
    rate, low, high = _wilson(found, of)
    return RateRange(rate_ppm=_ppm(rate), low_ppm=_ppm(low), high_ppm=_ppm(high))


def gap(found: int, of: int, other: int, of_other: int) -> Gap:
    """Return how far one rate is above another, with Newcombe's interval.

    >>> gap(5, 10, 5, 10).gap_ppm
    0
    """
    one, one_low, one_high = _wilson(found, of)
    two, two_low, two_high = _wilson(other, of_other)
    down = ((one - one_low) ** 2 + (two_high - two) ** 2).sqrt()
    up = ((one_high - one) ** 2 + (two - two_low) ** 2).sqrt()
    apart = one - two
    return Gap(gap_ppm=_ppm(apart), low_ppm=_ppm(apart - down), high_ppm=_ppm(apart + up))


def _wilson(found: int, of: int) -> tuple[Decimal, Decimal, Decimal]:
    assert 0 <= found <= of, "so many of so many"
    assert of > 0, "a rate of nothing is none"
    rate, n = Decimal(found) / of, Decimal(of)
    middle = rate + Z_SQUARED / (2 * n)
    half = (Z_SQUARED * (rate * (1 - rate) + Z_SQUARED / (4 * n)) / n).sqrt()
    whole = 1 + Z_SQUARED / n
    low = Decimal(0) if found == 0 else (middle - half) / whole
    high = Decimal(1) if found == of else (middle + half) / whole
    return rate, low, high


def _ppm(rate: Decimal) -> int:
    return int((rate * PPM).to_integral_value())
