"""The small questions that many checks ask."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import Any

from comptrol.domains.parties import PartiesView, may
from comptrol.domains.registry.refusals import RegistryRefusal
from comptrol.domains.registry.statements import LotId, Place, SiteId
from comptrol.domains.registry.view import Custody, Lot, RegistryView
from comptrol.kernel.finding import Finding
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.quantity import is_amount
from comptrol.kernel.roles import AUTHORITY
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import World

RADIUS_KM_MAX = 500
"""A site stands within it; a circle as large as the globe would be true of every chip."""
FIRST_DAY = date(2000, 1, 1)
"""No accelerator of the kind that is registered is older."""


def unknown_site(view: RegistryView, site: SiteId) -> Iterator[Finding]:
    """Say that a site is not registered."""
    if view.sites.get(site) is None:
        yield Finding.of(RegistryRefusal.UNKNOWN_SITE, site)


def unknown_party(world: World, party: PartyId) -> Iterator[Finding]:
    """Say that a party is not enrolled."""
    if world[PartiesView].parties.get(party) is None:
        yield Finding.of(RegistryRefusal.UNKNOWN_PARTY, party)


def not_operator(operator: PartyId | None, signer: PartyId, world: World) -> Iterator[Finding]:
    """Say that the signer does not speak for a site."""
    if operator != signer and not is_authority(world, signer):
        yield Finding.of(RegistryRefusal.NOT_OPERATOR, f"operator: {operator or 'unknown'}")


def is_authority(world: World, party: PartyId) -> bool:
    """Tell whether a party is the authority."""
    return may(world[PartiesView], party, AUTHORITY)


def back_in_time(on: date, since: date) -> Iterator[Finding]:
    """Say that something happens before what led to it."""
    if on < since:
        yield Finding.of(RegistryRefusal.BACK_IN_TIME, f"{on} is before {since}")


def not_yet(entry: Entry[Any], on: date) -> Iterator[Finding]:
    """Say that a day is still to come, or before anything that is registered here."""
    if on < FIRST_DAY:
        yield Finding.of(RegistryRefusal.BACK_IN_TIME, f"{on} is before {FIRST_DAY}")
    if on > entry.logged_at.date():
        yield Finding.of(RegistryRefusal.NOT_YET, f"{on} is after {entry.logged_at.date()}")


def named_twice(named: Sequence[str]) -> Iterator[Finding]:
    """Say which of some names stands twice."""
    seen = set[str]()
    for name in named:
        if name in seen:
            yield Finding.of(RegistryRefusal.NAMED_TWICE, name)
            return
        seen.add(name)


def off_the_globe(place: Place | None) -> Iterator[Finding]:
    """Say that there is no such place: degrees of latitude and longitude, and a radius in km."""
    if place is None:
        return
    for what, value, most in (
        ("lat", place.lat.copy_abs(), 90),
        ("lon", place.lon.copy_abs(), 180),
        ("radius_km", place.radius_km, RADIUS_KM_MAX),
    ):
        if not (is_amount(value) and value <= most):
            yield Finding.of(RegistryRefusal.OFF_THE_GLOBE, f"{what} {value}; at most {most}")


def held_lot(
    view: RegistryView, name: LotId, signer: PartyId, on: date, *, moving: bool = False
) -> Iterator[Finding]:
    """Say why the signer cannot say this about a lot: it is not there, not theirs, or away.

    What may be said while the lot is on its way is ``moving``.
    """
    lot: Lot | None = view.lots.get(name)
    if lot is None:
        yield Finding.of(RegistryRefusal.UNKNOWN_LOT, name)
        return
    if lot.custody is Custody.DEPARTED:
        yield Finding.of(RegistryRefusal.DEPARTED, f"{name} since {lot.since}")
    if lot.holder != signer:
        yield Finding.of(RegistryRefusal.NOT_HOLDER, f"{name} is held by {lot.holder}")
    if lot.custody is Custody.IN_TRANSIT and not moving:
        yield Finding.of(RegistryRefusal.IN_TRANSIT, f"{name} since {lot.since}")
    yield from back_in_time(on, lot.since)


def some(names: Collection[str], most: int = 3) -> str:
    """Return the first few of some names, and how many there are."""
    first = ", ".join(sorted(names)[:most])
    return first if len(names) <= most else f"{first}, … ({len(names)} in all)"
