"""The rows in which the gate keeps orders, rulings, and what people said of them."""

from datetime import date, datetime
from decimal import Decimal
from enum import Enum

import msgspec

from comptrol.domains.chips import ModelId
from comptrol.domains.gate.statements import (
    Change,
    Delivered,
    LicenceId,
    OrderId,
    Service,
    Through,
)
from comptrol.domains.law import AccessRequest, Cluster, Decision, Outcome
from comptrol.domains.registry import LotId, SiteId
from comptrol.kernel.identifiers import CountryCode, Digest, PartyId


class Stage(Enum):
    """Where an order is in its life, whatever the ruling on it."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    SUSPENDED = "suspended"
    ENDED = "ended"
    LAPSED = "lapsed"
    """Nobody confirmed it in time."""


OVER = frozenset({Stage.ENDED, Stage.LAPSED})
IDLE = frozenset({*OVER, Stage.SUSPENDED})
"""Nothing may run in an order that is in one of these."""


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """One order as it stands: as it was made and amended, and how the latest ruling came out."""

    order: OrderId
    seller: PartyId
    door: Through
    customer: PartyId
    model: ModelId
    chips: int
    on: date
    end_use: str
    resellers: tuple[PartyId, ...]
    end_user: PartyId | None
    passes_on: bool
    origin: CountryCode | None
    destination: CountryCode | None
    reexport: bool
    service: Service | None
    site: SiteId | None
    length_s: int | None
    possession_passes: bool | None
    bought_for_customer: bool
    delivers: tuple[Delivered, ...]
    cluster: Cluster | None
    training_operations: Decimal | None
    red_flags: tuple[str, ...]
    licence: str | None
    under: OrderId | None
    asked_at: datetime | None
    confirm_within_s: int | None
    run: str | None
    programme: str | None
    position: int
    logged_at: datetime
    stage: Stage = Stage.OPEN
    lapses_s: int | None = None
    """When it lapses unless it is confirmed, in seconds of the epoch."""
    outcome: Outcome | None = None
    ruled_at: int | None = None
    """The position of the ruling in force."""
    stood_at: int | None = None
    """The position of the ruling by which it came to stand."""
    standing: bool = False
    """It was allowed and is not over: it counts against limits, and is judged again."""
    stop: bool = False
    """It was let through, and may not go on: it must stop."""
    waiting: bool = False
    """It waits for a person."""
    waiting_since: datetime | None = None
    job: str | None = None
    confirmed_at: int | None = None
    """The position at which it was taken up."""
    suspended_by: PartyId | None = None
    under_chips: int = 0
    """Chips of the standing orders under it."""
    under_chip_seconds: int = 0
    """What the orders under it hold, or have used."""
    drew: int = 0
    """Chips that it has drawn of the licence it presents."""
    pending: int | None = None
    """The position of a change that waits for a person."""
    ended_at: datetime | None = None
    used_chip_seconds: int = 0
    shipped_chips: int = 0

    @property
    def chip_seconds(self) -> int:
        """Return what it takes at most of every cap on chip time; nothing for a sale."""
        return self.chips * (self.length_s or 0)

    @property
    def licence_id(self) -> LicenceId:
        """Return the licence that is presented as such are named here: in lower case."""
        return LicenceId((self.licence or "").strip().lower())

    @property
    def parties(self) -> tuple[PartyId, ...]:
        """Return everybody it passes through and reaches, the end user first."""
        last = self.end_user or self.customer
        if not self.resellers:  # by far the most, and on the hot path
            return (last,) if last == self.customer else (last, self.customer)
        return tuple(dict.fromkeys((last, *self.resellers, self.customer)))


class Ruling(msgspec.Struct, frozen=True, kw_only=True):
    """One ruling. The later ones of an order answer it anew and never change it."""

    order: OrderId
    position: int
    because: int
    outcome: Outcome
    rulebook_digest: str
    open_questions: int
    asked: AccessRequest
    decision: Decision
    also: tuple[AccessRequest, ...]
    logged_at: datetime
    amendment: int | None = None


class RuledOn(msgspec.Struct, frozen=True, kw_only=True):
    """A ruling as it is kept: what was decided stands elsewhere, once for all of whom it was."""

    order: OrderId
    position: int
    because: int
    outcome: Outcome
    as_of: date
    """Of which day the law was asked."""
    rulebook_digest: str
    open_questions: int
    asked: AccessRequest
    also: tuple[AccessRequest, ...]
    decided: Digest
    """Of the row that has the decision."""
    logged_at: datetime
    amendment: int | None = None


class KeptDecision(msgspec.Struct, frozen=True, kw_only=True):
    """What was decided, in the same words, of one order or of many."""

    digest: Digest
    """SHA-256 of its JSON."""
    decision: Decision


class Suspension(msgspec.Struct, frozen=True, kw_only=True):
    """Who suspended an order last, when, and why."""

    order: OrderId
    by: PartyId
    reason: str
    position: int
    logged_at: datetime


class Amendment(msgspec.Struct, frozen=True, kw_only=True):
    """A change that was asked for, and whether it took."""

    order: OrderId
    position: int
    change: Change
    reason: str
    taken: bool | None
    """Nothing: it waits for its ruling, or for a person."""


class Involved(msgspec.Struct, frozen=True, kw_only=True):
    """A reseller or an end user of an order that stands."""

    party: PartyId
    order: OrderId
    standing: bool


class Day(msgspec.Struct, frozen=True, kw_only=True):
    """How much an end user ordered and was allowed on one day."""

    day: date
    chip_seconds: int


class Load(msgspec.Struct, frozen=True, kw_only=True):
    """How many chips an end user's standing rentals have at once, and what it ordered by day."""

    party: PartyId
    chips: int
    days: tuple[Day, ...] = ()
    """Of the last year, in order: one row, for every order asks for it and those of affiliates."""


class GivenAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What a reviewer answered, last."""

    order: OrderId
    question: str
    answer: str
    reason: str
    by: str
    reviewer: PartyId
    position: int


class Override(msgspec.Struct, frozen=True, kw_only=True):
    """What one reviewer asked against a ruling, and whether a second has agreed."""

    order: OrderId
    outcome: Outcome
    reason: str
    by: str
    asker: PartyId
    position: int
    logged_at: datetime
    open: bool
    ruling: int
    """The position of the ruling that it is against."""
    grounds: tuple[str, ...]
    chips: int
    length_s: int | None
    parties: tuple[PartyId, ...]
    """Why the order was kept from going then, and what it was: agreed is on that alone."""
    agreed_by: PartyId | None = None
    agreed_reason: str | None = None
    agreed_at: int | None = None


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who had a part in what was decided of an order."""

    order: OrderId
    party: PartyId


class Appeal(msgspec.Struct, frozen=True, kw_only=True):
    """Why somebody says that a ruling is wrong, and what came of it."""

    order: OrderId
    position: int
    by: PartyId
    ruling: int
    """The position of the ruling that it is against."""
    grounds: str
    logged_at: datetime
    open: bool
    granted: bool | None = None
    reason: str | None = None
    title: str | None = None
    reviewer: PartyId | None = None
    decided_at: datetime | None = None


class Wait(msgspec.Struct, frozen=True, kw_only=True):
    """How long somebody waited for a person, by the day on which that ended."""

    day: date
    order: OrderId
    position: int
    seconds: int
    appeal: bool


class Expiry(msgspec.Struct, frozen=True, kw_only=True):
    """How many orders wait to be confirmed, and since which second none of them has been let go.

    Kept so that an order asks for what has lapsed by a few seconds at a time, and for nothing
    where nothing waits.
    """

    name: str
    waiting: int
    from_s: int


class Bypass(msgspec.Struct, frozen=True, kw_only=True):
    """A hand-over or an installation that passed no gate."""

    lot: LotId
    position: int
    because: int
    detail: str
