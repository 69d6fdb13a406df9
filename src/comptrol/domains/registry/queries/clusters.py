"""What may be asked about clusters: which sites hang together, and are they covered?"""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import msgspec

from comptrol.domains.chips import ChipsView, ModelId, Precision, Property
from comptrol.domains.registry.formulas import (
    ClusterDefinition,
    ClusterShelf,
    ClusterVerdict,
    Member,
    components,
    covered,
)
from comptrol.domains.registry.queries.chips import lots_at
from comptrol.domains.registry.queries.sites import known_site
from comptrol.domains.registry.statements import SiteId
from comptrol.domains.registry.view import Link, RegistryView
from comptrol.kernel.errors import NotFoundError
from comptrol.kernel.view import World


class Cluster(msgspec.Struct, frozen=True, kw_only=True):
    """The sites that one site hangs together with on a day, why, and whether they are covered."""

    sites: tuple[SiteId, ...]
    links: tuple[Link, ...]
    members: tuple[Member, ...]
    verdict: ClusterVerdict


def cluster(world: World, *, site: SiteId, on: date, definition: str) -> Cluster:
    """Return the cluster that a site is part of on a day, by a dated definition.

    Chips that stand at one site stand together. Two sites hang together where a link between them
    has more bandwidth than the definition's limit, or somebody states that they work together.
    """
    view = world[RegistryView]
    known_site(view, site)
    by = _definition(world, definition)
    links = [link for link in _in_force(view, on) if _joins(link, by)]
    places = {site, *(end for link in links for end in (link.one, link.other))}
    joined = ((link.one, link.other) for link in links)
    group = components(places, joined)[site]
    members = tuple(_members(world, frozenset(map(SiteId, group))))
    return Cluster(
        sites=tuple(sorted(map(SiteId, group))),
        links=tuple(link for link in links if link.one in group),
        members=members,
        verdict=covered(members, by),
    )


def cluster_definitions(world: World) -> tuple[ClusterDefinition, ...]:
    """Return the definitions of a covered chip cluster that are shipped, with their sources."""
    return tuple(world.reference(ClusterShelf).definitions.values())


def _definition(world: World, name: str) -> ClusterDefinition:
    known = world.reference(ClusterShelf).definitions
    found = known.get(name)
    if found is None:
        raise NotFoundError(f"no definition {name!r}; there are {', '.join(sorted(known))}")
    return found


def _in_force(view: RegistryView, on: date) -> Iterator[Link]:
    for link in view.links.where():
        if link.on <= on and (link.until is None or on < link.until):
            yield link


def _joins(link: Link, by: ClusterDefinition) -> bool:
    fast = link.bandwidth_gbit_s is not None and (
        link.bandwidth_gbit_s > by.bandwidth_gbit_s_above
    )
    return link.together or fast


def _members(world: World, sites: frozenset[SiteId]) -> Iterator[Member]:
    """Yield the models at some sites, with the one peak that the catalogue has for each."""
    view, chips = world[RegistryView], world[ChipsView]
    counts: Counter[ModelId] = Counter()
    for site in sites:
        for lot in lots_at(view, site):
            counts[lot.model] += lot.there
    for model, number in sorted(counts.items()):
        found = chips.models.get(model)
        peaks = [
            rate.dense_tera_ops
            for rate in (found.rates if found else ())
            if rate.precision == Precision.FP16_TENSOR.value
        ]
        memory: Decimal | None = next(
            (
                fact.value
                for fact in chips.facts.where(model=model, property=Property.MEMORY.value)
                if not fact.withdrawn
            ),
            None,
        )
        yield Member(
            model=model,
            chips=number,
            peak_tflops=max(peaks, default=None),
            memory_gb=memory,
        )
