"""The small questions that many checks ask."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from comptrol.domains.chips import ChipsView, ModelId
from comptrol.domains.federation.queries import who_has
from comptrol.domains.federation.refusals import FederationRefusal
from comptrol.domains.ledger import LedgerView, origin
from comptrol.domains.parties import PartiesView, may
from comptrol.domains.registry import LotId, RegistryView, SiteId, Span
from comptrol.kernel.finding import Finding
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.roles import Role
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import World


def own_origin(world: World) -> str | None:
    """Return what this registry is called in every other: the name of its log's keys."""
    return origin(world[LedgerView])


def no_origin(world: World) -> Iterator[Finding]:
    """Say that this log has no keys for its heads, so that it can prove nothing abroad."""
    if own_origin(world) is None:
        yield Finding.of(FederationRefusal.NO_ORIGIN, "ledger.key-added/1 comes first")


def back_in_time(on: date, since: date) -> Iterator[Finding]:
    """Say that something happens before what led to it."""
    if on < since:
        yield Finding.of(FederationRefusal.BACK_IN_TIME, f"{on} is before {since}")


def not_yet(entry: Entry[Any], on: date) -> Iterator[Finding]:
    """Say that a day is still to come."""
    today = entry.logged_at.date()
    if on > today:
        yield Finding.of(FederationRefusal.NOT_YET, f"{on} is after {today}")


def unknown_site(world: World, site: SiteId) -> Iterator[Finding]:
    """Say that a site is not registered."""
    if world[RegistryView].sites.get(site) is None:
        yield Finding.of(FederationRefusal.UNKNOWN_SITE, site)


def unknown_model(world: World, model: ModelId) -> Iterator[Finding]:
    """Say that no chip of this name has been described."""
    if world[ChipsView].models.get(model) is None:
        yield Finding.of(FederationRefusal.UNKNOWN_MODEL, model)


def unknown_maker(world: World, maker: PartyId) -> Iterator[Finding]:
    """Say that no maker of this name is enrolled: a chip is called by its maker everywhere."""
    if not may(world[PartiesView], maker, frozenset({Role.MAKER})):
        yield Finding.of(FederationRefusal.UNKNOWN_MAKER, maker)


def lot_exists(world: World, lot: LotId) -> Iterator[Finding]:
    """Say that a lot has this name already."""
    if world[RegistryView].lots.get(lot) is not None:
        yield Finding.of(FederationRefusal.LOT_EXISTS, lot)


def serial_taken(
    world: World, maker: PartyId, runs: Sequence[Span], back: LotId | None = None
) -> Iterator[Finding]:
    """Say which chips are in the books already; the first of them is enough."""
    for detail in who_has(world, maker, runs, back):
        yield Finding.of(FederationRefusal.SERIAL_TAKEN, detail)
        return
