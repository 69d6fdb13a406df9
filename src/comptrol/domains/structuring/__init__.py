"""Splitting one thing into many so that nobody looks: found, told, and never judged.

A group of linked accounts is a hypothesis that keeps its evidence and that a person may split.
What the detectors see is raised as an alarm, with the innocent explanations that could not be
excluded; no ruling, hold or cap follows from it. Watched limits, windows and weights are the
authority's, each with the text that it comes from. This domain owns links, policies and looks. It
does not own orders (``gate``), shares and parents (``parties``) or the lineage of models.
"""

from comptrol.domains.structuring.checks import check
from comptrol.domains.structuring.formulas import (
    Accounts,
    Burst,
    Level,
    Piece,
    Replayed,
    bursts,
    levels,
    named_bursts,
    replayed,
)
from comptrol.domains.structuring.queries import (
    Relations,
    due_looks,
    group_of,
    link,
    looks,
    pieces_of,
    policy_on,
    relations,
    watching,
)
from comptrol.domains.structuring.reactions import HEARS, react
from comptrol.domains.structuring.refusals import StructuringRefusal
from comptrol.domains.structuring.statements import (
    Alike,
    Bunching,
    Counted,
    Evidence,
    HandOver,
    Headroom,
    Limit,
    LimitId,
    Linked,
    LinkId,
    Looked,
    LookedThrough,
    LookId,
    Margin,
    PolicyId,
    PolicySet,
    Signalled,
    Span,
    Split,
    SplitId,
    StructuringStatement,
    Swarm,
    Unattributed,
    Weight,
)
from comptrol.domains.structuring.view import Apart, Link, Look, StructuringView, apply
from comptrol.kernel.domain import Domain
from comptrol.kernel.watch import Watch

__all__ = [
    "DOMAIN",
    "Accounts",
    "Alike",
    "Apart",
    "Bunching",
    "Burst",
    "Counted",
    "Evidence",
    "HandOver",
    "Headroom",
    "Level",
    "Limit",
    "LimitId",
    "Link",
    "LinkId",
    "Linked",
    "Look",
    "LookId",
    "Looked",
    "LookedThrough",
    "Margin",
    "Piece",
    "PolicyId",
    "PolicySet",
    "Relations",
    "Replayed",
    "Signalled",
    "Span",
    "Split",
    "SplitId",
    "StructuringRefusal",
    "StructuringView",
    "Swarm",
    "Unattributed",
    "Weight",
    "bursts",
    "group_of",
    "levels",
    "named_bursts",
    "pieces_of",
    "policy_on",
    "replayed",
]

DOMAIN: Domain[StructuringStatement, StructuringView] = Domain(
    name="structuring",
    statements=(PolicySet, Linked, Split, Looked, LookedThrough, Signalled),
    refusals=StructuringRefusal,
    view=StructuringView,
    check=check,
    apply=apply,
    react=react,
    hears=HEARS,
    queries=(link, relations, looks, watching),
    watches=(Watch(name="structuring", version=1, looks=due_looks),),
)
