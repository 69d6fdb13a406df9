"""What of caps needs no state: windows of time, and how an amount is split into them."""

from comptrol.domains.caps.formulas.exact import exactly, shown, total
from comptrol.domains.caps.formulas.windows import (
    DAYS_MAX,
    HOUR,
    LIFE,
    ROLLING,
    Part,
    amounts,
    begun,
    day_of,
    ends,
    first_hour,
    split,
    window_at,
)

__all__ = [
    "DAYS_MAX",
    "HOUR",
    "LIFE",
    "ROLLING",
    "Part",
    "amounts",
    "begun",
    "day_of",
    "ends",
    "exactly",
    "first_hour",
    "shown",
    "split",
    "total",
    "window_at",
]
