"""The words that an answer of law is made of."""

from enum import Enum
from typing import Literal

Door = Literal["sale", "rental"]

ItemClass = Literal["3A090", "3A090.a", "3A090.b", "3A090.c", "4E091", "none", "indeterminate"]
"""A paragraph of 3A090, or 4E091 for weights of a model; the bare entry 3A090 before 2023-11-17,
when it had no paragraphs. Computers and the entries with a .z carry the letter of 3A090."""


class ClusterKind(Enum):
    """Two definitions of a cluster that somebody must hear of."""

    NETWORKED = "networked"
    """15 CFR 702.7 as proposed (89 FR 73612): the network and the peak rate, both."""
    COVERED = "covered"
    """The treaty draft (arXiv:2511.10783): the peak rate or, since its third version, memory."""


class Effect(Enum):
    """What a rule does to a request, most severe first."""

    LICENCE_REQUIRED = "licence_required"
    LIMIT_REACHED = "limit_reached"
    """A cap has no room, or a licence has run out: no licence that is presented helps."""
    RESTRAINED = "restrained"
    """A decided case holds it: it waits until that ends, or is undone on appeal."""
    PRESUMPTION_OF_DENIAL = "presumption_of_denial"
    CASE_BY_CASE = "case_by_case"
    RED_FLAG = "red_flag"
    PRESUMPTION_OF_APPROVAL = "presumption_of_approval"
    NOTIFY = "notify"
    REPORT = "report"
    EXCEPTION_AVAILABLE = "exception_available"
    NONE = "none"


SEVERITY = {effect: rank for rank, effect in enumerate(Effect)}


class Outcome(Enum):
    """What the law and the adopted policy come to, most permissive first."""

    ALLOW = "allow"
    HOLD = "hold"
    REFUSE = "refuse"
