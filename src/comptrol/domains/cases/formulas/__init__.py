"""Formulas of due process: what an act lacks, what signals weigh, how decisions are counted."""

from comptrol.domains.cases.formulas.counting import is_small, middle, pooled, share
from comptrol.domains.cases.formulas.guardrails import lacking, lacking_of
from comptrol.domains.cases.formulas.weighing import (
    PUBLISHED,
    WITH_DENSITY,
    Counted,
    Posterior,
    Signal,
    by_channel,
    posteriors,
    stock_ratio,
)

__all__ = [
    "PUBLISHED",
    "WITH_DENSITY",
    "Counted",
    "Posterior",
    "Signal",
    "by_channel",
    "is_small",
    "lacking",
    "lacking_of",
    "middle",
    "pooled",
    "posteriors",
    "share",
    "stock_ratio",
]
