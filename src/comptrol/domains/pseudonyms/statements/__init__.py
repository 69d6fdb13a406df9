"""What can be said of usage under pseudonyms."""

from typing import TypeAlias

from comptrol.domains.pseudonyms.statements.joining import Crossed, Joined, ThresholdSet
from comptrol.domains.pseudonyms.statements.keys import BATCH_MAX, EvaluationAsked, KeyAnnounced
from comptrol.domains.pseudonyms.statements.naming import (
    Identifier,
    Name,
    Named,
    NamingAsked,
    NamingDue,
)
from comptrol.domains.pseudonyms.statements.usage import Usage, UsageFiled
from comptrol.domains.pseudonyms.statements.words import (
    PERIOD_DAYS_MAX,
    Calendar,
    Certainty,
    Epoch,
    Ground,
    Pseudonym,
    Reading,
    ThresholdId,
    Unit,
    UsageRow,
    Whose,
    Window,
)

__all__ = [
    "BATCH_MAX",
    "PERIOD_DAYS_MAX",
    "Calendar",
    "Certainty",
    "Crossed",
    "Epoch",
    "EvaluationAsked",
    "Ground",
    "Identifier",
    "Joined",
    "KeyAnnounced",
    "Name",
    "Named",
    "NamingAsked",
    "NamingDue",
    "Pseudonym",
    "PseudonymsStatement",
    "Reading",
    "ThresholdId",
    "ThresholdSet",
    "Unit",
    "Usage",
    "UsageFiled",
    "UsageRow",
    "Whose",
    "Window",
]

PseudonymsStatement: TypeAlias = (
    KeyAnnounced
    | EvaluationAsked
    | Usage
    | UsageFiled
    | ThresholdSet
    | Joined
    | Crossed
    | NamingAsked
    | NamingDue
    | Name
    | Named
)
