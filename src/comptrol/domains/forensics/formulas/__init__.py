"""The arithmetic of report forensics: exact chances, residuals, panels. No floats decide here."""

from comptrol.domains.forensics.formulas.chances import (
    at_most,
    binomial_tail,
    median,
    rank_test,
    two_sided,
    written,
)
from comptrol.domains.forensics.formulas.levels import Counted, Rung, level_of
from comptrol.domains.forensics.formulas.panels import Change, change
from comptrol.domains.forensics.formulas.ratios import Held, Moved, moved
from comptrol.domains.forensics.formulas.residuals import (
    Crossing,
    Measured,
    Residual,
    combined,
    crossings,
    residual,
    spread,
)
from comptrol.domains.forensics.formulas.switching import near_factor

__all__ = [
    "Change",
    "Counted",
    "Crossing",
    "Held",
    "Measured",
    "Moved",
    "Residual",
    "Rung",
    "at_most",
    "binomial_tail",
    "change",
    "combined",
    "crossings",
    "level_of",
    "median",
    "moved",
    "near_factor",
    "rank_test",
    "residual",
    "spread",
    "two_sided",
    "written",
]
