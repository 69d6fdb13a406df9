"""Arithmetic of usage: operations and peaks, days, counters, and rows that come in any order."""

from comptrol.domains.metering.formulas.counters import (
    GAP_INTERVALS,
    Sample,
    Step,
    Steps,
    steps_of,
    usual_interval_ms,
    windows,
)
from comptrol.domains.metering.formulas.flop import (
    Seen,
    above_peak,
    empirical,
    theoretical,
)
from comptrol.domains.metering.formulas.parts import Part, by_day, chip_microseconds
from comptrol.domains.metering.formulas.readings import (
    Readings,
    Rejected,
    Tenant,
    UsageRow,
    one_of_each,
    rejected,
)

__all__ = [
    "GAP_INTERVALS",
    "Part",
    "Readings",
    "Rejected",
    "Sample",
    "Seen",
    "Step",
    "Steps",
    "Tenant",
    "UsageRow",
    "above_peak",
    "by_day",
    "chip_microseconds",
    "empirical",
    "one_of_each",
    "rejected",
    "steps_of",
    "theoretical",
    "usual_interval_ms",
    "windows",
]
