"""How few independent sources does a product hang on?

Two suppliers are one source where one owner controls both, or where both get something that they
need from one other supplier. A cut is a least set of sources without which the product cannot be
made: the number of members of the smallest is the number of independent sources, whatever the
number of first-tier suppliers. Cuts are found as minimal cut sets of a fault tree: a product fails
when anything that goes into it does, and a supply fails when every supplier does. Sets larger than
the order that is asked for are left out, so that what is told is whole up to that order.

Twice: certain cuts hold whatever the tables leave open; possible ones hold if nobody supplies who
is not named, if no source is left out, and if no type replaces another.
"""

from collections.abc import Iterable, Iterator
from enum import Enum
from typing import Final, TypeAlias

from comptrol.domains.supply.formulas.graph import Graph
from comptrol.domains.supply.formulas.losing import LEFT_OVER
from comptrol.domains.supply.formulas.spread import Spread, spread
from comptrol.domains.supply.statements import Axis, InputId, SourcesNamed, SupplierId, Types
from comptrol.kernel.errors import UnreadableError

Cut: TypeAlias = frozenset[str]
Cuts: TypeAlias = frozenset[Cut]
NEVER: Final[Cuts] = frozenset()
SETS_MAX: Final = 5_000
"""So many least cuts of one input are kept; the time to compare them grows with the square."""
JOINED_MAX: Final = 1_000_000
SOURCE_STEPS_MAX: Final = 16
"""Sources of sources are followed so far; further up nothing is taken to fail."""


class Level(Enum):
    """Of what a source is one."""

    COUNTRY = "country"
    FIRM = "firm"
    """By who controls it in the end."""
    SITE = "site"


AXES: Final = {
    Level.COUNTRY: (Axis.COUNTRY, Axis.FIRM),
    Level.FIRM: (Axis.FIRM,),
    Level.SITE: (Axis.SITE,),
}


class CutSets:
    """The cuts of every input of a graph, at one level, up to one order."""

    def __init__(
        self,
        graph: Graph,
        level: Level,
        *,
        order_max: int,
        certain: bool,
        sets_max: int = SETS_MAX,
    ) -> None:
        self._graph, self._level = graph, level
        self._order_max, self._certain, self._sets_max = order_max, certain, sets_max
        self.own = {node: self._own(node) for node in graph.inputs}
        self.of: dict[InputId, Cuts] = {}
        for node in in_order(graph):
            self.of[node] = self._fails(node)

    def table(self, node: InputId) -> Spread | None:
        """Return the shares that are asked at this level; of two, those that know own sources."""
        found = [it for by in AXES[self._level] if (it := spread(self._graph, node, by))]
        named = [it for it in found if it.named]
        fed = [it for it in named if any(x in self._graph.sources for x in it.named)]
        return next(iter((*fed, *named, *found)), None)

    def source(self, supplier: str) -> str:
        """Return of which source a supplier is one."""
        name = SupplierId(supplier)
        if self._level is Level.COUNTRY:
            return self._graph.answers_to(name) or f"country of {supplier}"
        return self._graph.controller(name) if self._level is Level.FIRM else supplier

    def _own(self, node: InputId) -> Cuts:
        """Return what an input's own supply hangs on: all of its suppliers together."""
        table = self.table(node)
        if table is None:
            return NEVER
        if not table.named:
            return self._counted(table)
        if self._certain and table.open > LEFT_OVER:
            return NEVER
        return self._all(self._supplier_fails(it, 0) for it in _that_count(table))

    def _counted(self, table: Spread) -> Cuts:
        """Return a cut of suppliers whom nobody names, where there are counted to be so many."""
        if table.counted is None:
            return NEVER
        many = table.counted.high if self._certain else table.counted.low
        if many > self._order_max:
            return NEVER
        numbers = range(1, many + 1)
        return frozenset({frozenset(f"supplier {it} of {table.input}" for it in numbers)})

    def _supplier_fails(self, supplier: SupplierId | str, steps: int) -> Cuts:
        """Return what one supplier hangs on: itself, and each thing that it gets from others."""
        found: set[Cut] = {frozenset({self.source(supplier)})}
        fed = self._graph.sources.get(SupplierId(supplier), {})
        if steps < SOURCE_STEPS_MAX:
            for said in fed.values():
                found |= self._feeding_fails(said, steps + 1)
        return self._least(found)

    def _feeding_fails(self, said: SourcesNamed, steps: int) -> Cuts:
        if not said.sources or (self._certain and not said.complete):
            return NEVER
        return self._all(self._supplier_fails(it, steps) for it in said.sources)

    def _fails(self, node: InputId) -> Cuts:
        found = set(self.own[node])
        for it in self._graph.into.get(node, ()):
            found |= self.of.get(it, NEVER)
        return self._least((*found, *self._types_fail(node)))

    def _types_fail(self, node: InputId) -> Cuts:
        types = self._graph.types.get(node, ())
        if not types:
            return NEVER
        rule = self._graph.rule_of_types(node)
        each = [self.of.get(it, NEVER) for it in types]
        if rule is Types.EVERY or (rule is Types.UNKNOWN and not self._certain):
            return self._least(it for those in each for it in those)
        table = self.table(node)
        if self._certain and table is not None and table.named:
            return NEVER  # its own table knows of supply beside that of its types
        return self._all(each)

    def _all(self, each: Iterable[Cuts]) -> Cuts:
        """Return what makes all of some things fail: every union of one cut of each."""
        together: Cuts = frozenset({frozenset()})
        for those in sorted(each, key=len):
            if len(together) * len(those) > JOINED_MAX:
                raise _too_many(JOINED_MAX)
            joined = (a | b for a in together for b in those)
            together = self._least(it for it in joined if len(it) <= self._order_max)
            if not together:
                break
        return together

    def _least(self, cuts: Iterable[Cut]) -> Cuts:
        """Return the cuts that have no other within them."""
        found: list[Cut] = []
        for cut in sorted(set(cuts), key=lambda it: (len(it), sorted(it))):
            if not any(it <= cut for it in found):
                found.append(cut)
            if len(found) > self._sets_max:
                raise _too_many(self._sets_max)
        return frozenset(found)


def _that_count(table: Spread) -> list[str]:
    """Return the suppliers without the smallest, who together have what counts as nothing."""
    ranked = sorted(table.named, key=lambda it: (table.of(it).high, it))
    left = LEFT_OVER
    while len(ranked) > 1 and table.of(ranked[0]).high <= left:
        left -= table.of(ranked.pop(0)).high
    return ranked


def _too_many(most: int) -> UnreadableError:
    return UnreadableError(f"more than {most} sets of so many sources: ask for a lower order")


def in_order(graph: Graph) -> Iterator[InputId]:
    """Yield every input after all that goes into it and all of its types."""
    missing = {
        node: len(graph.into.get(node, ())) + len(graph.types.get(node, ()))
        for node in graph.inputs
    }
    ready = sorted((node for node, number in missing.items() if not number), reverse=True)
    while ready:
        node = ready.pop()
        yield node
        said = graph.inputs[node]
        for it in (*said.goes_into, *said.type_of):
            if it in missing:
                missing[it] -= 1
                if not missing[it]:
                    ready.append(it)
