"""Where does each party of an ownership graph stand in a picture around one of them?"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Final

from comptrol.domains.parties import Cascade

PARTIES_MAX: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Layers:
    """The parties near one, by layer and place: its owners above it, what it owns below."""

    places: dict[int, tuple[int, int]]
    """Of each party its layer from the top and its place from the left."""
    left_out: int

    @property
    def widest(self) -> int:
        """Return how many parties stand in the fullest layer."""
        return 1 + max((column for _, column in self.places.values()), default=0)

    @property
    def deep(self) -> int:
        """Return how many layers there are."""
        return 1 + max((row for row, _ in self.places.values()), default=0)


def layers_around(found: Cascade, party: int) -> Layers:
    """Return the nearest parties above and below one, so many at most, and how many are left out.

    Those left out are counted as far as they touch the ones that are drawn.
    """
    graph, day = found.holdings, found.day
    depths, beyond = {party: 0}, set[int]()

    def owners(one: int) -> Iterator[int]:
        return (graph.owner[held] for held in graph.of_asset(one, day))

    def assets(one: int) -> Iterator[int]:
        return (graph.asset[held] for held in graph.of_owner(one, day))

    _walk(party, -1, lambda it: _by_name(found, owners(it)), depths, beyond)
    _walk(party, 1, lambda it: _by_name(found, assets(it)), depths, beyond)
    ranks: dict[int, int] = {}
    rows: dict[int, list[int]] = {}
    for one in sorted(depths, key=graph.names.__getitem__):
        rows.setdefault(_rank(one, owners, depths, ranks, ()), []).append(one)
    places: dict[int, tuple[int, int]] = {}
    for row in sorted(rows):
        ordered = sorted(rows[row], key=lambda it: (_over(it, owners, places), graph.names[it]))
        places.update({one: (row, column) for column, one in enumerate(ordered)})
    return Layers(places=places, left_out=len(beyond - depths.keys()))


def _walk(
    start: int,
    step: int,
    near: Callable[[int], list[int]],
    depths: dict[int, int],
    beyond: set[int],
) -> None:
    """Go outwards layer by layer, and note who would have stood further out."""
    waiting = [start]
    for one in waiting:
        for other in near(one):
            if other in depths:
                continue
            if len(depths) >= PARTIES_MAX:
                beyond.add(other)
                continue
            depths[other] = depths[one] + step
            waiting.append(other)


def _rank(
    one: int,
    owners: Callable[[int], Iterator[int]],
    drawn: Collection[int],
    ranks: dict[int, int],
    below: tuple[int, ...],
) -> int:
    """Return the layer of a party: below all its owners, but those that a ring leads back to."""
    if one not in ranks:
        above = [it for it in set(owners(one)) if it in drawn and it not in {*below, one}]
        higher = (_rank(it, owners, drawn, ranks, (*below, one)) for it in sorted(above))
        ranks[one] = 1 + max(higher, default=-1)
    return ranks[one]


def _by_name(found: Cascade, parties: Iterator[int]) -> list[int]:
    return sorted(set(parties), key=found.holdings.names.__getitem__)


def _over(
    one: int, owners: Callable[[int], Iterator[int]], places: dict[int, tuple[int, int]]
) -> float:
    """Return the mean place of a party's owners that are drawn, so that few lines cross."""
    columns = [places[owner][1] for owner in set(owners(one)) if owner in places]
    return sum(columns) / len(columns) if columns else 0.0
