"""Bounds in decimals: rounded away from the objective, so that they stay bounds."""

from decimal import Decimal
from fractions import Fraction
from typing import Final

from comptrol.domains.allocation import at_most

SAFE: Final = 1e-9
"""Part of a bound that is added to it: what sums of floats may be off by."""
GAP_PLACES: Final = 9


def safe_bound(bound: float, objective: Fraction | None = None) -> Decimal:
    """Return a bound rounded outward, and never below an objective that was reached."""
    outward = Fraction(bound) + Fraction(SAFE * (1 + abs(bound)))
    return at_most(outward if objective is None else max(outward, objective))


def gap_of(objective: Decimal, bound: Decimal) -> Decimal:
    """Return what is missing of the bound, as a part of it, rounded up."""
    missing = (Fraction(bound) - Fraction(objective)) / max(Fraction(1), abs(Fraction(bound)))
    scaled = missing * 10**GAP_PLACES
    return Decimal(-(-scaled.numerator // scaled.denominator)).scaleb(-GAP_PLACES)
