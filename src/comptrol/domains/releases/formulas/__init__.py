"""Stateless method: which sums single somebody out, and what else has to be withheld for them."""

from comptrol.domains.releases.formulas.contributions import Fact, Rule, Sensitive
from comptrol.domains.releases.formulas.pooling import OTHER
from comptrol.domains.releases.formulas.tabulating import (
    TOTAL,
    Bounds,
    Tabulated,
    Told,
    listed,
    primary_alone,
    tabulated,
)

__all__ = [
    "OTHER",
    "TOTAL",
    "Bounds",
    "Fact",
    "Rule",
    "Sensitive",
    "Tabulated",
    "Told",
    "listed",
    "primary_alone",
    "tabulated",
]
