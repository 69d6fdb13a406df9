"""How rates are compared, and what of them may be told without telling of anybody."""

from comptrol.domains.oversight.formulas.rates import (
    PPM,
    Z_SQUARED,
    Gap,
    RateRange,
    gap,
    rate_range,
)
from comptrol.domains.oversight.formulas.suppressing import suppressed, told, told_parts

__all__ = [
    "PPM",
    "Z_SQUARED",
    "Gap",
    "RateRange",
    "gap",
    "rate_range",
    "suppressed",
    "told",
    "told_parts",
]
