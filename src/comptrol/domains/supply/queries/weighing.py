"""How much compute stands at a site, and does that meet criteria?"""

from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Final

import msgspec

from comptrol.domains.chips import ChipsView, FactorSetId, h100e
from comptrol.domains.registry import RegistryView, SiteId, levels_on
from comptrol.domains.supply.formulas import (
    Weighed,
)
from comptrol.domains.supply.statements import (
    Between,
    CriteriaSet,
)
from comptrol.kernel.errors import NotFoundError, UnreadableError
from comptrol.kernel.identifiers import CountryCode
from comptrol.kernel.view import World

SITES_MAX: Final = 2_000
NOUGHT: Final = Decimal(0)


class Met(Enum):
    """Whether a site meets criteria, as far as the registry can tell."""

    YES = "yes"
    NO = "no"
    OPEN = "open"


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """Whether a site meets criteria, and by which numbers."""

    met: Met
    h100e: Between | None
    power_mw: Decimal | None
    why: str


def weight_of(world: World, site: SiteId, on: date, factor_set: FactorSetId) -> Between | None:
    """Return what stands at a site on a day in H100-equivalents; nothing: there is no number.

    Levels that a source reports and lots of the registry are two views of one stock, which are
    never added: where they differ, the truth is between them. Lots stand where they stand now.
    """
    view = world[RegistryView]
    levels: list[tuple[str, int | None]] = [
        (it.chip, it.units) for it in levels_on(view.levels.where(site=site), on)
    ]
    here = (*view.lots.where(site=site), *view.lots.where(delivered_to=site))
    lots: list[tuple[str, int | None]] = [
        (it.model, it.there) for it in here if it.stands_at == site
    ]
    found = [_weighed(world, factor_set, it) for it in (levels, lots) if it]
    numbers = [it for it in found if it is not None]
    if not found or len(numbers) < len(found):
        return None
    return Between(low=min(numbers), high=max(numbers))


def _weighed(
    world: World, factor_set: FactorSetId, units: list[tuple[str, int | None]]
) -> Decimal | None:
    total = NOUGHT
    for chip, many in units:
        if many is None:
            return None
        try:
            total += h100e(world, factor_set=factor_set, chip=chip, units=many).h100e
        except NotFoundError:
            return None
    return total


def verdict(world: World, site: SiteId, criteria: CriteriaSet, on: date) -> Verdict:
    """Return whether a site meets criteria on a day; one threshold passed is enough."""
    row = world[RegistryView].sites.get(site)
    power = None if row is None else row.power_mw
    weight = None
    if criteria.factor_set is not None:
        weight = weight_of(world, site, on, criteria.factor_set)
    found: list[tuple[Met, str]] = []
    if criteria.h100e_over is not None:
        found.append(_over("H100-equivalents", weight, criteria.h100e_over))
    if criteria.power_mw_over is not None:
        exact = None if power is None else Between(low=power, high=power)
        found.append(_over("MW", exact, criteria.power_mw_over))
    met = next((it for it in (Met.YES, Met.OPEN) if it in [one for one, _ in found]), Met.NO)
    told = "; ".join(text for _, text in found)
    return Verdict(met=met, h100e=weight, power_mw=power, why=told)


def _over(unit: str, there: Between | None, over: Decimal) -> tuple[Met, str]:
    if there is None:
        return Met.OPEN, f"no number of {unit} is known"
    span = f"{there.low}" if there.low == there.high else f"{there.low} to {there.high}"
    told = f"{span} {unit}, against more than {over}"
    if there.low > over:
        return Met.YES, told
    return (Met.OPEN if there.high > over else Met.NO), told


def sites_of(world: World, country: CountryCode | None) -> list[SiteId]:
    """Return every registered site, of one country where asked.

    Raises UnreadableError where there are more than can be asked at once.
    """
    table = world[RegistryView].sites
    rows = table.where(limit=SITES_MAX + 1) if country is None else table.where(
        country=country, limit=SITES_MAX + 1
    )  # fmt: skip
    found = [it.site for it in rows]
    if len(found) > SITES_MAX:
        raise UnreadableError(f"more than {SITES_MAX} sites: ask of one country")
    return found


def weighed_sites(
    world: World, on: date, factor_set: FactorSetId, country: CountryCode | None
) -> list[Weighed]:
    """Return every site with its compute on a day.

    Raises NotFoundError where nobody has adopted the factor set.
    """
    if world[ChipsView].factor_sets.get(factor_set) is None:
        raise NotFoundError(f"no factor set {factor_set!r} is adopted")
    return [
        Weighed(site=it, h100e=weight_of(world, it, on, factor_set))
        for it in sites_of(world, country)
    ]
