"""What may be asked of critical sites: which criteria, which sites, on what they hang."""

from datetime import date

import msgspec

from comptrol.domains.registry import SiteId
from comptrol.domains.supply.queries.weighing import Met, Verdict, sites_of, verdict
from comptrol.domains.supply.statements import (
    CriteriaId,
)
from comptrol.domains.supply.view import (
    Criteria,
    Dependence,
    Designation,
    SupplyView,
    criteria_on,
    designated_on,
)
from comptrol.kernel.errors import NotFoundError
from comptrol.kernel.quantity import Limit
from comptrol.kernel.view import World


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """A site that meets criteria, or may."""

    site: SiteId
    designated: bool
    verdict: Verdict


def critical_criteria(world: World) -> list[Criteria]:
    """Return every edition of criteria, by name and day."""
    return list(world[SupplyView].criteria.where())


def designations(
    world: World, *, after: SiteId | None = None, limit: Limit = 100
) -> list[Designation]:
    """Return the sites that are critical or were, in the order of their names."""
    start = None if after is None else (after, date.max)
    return list(world[SupplyView].designations.where(after=start, limit=limit))


def candidates(world: World, *, criteria: CriteriaId, on: date) -> list[Candidate]:
    """Return every registered site that meets criteria on a day, or may."""
    view = world[SupplyView]
    row = criteria_on(view, criteria, on)
    if row is None:
        raise NotFoundError(f"no criteria {criteria!r} are in force on {on}")
    found = []
    for site in sites_of(world, None):
        said = verdict(world, site, row.said, on)
        if said.met is not Met.NO:
            designated = designated_on(view, site, on) is not None
            found.append(Candidate(site=site, designated=designated, verdict=said))
    return found


def dependences(world: World, *, site: SiteId) -> list[Dependence]:
    """Return on what a site is said to hang."""
    return list(world[SupplyView].dependences.where(site=site))
