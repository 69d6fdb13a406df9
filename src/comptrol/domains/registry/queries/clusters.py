"""What may be asked about clusters: which sites hang together, and are they covered?"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

import msgspec

from comptrol.domains.chips import ChipsView, ModelId, Precision, Property, model_named
from comptrol.domains.parties import PartiesView, may
from comptrol.domains.registry.formulas import (
    ClusterDefinition,
    ClusterShelf,
    ClusterVerdict,
    Member,
    components,
    covered,
    levels_on,
)
from comptrol.domains.registry.queries.chips import lots_at
from comptrol.domains.registry.queries.sites import known_site
from comptrol.domains.registry.statements import SiteId
from comptrol.domains.registry.view import Link, RegistryView
from comptrol.kernel.errors import NotFoundError
from comptrol.kernel.roles import WITNESSES
from comptrol.kernel.view import World


class Cluster(msgspec.Struct, frozen=True, kw_only=True):
    """The sites that one site hangs together with on a day, why, and whether they are covered."""

    sites: tuple[SiteId, ...]
    links: tuple[Link, ...]
    members: tuple[Member, ...]
    verdict: ClusterVerdict


def cluster(world: World, *, site: SiteId, on: date, definition: str) -> Cluster:
    """Return the cluster that a site is part of on a day, by a dated definition.

    Chips that stand at one site stand together. Two sites hang together where the links between
    them have more bandwidth together than the definition's limit, or a witness has found that they
    work together.
    """
    view = world[RegistryView]
    known_site(view, site)
    by = _definition(world, definition)
    links = list(_joining(tuple(_in_force(view, on)), by, world))
    places = {site, *(end for link in links for end in (link.one, link.other))}
    joined = ((link.one, link.other) for link in links)
    group = components(places, joined)[site]
    members = tuple(_members(world, frozenset(map(SiteId, group)), on))
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


def _joining(links: tuple[Link, ...], by: ClusterDefinition, world: World) -> Iterator[Link]:
    """Yield the links between sites that hang together: all bandwidth between two is summed.

    That sites work together counts where the authority or an inspector has found it; an operator
    who says so of another's site is heard, and has decided nothing.
    """
    sums: defaultdict[frozenset[str], Decimal] = defaultdict(Decimal)
    for link in links:
        sums[frozenset({link.one, link.other})] += link.bandwidth_gbit_s or Decimal(0)
    parties = world[PartiesView]
    for link in links:
        found = link.together and may(parties, link.asserted_by, WITNESSES)
        if found or sums[frozenset({link.one, link.other})] > by.bandwidth_gbit_s_above:
            yield link


def _members(world: World, sites: frozenset[SiteId], on: date) -> Iterator[Member]:
    """Yield the chips at some sites: those of lots; where there are none, the reported levels."""
    view = world[RegistryView]
    counts: Counter[str] = Counter()
    for site in sorted(sites):
        lots = lots_at(view, site)
        for lot in lots:
            counts[lot.model] += lot.there
        if lots:
            continue
        for level in levels_on(view.levels.where(site=site), on):
            model = model_named(world[ChipsView], level.chip) or level.chip
            if level.units is None:
                yield Member(model=model, chips=0, peak_tflops=None, memory_gb=None)
            else:
                counts[model] += level.units
    for name, number in sorted(counts.items()):
        yield _member(world[ChipsView], ModelId(name), number)


def _member(chips: ChipsView, model: ModelId, number: int) -> Member:
    """Return chips of a model with the one peak and memory that the catalogue has for each.

    Where it has two that differ, neither is known.
    """
    found = chips.models.get(model)
    rates = found.rates if found is not None else ()
    facts = chips.facts.where(model=model, property=Property.MEMORY.value)
    return Member(
        model=model,
        chips=number,
        peak_tflops=_one(
            it.dense_tera_ops for it in rates if it.precision == Precision.FP16_TENSOR.value
        ),
        memory_gb=_one(it.value for it in facts if it.value is not None and not it.withdrawn),
    )


def _one(values: Iterable[Decimal]) -> Decimal | None:
    known = set(values)
    return known.pop() if len(known) == 1 else None
