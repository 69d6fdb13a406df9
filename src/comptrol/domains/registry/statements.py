"""What can be said about chips and sites: made, shipped, received, installed, and counted."""

from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Annotated, ClassVar, NewType, TypeAlias

import msgspec
from msgspec import Meta

from comptrol.domains.chips import ModelId
from comptrol.kernel.identifiers import END, NAME, CountryCode, PartyId
from comptrol.kernel.roles import Role
from comptrol.kernel.statement import Statement

SiteId = NewType("SiteId", Annotated[str, Meta(pattern=NAME)])
LotId = NewType("LotId", Annotated[str, Meta(pattern=NAME)])
ShipmentId = NewType("ShipmentId", Annotated[str, Meta(pattern=NAME)])

Text = Annotated[str, Meta(min_length=1, max_length=400)]
HOLDERS = frozenset({Role.MAKER, Role.HOLDER, Role.PROVIDER, Role.EXPORTER, Role.CUSTOMER})
"""Who may hold chips: a customer too, once a sale has reached it."""


class Confidence(Enum):
    """How sure the source of an estimate is of a name, in the words of the source."""

    CONFIDENT = "confident"
    LIKELY = "likely"
    SPECULATIVE = "speculative"
    UNSTATED = "unstated"


class Attribution(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who is thought to own or use a site, and how surely."""

    name: Text
    confidence: Confidence


class SerialRange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Serials that share a prefix and count up: ``prefix``, then a number of ``digits`` digits.

    A prefix does not end in a digit, so that a printed serial can be written in one way only.
    """

    prefix: Annotated[str, Meta(pattern=r"^([A-Za-z0-9._-]{0,39}[A-Za-z._-])?" + END)]
    first: Annotated[int, Meta(ge=0, le=10**12)]
    last: Annotated[int, Meta(ge=0, le=10**12)]
    digits: Annotated[int, Meta(ge=1, le=12)]

    @property
    def chips(self) -> int:
        """Return how many serials the range has."""
        return self.last - self.first + 1


class SiteRegistered(Statement, frozen=True, kw_only=True, tag="registry.site/1"):
    """A site where chips stand or will stand: where it is, who runs it, what power it has."""

    ABOUT: ClassVar[str] = "site"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = (("party", "operator"),)
    SAID_BY: ClassVar[frozenset[Role]] = frozenset({Role.AUTHORITY, Role.PROVIDER})

    site: SiteId
    name: Text
    country: CountryCode | None
    """Nothing where the source does not say: then nobody can be judged by the place."""
    source: Text
    operator: PartyId | None = None
    address: Text | None = None
    power_mw: Decimal | None = None


class LevelReported(Statement, frozen=True, kw_only=True, tag="registry.level/1"):
    """How many chips of one type stand at a site on a day: a level, never an addition."""

    ABOUT: ClassVar[str] = "site"
    SAID_BY: ClassVar[frozenset[Role]] = frozenset({Role.AUTHORITY, Role.PROVIDER})

    site: SiteId
    chip: Text
    """The chip as the source names it; a factor set says what it counts for."""
    on: date
    units: Annotated[int, Meta(ge=0, le=10**9)] | None
    """Nothing where the source names the chip without a number."""
    planned: bool
    """The source expected it. It stays planned until a newer source says otherwise."""
    source: Text
    note: Annotated[str, Meta(max_length=2000)] = ""
    """How the source came to the number, in its own words."""
    owners: tuple[Attribution, ...] = ()
    users: tuple[Attribution, ...] = ()


class Made(Statement, frozen=True, kw_only=True, tag="registry.made/1"):
    """A maker says a lot of chips exists, with these serials."""

    ABOUT: ClassVar[str] = "lot"
    SAID_BY: ClassVar[frozenset[Role]] = frozenset({Role.MAKER})

    lot: LotId
    model: ModelId
    serials: Annotated[tuple[SerialRange, ...], Meta(min_length=1, max_length=100)]
    on: date


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


class Received(Statement, frozen=True, kw_only=True, tag="registry.received/1"):
    """The other side of a hand-over: the party shipped to says that the lot has arrived."""

    ABOUT: ClassVar[str] = "lot"
    SAID_BY: ClassVar[frozenset[Role]] = HOLDERS

    shipment: ShipmentId
    lot: LotId
    on: date


class Installed(Statement, frozen=True, kw_only=True, tag="registry.installed/1"):
    """The holder says a lot stands installed at a site."""

    ABOUT: ClassVar[str] = "lot"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = (("site", "site"),)
    SAID_BY: ClassVar[frozenset[Role]] = HOLDERS

    lot: LotId
    site: SiteId
    on: date


RegistryStatement: TypeAlias = (
    SiteRegistered | LevelReported | Made | Shipped | Received | Installed
)
