"""What can be said of an order: that it is made, changed, begun, stopped, and over."""

from datetime import date, datetime
from typing import Annotated, ClassVar

import msgspec
from msgspec import Meta

from comptrol.domains.chips import ModelId
from comptrol.domains.gate.statements.words import (
    CHAIN_MAX,
    ChipSeconds,
    Delivered,
    LengthInSeconds,
    OrderId,
    Reason,
    Service,
    Text,
    Through,
    WorkName,
)
from comptrol.domains.law import Cluster
from comptrol.domains.registry import SiteId
from comptrol.kernel.identifiers import CountryCode, PartyId
from comptrol.kernel.quantity import Count, Operations, are_operations
from comptrol.kernel.roles import HOLDERS, Role
from comptrol.kernel.statement import Statement

STOPPERS = frozenset({*HOLDERS, Role.AUTHORITY, Role.REVIEWER})
"""Who may suspend an order and let it go on: its seller, and those who look after the gate."""


_ROWS = (("gate_orders", "order"), ("caps_holds", "order"))
"""What is said of an order is checked against its row, and against what it holds."""


_ASKED = (*_ROWS, ("gate_restrained_parties", "customer"))


class Ordered(Statement, frozen=True, kw_only=True, tag="gate.ordered/1"):
    """A seller or a provider asks before it hands out compute; the ruling follows at once.

    ``under`` an order that was allowed before, of the same customer, chips and site, it takes its
    part of that one: a job in a reserved cluster, or what a provider's own gate let through while
    the authority was away, ruled there at ``asked_at``.
    """

    FORESEES: ClassVar[tuple[tuple[str, str], ...]] = _ASKED
    ABOUT: ClassVar[str] = "order"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = (
        ("party", "customer"),
        ("party", "end_user"),
        ("party", "resellers"),
        ("site", "site"),
        ("order", "under"),
    )
    SAID_BY: ClassVar[frozenset[Role]] = HOLDERS  # whoever may hold chips may ask to pass them on

    order: OrderId
    door: Through
    customer: PartyId
    """Whom the seller deals with."""
    model: ModelId
    chips: Count
    """How many at once: the most that may be handed out, not what was typed."""
    on: date
    """The day of shipment, or the first day of the rental: the day whose law applies."""
    end_use: Text
    """What it is for, as the customer declares it."""
    resellers: Annotated[tuple[PartyId, ...], Meta(max_length=CHAIN_MAX)] = ()
    """Who passes it on, between the customer and the end user, in order."""
    end_user: PartyId | None = None
    """Who uses it in the end; nothing: the customer itself, unless it passes it on."""
    passes_on: bool = False
    """The customer passes it on to others."""
    origin: CountryCode | None = None
    """A sale: the country that the chips leave."""
    destination: CountryCode | None = None
    """A sale: the country that they go to. The same as the origin: a transfer inside it."""
    reexport: bool = False
    """A sale: the chips leave a country to which they had been exported."""
    service: Service | None = None
    """A rental: in which form. It may be left open, and then nothing is presumed of it."""
    site: SiteId | None = None
    """A rental: where the chips stand."""
    length_s: LengthInSeconds | None = None
    """A rental: for how long, on every chip."""
    possession_passes: bool | None = None
    """A rental: whether the customer gets the chips into its hands or its cage."""
    bought_for_customer: bool = False
    """A rental: the provider buys the chips for this customer."""
    delivers: Annotated[tuple[Delivered, ...], Meta(max_length=3)] = ()
    """A rental: what controlled things are delivered beside the compute."""
    cluster: Cluster | None = None
    """The cluster that is sold or rented, as a whole: its network, its peak."""
    training_operations: Operations | None = None
    """Operations of the training that it is for, cumulative, as declared."""
    red_flags: Annotated[tuple[Text, ...], Meta(max_length=20)] = ()
    """Signs of diversion that the seller saw, by their names in the rulebook."""
    licence: Annotated[str, Meta(min_length=1, max_length=400, pattern=r"\S")] | None = None
    """The number of a licence, exception or authorisation that is presented."""
    under: OrderId | None = None
    asked_at: datetime | None = None
    """When a provider's own gate let it through, under an order of before."""
    run: WorkName | None = None
    """The training run that it is for: what is capped of that run, and of those it comes from."""
    programme: WorkName | None = None
    """The programme that it is for, where a cap is on one."""
    confirm_within_s: Annotated[int, Meta(ge=1, le=86_400)] | None = None
    """Unless it is confirmed within so many seconds, what it holds of caps is free again."""

    def __post_init__(self) -> None:
        """Refuse operations that cannot be."""
        operations = self.training_operations
        if operations is not None and not are_operations(operations):
            raise ValueError("training_operations is whole, above zero and below 1e40")


class Change(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What changes in an order; nothing: that stays."""

    chips: Count | None = None
    length_s: LengthInSeconds | None = None
    on: date | None = None
    end_use: Text | None = None
    end_user: PartyId | None = None
    cluster: Cluster | None = None
    training_operations: Operations | None = None
    run: WorkName | None = None
    programme: WorkName | None = None


class Amended(Statement, frozen=True, kw_only=True, tag="gate.amended/1"):
    """The seller asks to change an order. Only what grows or turns into another thing is ruled.

    A change that is not allowed leaves the order as it was.
    """

    FORESEES: ClassVar[tuple[tuple[str, str], ...]] = _ROWS
    ABOUT: ClassVar[str] = "order"
    SAID_BY: ClassVar[frozenset[Role]] = HOLDERS

    order: OrderId
    change: Change
    reason: Text


class Confirmed(Statement, frozen=True, kw_only=True, tag="gate.confirmed/1"):
    """The seller has taken an allowed order up, under the name that its own scheduler gives it."""

    FORESEES: ClassVar[tuple[tuple[str, str], ...]] = _ROWS
    ABOUT: ClassVar[str] = "order"
    SAID_BY: ClassVar[frozenset[Role]] = HOLDERS

    order: OrderId
    job: Text
    """The scheduler's own name of it, such as ``c1/1207@2026-11-28T10:00:00Z``: bound once."""


class Suspended(Statement, frozen=True, kw_only=True, tag="gate.suspended/1"):
    """An order must stop for now, by its seller or by those who look after the gate."""

    ABOUT: ClassVar[str] = "order"
    SAID_BY: ClassVar[frozenset[Role]] = STOPPERS

    order: OrderId
    reason: Reason


class Resumed(Statement, frozen=True, kw_only=True, tag="gate.resumed/1"):
    """A suspended order goes on, if it is still allowed: it is ruled anew.

    Its seller says so of what it suspended itself, a reviewer or the authority of any.
    """

    ABOUT: ClassVar[str] = "order"
    SAID_BY: ClassVar[frozenset[Role]] = STOPPERS

    order: OrderId
    reason: Reason


class Ended(Statement, frozen=True, kw_only=True, tag="gate.ended/1"):
    """An order is over: what was used is counted, and what was held beyond it is free again."""

    FORESEES: ClassVar[tuple[tuple[str, str], ...]] = _ROWS
    ABOUT: ClassVar[str] = "order"
    SAID_BY: ClassVar[frozenset[Role]] = HOLDERS

    order: OrderId
    at: datetime
    used_chip_seconds: ChipSeconds | None = None
    """A rental: all runs together. Stated of what was taken up; of what never began, none."""
    shipped_chips: Annotated[int, Meta(ge=0, le=10**12)] = 0
    """A sale: how many chips went under it; the rest of a licence is free again."""
    reason: Text = "over"

    @property
    def used(self) -> int:
        """Return the chip-seconds that were used: where nothing is stated, none."""
        return self.used_chip_seconds or 0
