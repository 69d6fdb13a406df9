"""What needs no state: how identifiers are written, how rows can be, and how they add up."""

from comptrol.domains.pseudonyms.formulas.canonical import VERSION, canonical
from comptrol.domains.pseudonyms.formulas.instrument import SealedUsage
from comptrol.domains.pseudonyms.formulas.rows import faults, outline
from comptrol.domains.pseudonyms.formulas.sums import (
    Piece,
    Range,
    Sum,
    by_provider,
    certainty,
    is_past,
    pieces,
    summed,
)
from comptrol.domains.pseudonyms.formulas.windows import calendar_windows, rolling_windows

__all__ = [
    "VERSION",
    "Piece",
    "Range",
    "SealedUsage",
    "Sum",
    "by_provider",
    "calendar_windows",
    "canonical",
    "certainty",
    "faults",
    "is_past",
    "outline",
    "pieces",
    "rolling_windows",
    "summed",
]
