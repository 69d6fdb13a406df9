"""What may be said about sites."""

from collections.abc import Iterator
from typing import Any, assert_never

from comptrol.domains.parties import PartiesView, may
from comptrol.domains.registry.checks.telling import (
    is_authority,
    not_operator,
    not_yet,
    off_the_globe,
    unknown_party,
    unknown_site,
)
from comptrol.domains.registry.refusals import RegistryRefusal
from comptrol.domains.registry.statements import (
    LevelReported,
    Linked,
    SiteCorrected,
    SiteRegistered,
    SiteStatement,
)
from comptrol.domains.registry.view import Level, RegistryView
from comptrol.kernel.countries import Countries
from comptrol.kernel.finding import Finding
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.quantity import is_amount
from comptrol.kernel.roles import WITNESSES
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import World

POWER_MW_MAX = 10**6
"""A thousand times the largest site planned today."""


def check_site(entry: Entry[SiteStatement], world: World) -> Iterator[Finding]:
    """Yield every reason to refuse a statement about sites."""
    view = world[RegistryView]
    match entry.statement:
        case SiteRegistered() as said:
            if view.sites.get(said.site):
                yield Finding.of(RegistryRefusal.SITE_EXISTS, said.site)
            yield from _described(said, world)
            yield from not_operator(said.operator, entry.signer, world)
        case SiteCorrected() as said:
            yield from unknown_site(view, said.site)
            known = view.sites.get(said.site)
            yield from _described(said, world)
            yield from not_operator(known.operator if known else None, entry.signer, world)
        case LevelReported() as said:
            yield from _check_level(said, entry, world)
        case Linked() as said:
            yield from _check_link(said, entry, world)
        case never:
            assert_never(never)


def _described(said: SiteRegistered | SiteCorrected, world: World) -> Iterator[Finding]:
    if said.country is not None and said.country not in world.reference(Countries):
        yield Finding.of(RegistryRefusal.UNKNOWN_COUNTRY, said.country)
    if said.operator is not None:
        yield from unknown_party(world, said.operator)
    power = said.power_mw
    if power is not None and not (is_amount(power) and power <= POWER_MW_MAX):
        yield Finding.of(RegistryRefusal.IMPOSSIBLE_POWER, f"{power} MW")
    yield from off_the_globe(said.place)


def _check_level(said: LevelReported, entry: Entry[Any], world: World) -> Iterator[Finding]:
    view, signer = world[RegistryView], entry.signer
    yield from unknown_site(view, said.site)
    known = view.sites.get(said.site)
    yield from not_operator(known.operator if known else None, signer, world)
    earlier = view.levels.get((said.site, said.chip, said.on))
    if earlier is not None and not _may_report_anew(earlier, signer, world):
        detail = f"{earlier.reported_by} reported {said.chip} on {said.on}"
        yield Finding.of(RegistryRefusal.REPORTED_BY_ANOTHER, detail)
    if not said.planned:
        yield from not_yet(entry, said.on)


def _check_link(said: Linked, entry: Entry[Any], world: World) -> Iterator[Finding]:
    view = world[RegistryView]
    known = view.links.get(said.link)
    if known is not None and not (
        known.asserted_by == entry.signer or is_authority(world, entry.signer)
    ):
        detail = f"{known.asserted_by} stated {said.link}"
        yield Finding.of(RegistryRefusal.REPORTED_BY_ANOTHER, detail)
    for site in (said.one, said.other):
        yield from unknown_site(view, site)
    ends = (view.sites.get(said.one), view.sites.get(said.other))
    operators = {site.operator for site in ends if site is not None}
    if entry.signer not in operators and not may(world[PartiesView], entry.signer, WITNESSES):
        yield Finding.of(RegistryRefusal.NOT_OPERATOR, f"of {said.one} or {said.other}")
    if said.one == said.other:
        yield Finding.of(RegistryRefusal.JOINED_TO_ITSELF, said.one)
    bandwidth = said.bandwidth_gbit_s
    if bandwidth is not None and not is_amount(bandwidth):
        yield Finding.of(RegistryRefusal.IMPOSSIBLE_VALUE, f"bandwidth_gbit_s {bandwidth}")
    if bandwidth is None and not said.together:
        yield Finding.of(RegistryRefusal.JOINS_NOTHING, said.link)
    if said.until is not None and said.until <= said.on:
        yield Finding.of(RegistryRefusal.ENDS_BEFORE_IT_BEGINS, f"{said.on} to {said.until}")


def _may_report_anew(earlier: Level, signer: PartyId, world: World) -> bool:
    return earlier.reported_by == signer or is_authority(world, signer)
