"""What can be said when somebody looks for splitting, and what the platform answers."""

from datetime import date
from typing import Annotated, ClassVar, TypeAlias

from msgspec import Meta

from comptrol.domains.gate import OrderId
from comptrol.domains.structuring.statements.linking import Linked, Split
from comptrol.domains.structuring.statements.policy import PolicySet
from comptrol.domains.structuring.statements.words import LookId, PolicyId, Sentence
from comptrol.kernel.identifiers import NAME, PartyId
from comptrol.kernel.roles import WITNESSES, Role
from comptrol.kernel.statement import Consequence, Statement

SIGNALLERS = frozenset({Role.AUTHORITY, Role.PROVIDER, Role.INSPECTOR})
PARTIES_NAMED_MAX = 200
Whole = Annotated[int, Meta(ge=0, le=10**12)]


class Looked(Statement, frozen=True, kw_only=True, tag="structuring.looked/1"):
    """The authority or an inspector looks at the orders of some days: alarms follow, no ruling."""

    ABOUT: ClassVar[str] = "look"
    SAID_BY: ClassVar[frozenset[Role]] = WITNESSES

    look: LookId
    since: date
    until: date
    """The first day that is no longer looked at."""
    parties: Annotated[tuple[PartyId, ...], Meta(max_length=PARTIES_NAMED_MAX)] = ()
    """Only what these did, and who is linked to them: today too, as far as it has come. Nothing:
    everybody, on whole days. What only a crowd shows is looked for then alone."""


class LookedThrough(Consequence, frozen=True, kw_only=True, tag="structuring.looked-through/1"):
    """The platform says what a look read, by which policy, and whether it read all there was."""

    ABOUT: ClassVar[str] = "look"

    look: LookId
    policy: PolicyId
    orders: Whole
    accounts: Whole
    groups: Whole
    """Of two linked parties or more."""
    alarms: Whole
    """That were raised now; what stood already is not raised again."""
    whole: bool
    """Not: there was more than one look may read, and something may have been missed."""


class Signalled(Statement, frozen=True, kw_only=True, tag="structuring.signalled/1"):
    """A classifier at the provider takes an order that declares no training for training.

    Aggregates alone: what the classifier read stays with the provider. How often it is right on a
    disguise that it has not seen, and how often it is wrong, is part of what is said.
    """

    ABOUT: ClassVar[str] = "order"
    SAID_BY: ClassVar[frozenset[Role]] = SIGNALLERS

    order: OrderId
    channel: Annotated[str, Meta(pattern=NAME)]
    """What it rests on, such as ``telemetry`` or ``power``: one channel counts once."""
    classifier: Sentence
    """Which one, in which version."""
    recall_worst_ppm: Annotated[int, Meta(ge=1, le=1_000_000)]
    """On the worst family of disguises that was left out of its training."""
    false_alarm_ppm: Annotated[int, Meta(ge=1, le=1_000_000)]
    """On work that is not training. Never nothing: none was seen is not none there is."""
    since: date
    until: date
    source: Sentence


StructuringStatement: TypeAlias = PolicySet | Linked | Split | Looked | LookedThrough | Signalled
