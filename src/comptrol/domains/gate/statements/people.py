"""What people say at the gate: answers, two who override, appeals, and what must be known."""

from typing import Annotated, ClassVar

import msgspec
from msgspec import Meta

from comptrol.domains.gate.statements.words import OrderId, Reason, Text
from comptrol.domains.law import Outcome
from comptrol.kernel.roles import AUTHORITY, HOLDERS, Role
from comptrol.kernel.statement import Statement

REVIEWER = frozenset({Role.REVIEWER})


class Answered(Statement, frozen=True, kw_only=True, tag="gate.answered/1"):
    """A reviewer answers a question that the ruling left open; the order is ruled anew."""

    ABOUT: ClassVar[str] = "order"
    SAID_BY: ClassVar[frozenset[Role]] = REVIEWER

    order: OrderId
    question: Text
    answer: Text
    reason: Reason
    by: Text
    """The title under which the reviewer answers; the key says who it is."""


class OverrideAsked(Statement, frozen=True, kw_only=True, tag="gate.override-asked/1"):
    """A reviewer asks that an order go through, or stop, against its ruling: break the glass.

    It needs a second reviewer, and never goes against law: only against policy, a cap, or what
    is still open.
    """

    ABOUT: ClassVar[str] = "order"
    SAID_BY: ClassVar[frozenset[Role]] = REVIEWER

    order: OrderId
    outcome: Outcome
    reason: Reason
    by: Text


class OverrideAgreed(Statement, frozen=True, kw_only=True, tag="gate.override-agreed/1"):
    """A second reviewer agrees to an override, and the order is ruled so."""

    ABOUT: ClassVar[str] = "order"
    SAID_BY: ClassVar[frozenset[Role]] = REVIEWER

    order: OrderId
    reason: Reason
    by: Text


class Appealed(Statement, frozen=True, kw_only=True, tag="gate.appealed/1"):
    """The customer, or its seller for it, says why a ruling is wrong."""

    ABOUT: ClassVar[str] = "order"
    SAID_BY: ClassVar[frozenset[Role]] = HOLDERS

    order: OrderId
    grounds: Reason


class NewAnswer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An answer that takes the place of the one that was given."""

    question: Text
    answer: Text


class AppealDecided(Statement, frozen=True, kw_only=True, tag="gate.appeal-decided/1"):
    """A reviewer who had no part in the ruling decides an appeal; granted, it is ruled anew."""

    ABOUT: ClassVar[str] = "order"
    SAID_BY: ClassVar[frozenset[Role]] = REVIEWER

    order: OrderId
    granted: bool
    answers: Annotated[tuple[NewAnswer, ...], Meta(max_length=20)] = ()
    """Granted: the answers that take the place of those that were given."""
    reason: Reason
    by: Text


class Rechecked(Statement, frozen=True, kw_only=True, tag="gate.recheck-asked/1"):
    """The authority has standing orders judged by the law and the facts of today, page by page."""

    ABOUT: ClassVar[str] = "rulebook"
    SAID_BY: ClassVar[frozenset[Role]] = AUTHORITY

    rulebook: Text
    """The name of the rulebook by which they are judged."""
    after: OrderId | None = None
    """Where the last page ended."""


class Known(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What must be known of a customer before so much: each named as it stands in the log."""

    screened: bool = False
    headquarters: bool = False
    ultimate_parent: bool = False
    owners: bool = False
    """Whether listed parties own half or more of it is settled."""
    file: bool = False
    """The seller keeps a file on it, with nothing missing."""
    verified_within_days: Annotated[int, Meta(ge=1, le=3660)] | None = None
    """The oldest verification in that file is no older."""


class Tier(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Up to so much, by rate and by total, so much must be known. Both limits bind."""

    name: Text
    chips: Annotated[int, Meta(ge=1, le=10**12)] | None = None
    """Chips at once, over all standing orders of the customer and its affiliates."""
    chip_hours: Annotated[int, Meta(ge=1, le=10**12)] | None = None
    """Chip-hours ordered within the window, over the same. Nothing: without a limit."""
    known: Known


class TiersSet(Statement, frozen=True, kw_only=True, tag="gate.tiers-set/1"):
    """The authority sets what must be known of a customer before how much, for rentals."""

    ABOUT: ClassVar[str] = "policy"
    SAID_BY: ClassVar[frozenset[Role]] = AUTHORITY

    policy: Text
    window_days: Annotated[int, Meta(ge=1, le=366)]
    tiers: Annotated[tuple[Tier, ...], Meta(max_length=12)]
    """The least first; none: nothing is asked."""
    source: Text
    by: Text
