"""What is known openly of usage under pseudonyms, and how it is folded."""

from comptrol.domains.pseudonyms.view.folding import apply
from comptrol.domains.pseudonyms.view.rows import (
    Ask,
    Crossing,
    Due,
    EpochKey,
    EvaluationDay,
    Filing,
    Join,
    NamedCustomer,
    PseudonymsView,
    Threshold,
)

__all__ = [
    "Ask",
    "Crossing",
    "Due",
    "EpochKey",
    "EvaluationDay",
    "Filing",
    "Join",
    "NamedCustomer",
    "PseudonymsView",
    "Threshold",
    "apply",
]
