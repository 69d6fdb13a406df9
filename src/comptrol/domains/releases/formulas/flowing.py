"""How far can a hidden cell of a table be from its true value, and everything told still hold?

A table with all its totals told is a network: rows and columns are its nodes, and a hidden cell is
an arc between its row and its column. What one hidden cell could be more, others in its row and in
its column are less, along a way that leads back: so the farthest that a cell can be is a largest
flow, found exactly in whole numbers (L. H. Cox, Network models for complementary cell suppression,
Journal of the American Statistical Association 90, 1995).
"""

from collections import deque
from collections.abc import Collection, Iterator, Mapping
from heapq import heappop, heappush
from typing import Final, NamedTuple

Place = tuple[int, int]
"""A cell, by the numbers of its row and its column."""
Node = tuple[str, int]

BOUNDLESS: Final = 2**200
"""More than any sum: a hidden cell can be as much more as the others allow."""


class Arc(NamedTuple):
    """What is known of a cell by whoever knows one contributor's part in it, the largest."""

    fewer: int
    """By so much it could be less."""
    more: int
    cost: int
    """What is lost by hiding it."""


class Need(NamedTuple):
    """From some nodes to others so much must be able to flow, for something to be hidden.

    The arcs ``without`` are left out: those that are hidden by it. Those ``frozen`` do not fall.
    """

    sources: frozenset[Node]
    sinks: frozenset[Node]
    amount: int
    without: frozenset[Place]
    frozen: frozenset[Place] = frozenset()


class Network(NamedTuple):
    """The cells of a table as arcs."""

    arcs: Mapping[Place, Arc]

    def flow(self, need: Need, hidden: Collection[Place]) -> int:
        """Return how much can flow through hidden cells, up to what is needed."""
        return self._push(need, hidden)[0]

    def opened(self, need: Need, hidden: Collection[Place]) -> list[Place] | None:
        """Return cells whose hiding lets more flow, as cheap as there are; nothing: none do."""
        _, pushed = self._push(need, hidden)
        return self._cheapest(need, hidden, pushed)

    def _push(self, need: Need, hidden: Collection[Place]) -> tuple[int, dict[Place, int]]:
        pushed: dict[Place, int] = {}
        total = 0
        while total < need.amount:
            way = self._way(need, hidden, pushed)
            if way is None:
                break
            least = min(self._room(place, up, need, pushed) for place, up in way)
            least = min(least, need.amount - total)
            for place, up in way:
                pushed[place] = pushed.get(place, 0) + (least if up else -least)
            total += least
        return total, pushed

    def _room(self, place: Place, up: bool, need: Need, pushed: Mapping[Place, int]) -> int:  # noqa: FBT001
        arc, moved = self.arcs[place], pushed.get(place, 0)
        if up:
            return arc.more - moved if arc.more else max(-moved, 0)
        return (0 if place in need.frozen else arc.fewer) + moved

    def _way(
        self, need: Need, hidden: Collection[Place], pushed: Mapping[Place, int]
    ) -> list[tuple[Place, bool]] | None:
        """Return a shortest way from a source to a sink on which something can flow."""
        usable = (it for it in hidden if it in self.arcs and it not in need.without)
        around = _around(usable)
        reached: dict[Node, tuple[Node, Place, bool] | None] = dict.fromkeys(sorted(need.sources))
        queue = deque(reached)
        while queue:
            node = queue.popleft()
            if node in need.sinks:
                return _back(node, reached)
            for place in around.get(node, ()):
                up = node[0] == "row"
                other: Node = ("column", place[1]) if up else ("row", place[0])
                if other not in reached and self._room(place, up, need, pushed) > 0:
                    reached[other] = (node, place, up)
                    queue.append(other)
        return None

    def _cheapest(
        self, need: Need, hidden: Collection[Place], pushed: Mapping[Place, int]
    ) -> list[Place] | None:
        around = _around(place for place in self.arcs if place not in need.without)
        reached: dict[Node, tuple[Node, Place, bool] | None] = {}
        heap: list[tuple[int, Node, tuple[Node, Place, bool] | None]]
        heap = [(0, node, None) for node in sorted(need.sources)]
        while heap:
            cost, node, came = heappop(heap)
            if node in reached:
                continue
            reached[node] = came
            if node in need.sinks:
                return [place for place, _ in _back(node, reached) if place not in hidden]
            for place in around.get(node, ()):
                up = node[0] == "row"
                other: Node = ("column", place[1]) if up else ("row", place[0])
                if other not in reached and self._room(place, up, need, pushed) > 0:
                    more = 0 if place in hidden else self.arcs[place].cost
                    heappush(heap, (cost + more, other, (node, place, up)))
        return None


def _around(places: Iterator[Place]) -> dict[Node, list[Place]]:
    around: dict[Node, list[Place]] = {}
    for place in sorted(places):
        around.setdefault(("row", place[0]), []).append(place)
        around.setdefault(("column", place[1]), []).append(place)
    return around


def _back(
    node: Node, reached: Mapping[Node, tuple[Node, Place, bool] | None]
) -> list[tuple[Place, bool]]:
    way: list[tuple[Place, bool]] = []
    while (came := reached[node]) is not None:
        node, place, up = came
        way.append((place, up))
    return way[::-1]
