"""What may be said about chips and sites, given what is known."""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import assert_never

from comptrol.domains.chips import ChipsView
from comptrol.domains.parties import PartiesView, may
from comptrol.domains.registry.refusals import RegistryRefusal
from comptrol.domains.registry.statements import (
    Installed,
    LevelReported,
    LotId,
    Made,
    Received,
    RegistryStatement,
    SerialRange,
    Shipped,
    SiteId,
    SiteRegistered,
)
from comptrol.domains.registry.view import Custody, Level, Lot, RegistryView
from comptrol.kernel.countries import Countries
from comptrol.kernel.finding import Finding
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.roles import Role
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import World

LOT_CHIPS_MAX = 10**7
"""More chips than were ever made of one model in a year: a slip, or an attack."""


_AUTHORITY = frozenset({Role.AUTHORITY})
POWER_MW_MAX = 10**6
"""A thousand times the largest site planned today."""


def check(entry: Entry[RegistryStatement], world: World) -> Iterator[Finding]:
    """Yield every reason to refuse, most important first."""
    view, signer = world[RegistryView], entry.signer
    match entry.statement:
        case SiteRegistered() as said:
            yield from _check_site(said, view, world)
            yield from _not_operator(said.operator, signer, world)
        case LevelReported() as said:
            yield from _unknown_site(view, said.site)
            known = view.sites.get(said.site)
            yield from _not_operator(known.operator if known else None, signer, world)
            earlier = view.levels.get((said.site, said.chip, said.on))
            if earlier is not None and not _may_report_anew(earlier, signer, world):
                detail = f"{earlier.reported_by} reported {said.chip} on {said.on}"
                yield Finding.of(RegistryRefusal.REPORTED_BY_ANOTHER, detail)
            if not said.planned:
                yield from _not_yet(entry, said.on)
        case Made() as said:
            yield from _check_made(said, signer, view, world)
            yield from _not_yet(entry, said.on)
        case Shipped() as said:
            yield from _check_shipped(said, signer, view, world)
            yield from _not_yet(entry, said.on)
        case Received() as said:
            yield from _check_received(said, signer, view)
            yield from _not_yet(entry, said.on)
        case Installed() as said:
            yield from _unknown_site(view, said.site)
            yield from _check_lot(view, said.lot, signer, said.on)
            yield from _not_yet(entry, said.on)
        case never:
            assert_never(never)


def _check_site(said: SiteRegistered, view: RegistryView, world: World) -> Iterator[Finding]:
    if view.sites.get(said.site):
        yield Finding.of(RegistryRefusal.SITE_EXISTS, said.site)
    if said.country is not None and said.country not in world.reference(Countries):
        yield Finding.of(RegistryRefusal.UNKNOWN_COUNTRY, said.country)
    if said.operator is not None:
        yield from _unknown_party(world, said.operator)
    power = said.power_mw
    if power is not None and not (power.is_finite() and 0 <= power <= POWER_MW_MAX):
        yield Finding.of(RegistryRefusal.IMPOSSIBLE_POWER, f"{power} MW")


def _check_made(
    said: Made, signer: PartyId, view: RegistryView, world: World
) -> Iterator[Finding]:
    if view.lots.get(said.lot):
        yield Finding.of(RegistryRefusal.LOT_EXISTS, said.lot)
    model = world[ChipsView].models.get(said.model)
    if model is None:
        yield Finding.of(RegistryRefusal.UNKNOWN_MODEL, said.model)
    elif model.described_by != signer and not may(
        world[PartiesView], model.described_by, _AUTHORITY
    ):
        detail = f"{said.model} is described by {model.described_by}"
        yield Finding.of(RegistryRefusal.ANOTHER_MAKERS_MODEL, detail)
    for serials in said.serials:
        if serials.last < serials.first or serials.last >= 10**serials.digits:
            yield Finding.of(RegistryRefusal.SERIALS_REVERSED, _range(serials))
        elif taken := _taken(view, serials):
            yield Finding.of(RegistryRefusal.SERIAL_TAKEN, f"{_range(serials)} meets lot {taken}")
    chips = sum(serials.chips for serials in said.serials)
    if chips > LOT_CHIPS_MAX:
        yield Finding.of(RegistryRefusal.LOT_TOO_LARGE, f"{chips} chips; at most {LOT_CHIPS_MAX}")
    ordered = sorted(said.serials, key=lambda serials: (*_series(serials), serials.first))
    for one, other in pairwise(ordered):
        if _series(one) == _series(other) and other.first <= one.last:
            yield Finding.of(RegistryRefusal.SERIAL_TAKEN, f"{_range(one)} meets {_range(other)}")


def _check_shipped(
    said: Shipped, signer: PartyId, view: RegistryView, world: World
) -> Iterator[Finding]:
    if view.shipments.get(said.shipment):
        yield Finding.of(RegistryRefusal.SHIPMENT_EXISTS, said.shipment)
    yield from _unknown_site(view, said.destination)
    yield from _unknown_party(world, said.to)
    yield from _check_lot(view, said.lot, signer, said.on)
    if said.to == signer:
        yield Finding.of(RegistryRefusal.SHIPPED_TO_ITSELF, signer)
    known = world[PartiesView].parties.get(said.to)
    if known is not None and Received.SAID_BY.isdisjoint(known.roles):
        yield Finding.of(RegistryRefusal.CANNOT_RECEIVE, said.to)


def _check_received(said: Received, signer: PartyId, view: RegistryView) -> Iterator[Finding]:
    sent = view.shipments.get(said.shipment)
    if sent is None or sent.lot != said.lot:
        detail = f"shipment {said.shipment} of lot {said.lot}"
        yield Finding.of(RegistryRefusal.UNKNOWN_SHIPMENT, detail)
        return
    if sent.to != signer:
        yield Finding.of(RegistryRefusal.NOT_ADDRESSEE, f"it was for {sent.to}, not {signer}")
    if sent.received_on is not None:
        yield Finding.of(RegistryRefusal.ALREADY_RECEIVED, f"on {sent.received_on}")
    yield from _back_in_time(said.on, sent.sent_on)


def _check_lot(view: RegistryView, name: LotId, signer: PartyId, on: date) -> Iterator[Finding]:
    lot: Lot | None = view.lots.get(name)
    if lot is None:
        yield Finding.of(RegistryRefusal.UNKNOWN_LOT, name)
        return
    if lot.holder != signer:
        yield Finding.of(RegistryRefusal.NOT_HOLDER, f"{name} is held by {lot.holder}")
    if lot.custody is Custody.IN_TRANSIT:
        yield Finding.of(RegistryRefusal.IN_TRANSIT, f"{name} since {lot.since}")
    yield from _back_in_time(on, lot.since)


def _taken(view: RegistryView, serials: SerialRange) -> LotId | None:
    """Return the lot whose serials meet these: the first range that ends at or after our start."""
    prefix, digits = _series(serials)
    start = (prefix, digits, serials.first - 1)
    for known in view.serials.where(prefix=prefix, digits=digits, after=start, limit=1):
        if known.first <= serials.last:
            return known.lot
    return None


def _unknown_site(view: RegistryView, site: SiteId) -> Iterator[Finding]:
    if view.sites.get(site) is None:
        yield Finding.of(RegistryRefusal.UNKNOWN_SITE, site)


def _may_report_anew(earlier: Level, signer: PartyId, world: World) -> bool:
    return earlier.reported_by == signer or may(world[PartiesView], signer, _AUTHORITY)


def _not_operator(operator: PartyId | None, signer: PartyId, world: World) -> Iterator[Finding]:
    if operator != signer and not may(world[PartiesView], signer, _AUTHORITY):
        yield Finding.of(RegistryRefusal.NOT_OPERATOR, f"operator: {operator or 'unknown'}")


def _unknown_party(world: World, party: PartyId) -> Iterator[Finding]:
    if world[PartiesView].parties.get(party) is None:
        yield Finding.of(RegistryRefusal.UNKNOWN_PARTY, party)


def _back_in_time(on: date, since: date) -> Iterator[Finding]:
    if on < since:
        yield Finding.of(RegistryRefusal.BACK_IN_TIME, f"{on} is before {since}")


def _not_yet(entry: Entry[RegistryStatement], on: date) -> Iterator[Finding]:
    if on > entry.logged_at.date():
        yield Finding.of(RegistryRefusal.NOT_YET, f"{on} is after {entry.logged_at.date()}")


def _series(serials: SerialRange) -> tuple[str, int]:
    return serials.prefix, serials.digits


def _range(serials: SerialRange) -> str:
    first, last = (f"{n:0{serials.digits}d}" for n in (serials.first, serials.last))
    return f"{serials.prefix}{first}…{last}"
