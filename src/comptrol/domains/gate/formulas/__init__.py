"""How the parts of a ruling are put together, and made to fit into one entry."""

from comptrol.domains.gate.formulas.adding import (
    added,
    another,
    carried,
    law_stands_against,
    overridden,
    whose_question,
)
from comptrol.domains.gate.formulas.fitting import SHORTENED, fitting

__all__ = [
    "SHORTENED",
    "added",
    "another",
    "carried",
    "fitting",
    "law_stands_against",
    "overridden",
    "whose_question",
]
