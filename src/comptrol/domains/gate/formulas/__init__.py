"""How the parts of a ruling are put together, and made to fit into one entry."""

from comptrol.domains.gate.formulas.adding import (
    OVERRIDE,
    added,
    another,
    carried,
    grounds,
    held,
    law_against,
    overridden,
    whose_question,
)

__all__ = [
    "OVERRIDE",
    "added",
    "another",
    "carried",
    "grounds",
    "held",
    "law_against",
    "overridden",
    "whose_question",
]
