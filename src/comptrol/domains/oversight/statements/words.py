"""What the words mean in which the watchers are watched."""

from enum import Enum
from typing import Annotated, NewType

import msgspec
from msgspec import Meta

from comptrol.kernel.identifiers import NAME, PartyId

PolicyId = NewType("PolicyId", Annotated[str, Meta(pattern=NAME)])
"""One policy of oversight."""

LookId = NewType("LookId", Annotated[str, Meta(pattern=NAME)])
"""One look for what is due."""

DeclarationId = NewType("DeclarationId", Annotated[str, Meta(pattern=NAME)])
"""One declaration of interests."""

Sentence = Annotated[str, Meta(min_length=1, max_length=400)]
Name = Annotated[str, Meta(min_length=1, max_length=200)]
Days = Annotated[int, Meta(ge=1, le=3660)]
Chips = Annotated[int, Meta(ge=1, le=10**12)]


class Matter(Enum):
    """What somebody has decided on, so that it has to be looked at again one day."""

    CAP = "cap"
    DEFINITION = "definition"
    """What a figure of the reports means."""
    THRESHOLD = "threshold"
    """Of what is used of all providers together."""
    TIERS = "tiers"
    """What must be known before how much is let through."""
    POLICY = "policy"
    """Of a domain: its numbers. Named ``registry/…``, ``structuring/…``, ``oversight/…``."""
    FACTORS = "factors"
    """What chips weigh in H100."""
    LIST = "list"
    """The edition that parties are held against."""
    RULEBOOK = "rulebook"
    """The adopted law, with the posture and the policy that were chosen."""
    LAW_VALUE = "law-value"
    """One number of the adopted rulebook."""


class Verdict(Enum):
    """What a review came to."""

    KEPT = "kept"
    CHANGED = "changed"
    """What it is now, stands in the statement that sets it anew."""
    ENDED = "ended"
    """It is not used any more, and no review follows."""


class Tie(Enum):
    """What ties somebody to a party: a word, because a sentence could name a third person."""

    EMPLOYMENT = "employment"
    """Was employed there, or will be."""
    SHARES = "shares"
    """Holds a part of it, or is owed money by it."""
    FAMILY = "family"
    """Somebody close works there or owns it."""
    CLIENT = "client"
    """Works or worked for it, or it for them."""
    OTHER = "other"


class Interest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What ties whoever declares it to a party."""

    party: PartyId
    tie: Tie
