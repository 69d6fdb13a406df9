"""What can be said about who holds a lot and where it stands."""

from datetime import date
from typing import Annotated, ClassVar

from msgspec import Meta

from comptrol.domains.registry.statements.words import ChipId, LotId, ShipmentId, SiteId, Text
from comptrol.kernel.identifiers import NAME, PartyId
from comptrol.kernel.quantity import Position
from comptrol.kernel.roles import HOLDERS, Role
from comptrol.kernel.statement import Statement


class Shipped(Statement, frozen=True, kw_only=True, tag="registry.shipped/1"):
    """The holder says a lot has left for another party, and answers for it until it arrives."""

    ABOUT: ClassVar[str] = "lot"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = (("party", "to"), ("site", "destination"))
    SAID_BY: ClassVar[frozenset[Role]] = HOLDERS

    shipment: ShipmentId
    lot: LotId
    to: PartyId
    destination: SiteId
    waybill: Text
    on: date
    order: Annotated[str, Meta(pattern=NAME)] | None = None
    """The order that the gate has ruled on, where the hand-over is a sale."""


class Carried(Statement, frozen=True, kw_only=True, tag="registry.carried/1"):
    """A shipment was scanned on its way: the trail that tells a delay from a disappearance."""

    ABOUT: ClassVar[str] = "lot"
    SAID_BY: ClassVar[frozenset[Role]] = HOLDERS | {Role.INSPECTOR}

    shipment: ShipmentId
    lot: LotId
    where: Text
    on: date


class Received(Statement, frozen=True, kw_only=True, tag="registry.received/1"):
    """The other side of a hand-over: the party shipped to says that the lot has arrived.

    What of it was ``missing`` becomes a lot of its own that the sender still answers for, as lost.
    """

    ABOUT: ClassVar[str] = "lot"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = (
        ("lot", "missing_lot"),
        ("chip", "missing"),
    )
    SAID_BY: ClassVar[frozenset[Role]] = HOLDERS

    shipment: ShipmentId
    lot: LotId
    on: date
    missing: Annotated[tuple[ChipId, ...], Meta(max_length=200)] = ()
    missing_lot: LotId | None = None


class Declined(Statement, frozen=True, kw_only=True, tag="registry.declined/1"):
    """The party shipped to did not take the lot: it is with its sender, as before."""

    ABOUT: ClassVar[str] = "lot"
    SAID_BY: ClassVar[frozenset[Role]] = HOLDERS

    shipment: ShipmentId
    lot: LotId
    on: date
    reason: Text


class Installed(Statement, frozen=True, kw_only=True, tag="registry.installed/1"):
    """The holder says a lot stands installed at a site."""

    ABOUT: ClassVar[str] = "lot"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = (("site", "site"),)
    SAID_BY: ClassVar[frozenset[Role]] = HOLDERS

    lot: LotId
    site: SiteId
    on: date


class MoveAnnounced(Statement, frozen=True, kw_only=True, tag="registry.move-announced/1"):
    """The holder says ahead that a lot will stand at another site from a day on."""

    ABOUT: ClassVar[str] = "lot"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = (("site", "to"),)
    SAID_BY: ClassVar[frozenset[Role]] = HOLDERS

    lot: LotId
    to: SiteId
    on: date
    reason: Text


class Moved(Statement, frozen=True, kw_only=True, tag="registry.moved/1"):
    """The holder has taken a lot to another site, and holds it still."""

    ABOUT: ClassVar[str] = "lot"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = (("site", "to"),)
    SAID_BY: ClassVar[frozenset[Role]] = HOLDERS

    lot: LotId
    to: SiteId
    on: date


class Corrected(Statement, frozen=True, kw_only=True, tag="registry.corrected/1"):
    """Who said the last thing about where a lot is takes it back: it is as before.

    Nothing is edited: the wrong statement stays in the log, and what was known when stays known.
    """

    ABOUT: ClassVar[str] = "lot"
    SAID_BY: ClassVar[frozenset[Role]] = HOLDERS

    lot: LotId
    wrong: Position
    """Where the wrong statement stands."""
    reason: Text
