"""How the parts of a ruling are put together, and made to fit into one entry."""

from comptrol.domains.gate.formulas.adding import (
    OVERRIDE,
    added,
    another,
    carried,
    grounds,
    held,
    law_stands_against,
    overridden,
    whose_question,
)
from comptrol.domains.gate.formulas.fitting import SHORTENED, fitting

__all__ = [
    "OVERRIDE",
    "SHORTENED",
    "added",
    "another",
    "carried",
    "fitting",
    "grounds",
    "held",
    "law_stands_against",
    "overridden",
    "whose_question",
]
