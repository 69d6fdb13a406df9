"""What is known about sites, lots, hand-overs and levels."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import assert_never

import msgspec

from comptrol.domains.chips import ModelId
from comptrol.domains.registry.statements import (
    Attribution,
    Installed,
    LevelReported,
    LotId,
    Made,
    Received,
    RegistryStatement,
    SerialRange,
    ShipmentId,
    Shipped,
    SiteId,
    SiteRegistered,
)
from comptrol.kernel.identifiers import CountryCode, PartyId
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import Change, Key, Table, View


class Custody(Enum):
    """Where a lot is in its life."""

    MADE = "made"
    IN_TRANSIT = "in transit"
    HELD = "held"
    INSTALLED = "installed"


class Site(msgspec.Struct, frozen=True, kw_only=True):
    """One site."""

    site: SiteId
    name: str
    country: CountryCode | None
    source: str
    operator: PartyId | None
    address: str | None
    power_mw: Decimal | None


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


class Lot(msgspec.Struct, frozen=True, kw_only=True):
    """One lot as the log last left it. While in transit, the sender is still its holder."""

    lot: LotId
    model: ModelId
    chips: int
    maker: PartyId
    holder: PartyId
    custody: Custody
    since: date
    site: SiteId | None = None
    delivered_to: SiteId | None = None
    """Where the last completed hand-over brought it."""


class Serials(msgspec.Struct, frozen=True, kw_only=True):
    """A range of serials and the lot it belongs to, kept by its last serial."""

    prefix: str
    digits: int
    last: int
    first: int
    lot: LotId


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


class RegistryView(View):
    """Sites, what stands there, and who holds what."""

    sites: Table[SiteId, Site] = Table.of("registry_sites", Site, key="site", indexes=("country",))
    levels: Table[Key, Level] = Table.of("registry_levels", Level, key="site chip on")
    lots: Table[LotId, Lot] = Table.of("registry_lots", Lot, key="lot", indexes=("holder", "site"))
    serials: Table[Key, Serials] = Table.of(
        "registry_serials", Serials, key="prefix digits last", indexes=("lot",)
    )
    shipments: Table[ShipmentId, Shipment] = Table.of(
        "registry_shipments", Shipment, key="shipment", indexes=("lot", "order")
    )


def apply(view: RegistryView, entry: Entry[RegistryStatement]) -> Iterator[Change]:
    """Fold one accepted statement into the view."""
    match entry.statement:
        case SiteRegistered() as said:
            yield view.sites.put(_site(said))
        case LevelReported() as said:
            yield view.levels.put(_level(said, entry.signer))
        case Made() as said:
            yield view.lots.put(_lot(said, entry.signer))
            for serials in said.serials:
                yield view.serials.put(_serials(serials, said.lot))
        case Shipped() as said:
            lot = _known(view, said.lot)
            yield view.shipments.put(_shipment(said, entry.signer))
            yield view.lots.put(_moved(lot, Custody.IN_TRANSIT, said.on, holder=lot.holder))
        case Received(shipment=shipment, lot=name, on=on):
            sent, lot = view.shipments.get(shipment), _known(view, name)
            assert sent is not None, "an admitted receipt names a known shipment"
            yield view.shipments.put(msgspec.structs.replace(sent, received_on=on))
            arrived = _moved(lot, Custody.HELD, on, holder=entry.signer)
            yield view.lots.put(msgspec.structs.replace(arrived, delivered_to=sent.destination))
        case Installed(lot=name, site=site, on=on):
            lot = _known(view, name)
            at = _moved(lot, Custody.INSTALLED, on, holder=lot.holder)
            yield view.lots.put(msgspec.structs.replace(at, site=site))
        case never:
            assert_never(never)


def _known(view: RegistryView, lot: LotId) -> Lot:
    found = view.lots.get(lot)
    assert found is not None, "an admitted statement names a known lot"
    return found


def _moved(lot: Lot, custody: Custody, on: date, *, holder: PartyId) -> Lot:
    return msgspec.structs.replace(lot, custody=custody, since=on, holder=holder, site=None)


def _site(said: SiteRegistered) -> Site:
    return Site(
        site=said.site,
        name=said.name,
        country=said.country,
        source=said.source,
        operator=said.operator,
        address=said.address,
        power_mw=said.power_mw,
    )


def _level(said: LevelReported, signer: PartyId) -> Level:
    return Level(
        site=said.site,
        chip=said.chip,
        on=said.on,
        units=said.units,
        planned=said.planned,
        source=said.source,
        note=said.note,
        owners=said.owners,
        users=said.users,
        reported_by=signer,
    )


def _lot(said: Made, maker: PartyId) -> Lot:
    return Lot(
        lot=said.lot,
        model=said.model,
        chips=sum(serials.chips for serials in said.serials),
        maker=maker,
        holder=maker,
        custody=Custody.MADE,
        since=said.on,
    )


def _serials(said: SerialRange, lot: LotId) -> Serials:
    return Serials(
        prefix=said.prefix, digits=said.digits, last=said.last, first=said.first, lot=lot
    )


def _shipment(said: Shipped, sender: PartyId) -> Shipment:
    return Shipment(
        shipment=said.shipment,
        lot=said.lot,
        sender=sender,
        to=said.to,
        destination=said.destination,
        waybill=said.waybill,
        sent_on=said.on,
        order=said.order,
    )
