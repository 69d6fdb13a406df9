"""What may be asked about sites."""

from datetime import date
from decimal import Decimal

import msgspec

from comptrol.domains.chips import FactorSetId, h100e
from comptrol.domains.registry.formulas import levels_on
from comptrol.domains.registry.statements import SiteId
from comptrol.domains.registry.view import Level, Lot, RegistryView, Site
from comptrol.kernel.errors import NotFoundError
from comptrol.kernel.identifiers import CountryCode
from comptrol.kernel.quantity import Limit
from comptrol.kernel.view import World


class SiteAccount(msgspec.Struct, frozen=True, kw_only=True):
    """One site on a day: the levels in force and what they count for, and the lots there.

    ``h100e`` is nothing where a level has no number of units.
    """

    site: Site
    on: date
    factor_set: FactorSetId
    levels: tuple[Level, ...]
    planned: tuple[Level, ...]
    h100e: Decimal | None
    lots: tuple[Lot, ...]


def sites(
    world: World,
    *,
    country: CountryCode | None = None,
    after: SiteId | None = None,
    limit: Limit = 100,
) -> tuple[Site, ...]:
    """Return sites in the order of their names, of one country where asked."""
    start = None if after is None else (after,)
    table = world[RegistryView].sites
    if country is None:
        return tuple(table.where(after=start, limit=limit))
    return tuple(table.where(after=start, limit=limit, country=country))


def site(world: World, *, site: SiteId, on: date, factor_set: FactorSetId) -> SiteAccount:
    """Return what stands at a site on a day, in H100-equivalents under a named factor set."""
    view = world[RegistryView]
    found = known_site(view, site)
    levels = tuple(view.levels.where(site=site))
    standing = tuple(levels_on(levels, on))
    return SiteAccount(
        site=found,
        on=on,
        factor_set=factor_set,
        levels=standing,
        planned=tuple(level for level in levels if level.planned),
        h100e=_total(world, standing, factor_set),
        lots=tuple(view.lots.where(site=site)),
    )


def known_site(view: RegistryView, name: SiteId) -> Site:
    """Return a site, or say that there is none."""
    found = view.sites.get(name)
    if found is None:
        raise NotFoundError(f"no site {name!r} is registered")
    return found


def _total(world: World, levels: tuple[Level, ...], factor_set: FactorSetId) -> Decimal | None:
    total = Decimal(0)
    for level in levels:
        if level.units is None:
            return None
        total += h100e(world, factor_set=factor_set, chip=level.chip, units=level.units).h100e
    return total
