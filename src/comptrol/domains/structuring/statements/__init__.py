"""What can be said about splitting: policies, links, splits, looks and signals."""

from comptrol.domains.structuring.statements.linking import Linked, Split
from comptrol.domains.structuring.statements.looking import (
    PARTIES_NAMED_MAX,
    Looked,
    LookedThrough,
    Signalled,
    StructuringStatement,
)
from comptrol.domains.structuring.statements.policy import PolicySet
from comptrol.domains.structuring.statements.words import (
    Alike,
    Bunching,
    Counted,
    Evidence,
    HandOver,
    Headroom,
    Limit,
    LimitId,
    LinkId,
    LookId,
    Margin,
    PolicyId,
    Span,
    SplitId,
    Swarm,
    Unattributed,
    Weight,
)

__all__ = [
    "PARTIES_NAMED_MAX",
    "Alike",
    "Bunching",
    "Counted",
    "Evidence",
    "HandOver",
    "Headroom",
    "Limit",
    "LimitId",
    "LinkId",
    "Linked",
    "LookId",
    "Looked",
    "LookedThrough",
    "Margin",
    "PolicyId",
    "PolicySet",
    "Signalled",
    "Span",
    "Split",
    "SplitId",
    "StructuringStatement",
    "Swarm",
    "Unattributed",
    "Weight",
]
