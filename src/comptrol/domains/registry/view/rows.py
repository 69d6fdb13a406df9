"""What the rows of the registry are."""

from datetime import date, datetime
from decimal import Decimal
from enum import Enum

import msgspec

from comptrol.domains.chips import ModelId
from comptrol.domains.registry.statements import (
    Attribution,
    ChipId,
    LinkId,
    LotId,
    Place,
    ShipmentId,
    SiteId,
)
from comptrol.kernel.identifiers import CountryCode, Digest, PartyId


class Custody(Enum):
    """Where a lot is in its life."""

    MADE = "made"
    IN_TRANSIT = "in transit"
    HELD = "held"
    INSTALLED = "installed"
    DEPARTED = "departed"
    """It counts in another registry."""


class Condition(Enum):
    """What has become of a chip."""

    WORKING = "working"
    BROKEN = "broken"
    LOST = "lost"
    RETIRED = "retired"
    DECLARED = "declared destroyed"
    """By its holder; it counts until a witness says so too."""
    DESTROYED = "destroyed"
    """Before a witness: the one condition in which a chip no longer counts."""
    RENAMED = "renamed"
    """Not a chip: the serial that a chip once had."""


class Site(msgspec.Struct, frozen=True, kw_only=True):
    """One site."""

    site: SiteId
    name: str
    country: CountryCode | None
    source: str
    operator: PartyId | None
    address: str | None
    power_mw: Decimal | None
    place: Place | None = None
    said_at: int = 0
    """Where the statement stands that says so."""


class Level(msgspec.Struct, frozen=True, kw_only=True):
    """How many chips of one type a source counts at a site from a day on."""

    site: SiteId
    chip: str
    on: date
    units: int | None
    planned: bool
    source: str
    note: str
    owners: tuple[Attribution, ...]
    users: tuple[Attribution, ...]
    reported_by: PartyId


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """What joins two sites, from a day until another."""

    link: LinkId
    one: SiteId
    other: SiteId
    bandwidth_gbit_s: Decimal | None
    together: bool
    evidence: str
    asserted_by: PartyId
    on: date
    until: date | None


class Lot(msgspec.Struct, frozen=True, kw_only=True):
    """One lot as the log last left it. While in transit, the sender is still its holder.

    ``chips`` counts all serials that stand for a chip, in whatever condition; so the conditions
    add up to it.
    """

    lot: LotId
    model: ModelId
    chips: int
    maker: PartyId
    holder: PartyId
    custody: Custody
    since: date
    made_on: date
    proven_on: date
    """When last two parties, or its maker, said that all of it was there: no word of its holder's
    alone begins the days of silence anew."""
    site: SiteId | None = None
    delivered_to: SiteId | None = None
    """Where the last completed hand-over or move brought it."""
    broken: int = 0
    lost: int = 0
    retired: int = 0
    declared: int = 0
    destroyed: int = 0
    root: Digest | None = None
    """Over the runs that it was made with; nothing of a lot that was split off."""
    parent: LotId | None = None
    origin: str | None = None
    """The registry that it came from."""
    step: int = 0
    """Where the last statement about its custody stands."""
    counted_at: int | None = None
    """Where the last stocktaking that saw it stands."""

    @property
    def stands_at(self) -> SiteId | None:
        """Return the site of the lot: where it stands, or was brought to and has not left."""
        held_at = self.delivered_to if self.custody is Custody.HELD else None
        return self.site or held_at

    @property
    def counted_here(self) -> bool:
        """Tell whether a stocktaking has seen it since it came where it is."""
        return self.counted_at is not None and self.counted_at > self.step

    @property
    def there(self) -> int:
        """Return how many chips count: all but those whose destruction was witnessed."""
        return 0 if self.custody is Custody.DEPARTED else self.chips - self.destroyed


class Tally(msgspec.Struct, frozen=True, kw_only=True):
    """How many chips of a model a holder has, or stand at a site: sums that are asked often."""

    place: str
    """``holder:``, ``installed:`` or ``delivered:`` (and not counted yet), and its name."""
    model: ModelId
    chips: int


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """How a lot was after one statement about it: what stock and flow are counted from."""

    lot: LotId
    position: int
    kind: str
    on: date
    logged_at: datetime
    signer: PartyId
    holder: PartyId
    custody: Custody
    site: SiteId | None
    delivered_to: SiteId | None
    since: date
    """Since when the lot was in this custody: as it is again, if what follows is taken back."""
    chips: int
    destroyed: int
    before: int | None = None
    """The step that it followed, where it can be taken back."""
    withdrawn_at: int | None = None
    withdrawn_on: datetime | None = None

    @property
    def there(self) -> int:
        """Return how many chips counted."""
        return 0 if self.custody is Custody.DEPARTED else self.chips - self.destroyed


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """Serials that follow each other and have shared everything so far, by the last of them."""

    maker: PartyId
    prefix: str
    digits: int
    last: int
    first: int
    lot: LotId
    condition: Condition = Condition.WORKING
    since: int = 0
    """Where the statement stands that last changed it."""
    certificate: Digest | None = None
    """Under which they were said to be destroyed."""

    @property
    def chips(self) -> int:
        """Return how many serials it has."""
        return self.last - self.first + 1


class Alias(msgspec.Struct, frozen=True, kw_only=True):
    """A serial that a chip had before."""

    chip: ChipId
    now: ChipId
    on: date
    reason: str


class Replacement(msgspec.Struct, frozen=True, kw_only=True):
    """A chip, and the one that took its place."""

    chip: ChipId
    by: ChipId
    rma: str
    on: date
    position: int


class Shipment(msgspec.Struct, frozen=True, kw_only=True):
    """One hand-over: complete when both parties have said so."""

    shipment: ShipmentId
    lot: LotId
    sender: PartyId
    to: PartyId
    destination: SiteId
    waybill: str
    sent_on: date
    order: str | None
    received_on: date | None = None
    chips: int = 0
    """How many the lot had as it left."""
    position: int = 0
    scanned_on: date | None = None
    scanned_where: str | None = None
    ended_on: date | None = None
    """Declined by the other side, or taken back by the sender."""


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """A move that was announced."""

    lot: LotId
    position: int
    to: SiteId
    on: date
    announced_on: date
    reason: str


class Declaration(msgspec.Struct, frozen=True, kw_only=True):
    """A destruction as its holder has stated it, until its witness certifies it."""

    lot: LotId
    certificate: Digest
    witness: PartyId
    method: str
    on: date
    position: int
