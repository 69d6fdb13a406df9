"""What several checks of programmes, sites and incidents refuse alike."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from comptrol.domains.parties import PartiesView, may
from comptrol.domains.registry import RegistryView, SiteId
from comptrol.domains.supply.refusals import SupplyRefusal
from comptrol.kernel.countries import Countries
from comptrol.kernel.finding import Finding
from comptrol.kernel.identifiers import CountryCode, PartyId
from comptrol.kernel.roles import WITNESSES
from comptrol.kernel.view import World


def unknown_sites(world: World, sites: Iterable[SiteId]) -> Iterator[Finding]:
    """Refuse sites that nobody has registered."""
    for it in dict.fromkeys(sites):
        if world[RegistryView].sites.get(it) is None:
            yield Finding.of(SupplyRefusal.UNKNOWN_SITE, it)


def not_operator(world: World, site: SiteId, signer: PartyId) -> Iterator[Finding]:
    """Refuse whoever neither runs a site nor sees for others."""
    row = world[RegistryView].sites.get(site)
    if row is None or row.operator == signer or may(world[PartiesView], signer, WITNESSES):
        return
    yield Finding.of(SupplyRefusal.NOT_OPERATOR, f"{site}: {row.operator or 'nobody is named'}")


def unknown_country(world: World, country: CountryCode) -> Iterator[Finding]:
    """Refuse a country that is none."""
    if country not in world.reference(Countries):
        yield Finding.of(SupplyRefusal.UNKNOWN_COUNTRY, country)


def in_the_future(day: date, today: date) -> Iterator[Finding]:
    """Refuse a day that has not been yet."""
    if day > today:
        yield Finding.of(SupplyRefusal.IN_THE_FUTURE, f"{day}, and today is {today}")


def named_twice(what: str, names: Sequence[str]) -> Iterator[Finding]:
    """Refuse a name that stands twice."""
    twice = sorted({it for it in names if names.count(it) > 1})
    if twice:
        yield Finding.of(SupplyRefusal.NAMED_TWICE, f"{what} {', '.join(twice)}")
