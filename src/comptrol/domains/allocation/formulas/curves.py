"""What is an award worth, by the published curve, before anybody decides on it?

The curve is policy (facts: allocation, 1): ``weight x (score/100)^2 x sqrt(need/1000) x 10`` is
the full worth, so that a large ask does not win by its size. All is exact: fractions of whole
millionths, one square root of 40 digits, and points rounded once, to a millionth.
"""

from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Final, NamedTuple

from comptrol.domains.allocation.statements import CurveForm, ValueCurve

MILLION: Final = 1_000_000
_DIGITS: Final = Context(prec=40, rounding=ROUND_HALF_EVEN)
_MILLIONTH: Final = Decimal("0.000001")


class Worth(NamedTuple):
    """Points for the least award, and for further parts of the need: length, points per unit."""

    award_value: Decimal
    segments: tuple[tuple[Decimal, Decimal], ...]


def full_worth(weight: Decimal, score: Decimal, need_h100e_hours: Decimal | int) -> Decimal:
    """Return the points of the whole need.

    >>> full_worth(Decimal(1), Decimal(80), 1000)
    Decimal('6.4')
    """
    square = _DIGITS.multiply(score, score)
    size = _DIGITS.sqrt(_DIGITS.divide(Decimal(need_h100e_hours), Decimal(1000)))
    points = _DIGITS.multiply(_DIGITS.multiply(weight, square), size)
    return plain(_DIGITS.divide(points, Decimal(1000)))


def worth(
    curve: ValueCurve,
    weight: Decimal,
    score: Decimal,
    need_h100e_hours: Decimal | int,
    least_ppm: int,
) -> Worth:
    """Return what the solver sees of a proposal: worth of the least award, and the segments."""
    full = Fraction(full_worth(weight, score, need_h100e_hours))
    if curve.form is CurveForm.SHARE:
        least = full * Fraction(curve.award_share_ppm, MILLION)
        pieces = _equal(least_ppm, curve.slopes_ppm)
        slopes = [(length, full * Fraction(slope, MILLION)) for length, slope in pieces]
    else:
        pieces = _equal(0, curve.slopes_ppm)
        whole = sum(length * slope for length, slope in pieces)
        below, slopes = 0, []
        start = 0
        for length, slope in pieces:
            inside = max(0, min(start + length, least_ppm) - start)
            below += inside * slope
            if length > inside:
                slopes.append((length - inside, full * Fraction(slope * MILLION, whole)))
            start += length
        least = full * Fraction(below, whole)
    return Worth(points(least), tuple((of_ppm(it), points(slope)) for it, slope in slopes))


def _equal(least_ppm: int, slopes: tuple[int, ...]) -> list[tuple[int, int]]:
    """Return what is left of the need as equal pieces, in whole millionths, with their slopes."""
    left, count = MILLION - least_ppm, len(slopes)
    ends = [left * place // count for place in range(count + 1)]
    lengths = [upper - lower for lower, upper in pairwise(ends)]
    return [(length, slope) for length, slope in zip(lengths, slopes, strict=True) if length]


def falls(curve: ValueCurve) -> bool:
    """Tell whether each further piece is worth no more than the one before.

    A curve by shares begins with the least award: what it gives for each unit is not compared, for
    it depends on the least useful part.
    """
    return all(first >= second for first, second in pairwise(curve.slopes_ppm))


def of_ppm(ppm: int) -> Decimal:
    """Return millionths as a number.

    >>> of_ppm(300_000), of_ppm(1_000_000)
    (Decimal('0.3'), Decimal('1'))
    """
    return plain(Decimal(ppm).scaleb(-6))


def points(exact: Fraction) -> Decimal:
    """Return points, rounded to a millionth, half to even."""
    number = _DIGITS.divide(Decimal(exact.numerator), Decimal(exact.denominator))
    return plain(number.quantize(_MILLIONTH, context=_DIGITS))


def plain(number: Decimal) -> Decimal:
    """Return a number as one writes it: no zeros at its end, no exponent.

    >>> plain(Decimal("2.50")), plain(Decimal("1E+3"))
    (Decimal('2.5'), Decimal('1000'))
    """
    whole = number == number.to_integral_value()
    return number.quantize(Decimal(1), context=_DIGITS) if whole else number.normalize(_DIGITS)
