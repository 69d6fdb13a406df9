"""Which single sources does a supply, or a product, hang on, and by which path?"""

from collections.abc import Iterator
from typing import Final

import msgspec

from comptrol.domains.supply.formulas.cuts import Cut, CutSets, Level
from comptrol.domains.supply.formulas.graph import Graph
from comptrol.domains.supply.formulas.reaching import State, Step, reach
from comptrol.domains.supply.statements import InputId, InputKind

ORDER: Final = 2
CUTS_SHOWN: Final = 50


class SinglePoint(msgspec.Struct, frozen=True, kw_only=True):
    """One source without which there is no supply of an input."""

    input: InputId
    title: str
    at: str
    """``country``, ``firm`` or ``site``: of what the source is one."""
    source: str
    source_title: str
    first_tier: int
    """So many suppliers seem to be independent; where there is more than one, it is a hidden
    single point."""
    certain: bool
    """Not: only if the tables name everybody."""


class ProductCut(msgspec.Struct, frozen=True, kw_only=True):
    """A least set of sources without which a product cannot be made, and the path that is cut."""

    product: InputId
    at: str
    sources: tuple[str, ...]
    titles: tuple[str, ...]
    certain: bool
    path: tuple[Step, ...]


class Independence(msgspec.Struct, frozen=True, kw_only=True):
    """How many independent sources a product hangs on, at least and at most, by level."""

    product: InputId
    title: str
    at: str
    certainly_at_most: int | None
    """The smallest certain cut; nothing: there is none up to the order that was looked for."""
    possibly_only: int | None
    """The smallest cut if the tables name everybody and no type replaces another."""
    order_max: int
    cuts: tuple[ProductCut, ...]
    cuts_in_all: int


class Points:
    """Single points and least cuts of one graph."""

    def __init__(self, graph: Graph, *, order_max: int = ORDER) -> None:
        """Find the cuts at every level, certain and possible."""
        self._graph, self._order_max = graph, order_max
        self._sets = {
            (level, certain): CutSets(graph, level, order_max=order_max, certain=certain)
            for level in Level
            for certain in (True, False)
        }

    def single(self) -> tuple[SinglePoint, ...]:
        """Return every source without which an input has no supply, hidden ones first."""
        found = [it for level in Level for it in self._single(level)]
        return tuple(
            sorted(found, key=lambda it: (not it.certain, -it.first_tier, it.input, it.at))
        )

    def _single(self, level: Level) -> Iterator[SinglePoint]:
        certain, possible = self._sets[level, True], self._sets[level, False]
        for node, cuts in possible.own.items():
            for source in sorted(next(iter(it)) for it in cuts if len(it) == 1):
                yield SinglePoint(
                    input=node,
                    title=self._graph.title(node),
                    at=level.value,
                    source=source,
                    source_title=self._graph.title(source),
                    first_tier=self._first_tier(possible, node),
                    certain=frozenset({source}) in certain.own[node],
                )

    def _first_tier(self, sets: CutSets, node: InputId) -> int:
        table = sets.table(node)
        return 0 if table is None else len({sets.source(it) for it in table.named})

    def independence(self, product: InputId) -> tuple[Independence, ...]:
        """Return how many independent sources a product hangs on, for each level."""
        return tuple(self._independence(product, level) for level in Level)

    def _independence(self, product: InputId, level: Level) -> Independence:
        certain, possible = (self._sets[level, it].of.get(product, frozenset())
                             for it in (True, False))  # fmt: skip
        told = [(True, it) for it in certain] + [(False, it) for it in possible - certain]
        told.sort(key=lambda it: (not it[0], len(it[1]), sorted(it[1])))
        return Independence(
            product=product,
            title=self._graph.title(product),
            at=level.value,
            certainly_at_most=min(map(len, certain), default=None),
            possibly_only=min(map(len, possible), default=None),
            order_max=self._order_max,
            cuts=tuple(self._told(product, level, it, is_) for is_, it in told[:CUTS_SHOWN]),
            cuts_in_all=len(told),
        )

    def _told(self, product: InputId, level: Level, cut: Cut, certain: bool) -> ProductCut:  # noqa: FBT001
        own = self._sets[level, certain].own
        hit = {
            node: State.CUT if any(it <= cut for it in cuts) else State.STANDS
            for node, cuts in own.items()
            if cuts and self._graph.inputs[node].is_a is not InputKind.STAGE
        }
        return ProductCut(
            product=product,
            at=level.value,
            sources=tuple(sorted(cut)),
            titles=tuple(self._graph.title(it) for it in sorted(cut)),
            certain=certain,
            path=reach(self._graph, hit).path(self._graph, product),
        )
