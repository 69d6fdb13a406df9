"""What names are held against, and by whom: our matcher and its peers, on the same candidates."""

from collections.abc import Callable
from functools import cache
from importlib import import_module
from importlib.util import find_spec

from rapidfuzz import fuzz

from benches import screening_sets as data
from comptrol.adapters.matching import ListMatcher
from comptrol.adapters.matching.asking import asked_readings
from comptrol.adapters.matching.folding import folded
from comptrol.domains.screening import Subject

PEER = find_spec("nomenklatura") is not None
"""Where it is not installed its figures are missing, and so is the second opinion."""
Scores = Callable[[str], dict[str, float]]


@cache
def index() -> ListMatcher:
    """Return the corpus that recall is measured on, indexed."""
    found = data.matcher(data.corpus())
    found.search(Subject(names=("begin",)))
    return found


def ours(name: str) -> dict[str, float]:
    """Return each entity that a name may be, with its score over that from which a person looks.

    Persons and organisations have a threshold each: so both are 1 here.
    """
    best: dict[str, float] = {}
    for worth, _, listed in index().scores(name, everything=True):
        entity = index().entities[listed.entity].entity_id
        share = worth / index().scale_of(listed).review_min
        best[entity] = max(share, best.get(entity, 0.0))
    return best


def by_peer(compare: Callable[[str, str], float]) -> Scores:
    """Return a peer's scores on the candidates that our own index gives."""

    def scored(name: str) -> dict[str, float]:
        best: dict[str, float] = {}
        for asked in asked_readings(name):
            for place in index().index.candidates(asked):
                listed = index().names[place]
                entity = index().entities[listed.entity].entity_id
                best[entity] = max(compare(name, listed.name), best.get(entity, 0.0))
        return best

    return scored


def nomenklatura(version: str, *, person: bool = False) -> Callable[[str, str], float]:
    """Return a matcher of nomenklatura. Its caches go by identifier: each text has its own."""
    matching, proxies = import_module("nomenklatura.matching"), import_module("followthemoney")
    algorithm = matching.get_algorithm(version)
    config = algorithm.default_config()
    schema = "Person" if person else "Organization"

    @cache
    def entity(name: str) -> object:
        told = {"id": name, "schema": schema, "properties": {"name": [name]}}
        return proxies.EntityProxy.from_dict(told)

    return lambda one, other: float(algorithm.compare(entity(one), entity(other), config).score)


def wratio(one: str, other: str) -> float:
    """Return rapidfuzz's WRatio of two folded names."""
    return fuzz.WRatio(folded(one), folded(other)) / 100
