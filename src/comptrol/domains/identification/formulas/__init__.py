"""What a file must have, what is wrong with one, and what may be said openly of it."""

from comptrol.domains.identification.formulas.completeness import (
    IDENTIFYING,
    REQUIREMENTS,
    Requirement,
    complete,
    filled,
    missing,
)
from comptrol.domains.identification.formulas.faults import RETENTION_MAX, Fault, faults
from comptrol.domains.identification.formulas.outline import outline

__all__ = [
    "IDENTIFYING",
    "REQUIREMENTS",
    "RETENTION_MAX",
    "Fault",
    "Requirement",
    "complete",
    "faults",
    "filled",
    "missing",
    "outline",
]
