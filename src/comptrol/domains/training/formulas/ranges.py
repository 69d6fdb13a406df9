"""How are operations counted exactly? As fractions inside, whole numbers outside, never floats."""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import Final, NamedTuple

from comptrol.kernel.quantity import Flop

NOTHING: Final = Fraction(0)
_WRITTEN_OUT_BELOW: Final = 10**12
_FIGURES: Final = 4


class Range(NamedTuple):
    """Operations, or operations a second: the least, the best estimate, the most."""

    low: Fraction
    mid: Fraction
    high: Fraction

    @classmethod
    def exactly(cls, number: Fraction | Decimal | int) -> "Range":
        """Return a range of one number."""
        exact = Fraction(number)
        return cls(exact, exact, exact)

    @classmethod
    def said(cls, flop: Flop) -> "Range":
        """Return what was said of operations as a range to calculate with."""
        return cls(*(Fraction(it) for it in flop.whole))

    @classmethod
    def summed(cls, ranges: Iterable["Range"]) -> "Range":
        """Return all of them together, end by end."""
        total = ZERO
        for it in ranges:
            total = cls(total.low + it.low, total.mid + it.mid, total.high + it.high)
        return total

    def times(self, by: Fraction | Decimal | int) -> "Range":
        """Return it so many times; not below nothing."""
        factor = Fraction(by)
        return Range(self.low * factor, self.mid * factor, self.high * factor)

    def scaled(self, by: "Range") -> "Range":
        """Return the least of both multiplied, the estimates, and the most of both."""
        return Range(self.low * by.low, self.mid * by.mid, self.high * by.high)

    def widened(self, margin: Decimal) -> "Range":
        """Return it with so large a share taken off below and put on above."""
        share = Fraction(margin)
        return Range(self.low * (1 - share), self.mid, self.high * (1 + share))

    @property
    def flop(self) -> Flop:
        """Return it in whole operations: the ends rounded away from the middle."""
        mid = floor(self.mid + Fraction(1, 2))
        return Flop.of(floor(self.low), mid, max(mid, ceil(self.high)))

    @property
    def is_exact(self) -> bool:
        """Tell whether it is one number."""
        return self.low == self.high


ZERO: Final = Range(NOTHING, NOTHING, NOTHING)


def span(ranges: Iterable[Range]) -> Range:
    """Return the range that holds all of these; its middle is that of the first."""
    given = tuple(ranges)
    assert given, "a span is over something"
    return Range(min(it.low for it in given), given[0].mid, max(it.high for it in given))


def figures(number: Fraction | Decimal | int, digits: int | None = None) -> str:
    """Return a number of operations as one writes it: so many significant figures, half up.

    Where it is not said how many, four, and no noughts after the last that says something.

    >>> figures(5040), figures(Fraction(63, 10) * 10**24, 2), figures(Fraction(1, 3), 2)
    ('5,040', '6.3e24', '0.33')
    >>> figures(10**25), figures(Fraction(2, 5)), figures(10**25, 2)
    ('1e25', '0.4', '1.0e25')
    >>> figures(99_950_000_000_000, 3), figures(Fraction(1, 1000) + 10**12, 2)
    ('1.00e14', '1.0e12')
    """
    exact = Fraction(number)
    if exact.denominator == 1 and exact < _WRITTEN_OUT_BELOW:
        return f"{int(exact):,}"
    if digits is None:
        mantissa, _, power = figures(exact, _FIGURES).partition("e")
        return mantissa.rstrip("0").rstrip(".") + ("e" + power if power else "")
    exponent = _exponent(exact)
    shown = floor(exact / Fraction(10) ** (exponent - digits + 1) + Fraction(1, 2))
    if shown >= 10**digits:
        shown, exponent = shown // 10, exponent + 1
    if -5 <= exponent < 0:  # noqa: PLR2004  (as a person writes a small number)
        return f"0.{'0' * (-exponent - 1)}{shown}"
    return f"{str(shown)[0]}.{str(shown)[1:]}e{exponent}" if digits > 1 else f"{shown}e{exponent}"


def _exponent(number: Fraction) -> int:
    """Return the power of ten of the first digit; of nothing, nought."""
    if not number:
        return 0
    guess = len(str(number.numerator)) - len(str(number.denominator))
    return guess if number >= Fraction(10) ** guess else guess - 1
