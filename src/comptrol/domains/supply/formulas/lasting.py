"""From when, and for how long, is something cut off?

Stocks along a path are used up one after the other: an input stops when what goes into it has
stopped and its own stock is gone. It is back when the replacement of what was lost has ramped up.
Where nobody told of stocks they are nought at least and unknown at most; so are ramps.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import msgspec

from comptrol.domains.supply.formulas.graph import Graph
from comptrol.domains.supply.formulas.reaching import Reached, State
from comptrol.domains.supply.statements import InputId, Stretch, Types

NOBODY_SAYS = Stretch(low=0)


class Outage(msgspec.Struct, frozen=True, kw_only=True):
    """When something stops, when it is back, and how long it is out."""

    stops_after_days: Stretch
    back_after_days: Stretch
    out_for_days: Stretch


class _Times(NamedTuple):
    stops: Stretch
    back: Stretch


class Outages:
    """The outages of everything that is cut or open."""

    def __init__(self, graph: Graph, reached: Reached, own: Mapping[InputId, State]) -> None:
        """Work out each from what is before it, in an order in which that is known."""
        self._graph, self._reached, self._own = graph, reached, own
        self._times: dict[InputId, _Times] = {}
        for node in self._in_order():
            self._times[node] = self._times_of(node)

    def of(self, node: InputId) -> Outage:
        """Return the outage of an input that is cut or open."""
        stops, back = self._times[node]
        longest = None if back.high is None else max(0, back.high - stops.low)
        least = 0 if stops.high is None else max(0, back.low - stops.high)
        if self._reached.states[node] is not State.CUT:
            least = 0
        return Outage(
            stops_after_days=stops,
            back_after_days=back,
            out_for_days=Stretch(low=least, high=longest),
        )

    def _causes(self, node: InputId) -> Iterator[InputId]:
        before = (*self._graph.into.get(node, ()), *self._graph.types.get(node, ()))
        yield from (it for it in before if self._reached.states[it] is not State.STANDS)

    def _in_order(self) -> Iterator[InputId]:
        """Yield what is cut or open, each after all that is before it."""
        hit = [it for it, state in self._reached.states.items() if state is not State.STANDS]
        missing = {node: len(list(self._causes(node))) for node in hit}
        ready = [node for node in hit if not missing[node]]
        while ready:
            node = ready.pop()
            yield node
            said = self._graph.inputs[node]
            for it in (*said.goes_into, *said.type_of):
                if it in missing:
                    missing[it] -= 1
                    if not missing[it]:
                        ready.append(it)

    def _before(self, node: InputId) -> Iterator[tuple[State, _Times]]:
        """Yield what leads here; types of which one will do are one cause.

        Such types have stopped when the last has, and are back when the first is.
        """
        states, alike = self._reached.states, self._graph.types.get(node, ())
        for it in self._causes(node):
            if it not in alike or self._graph.rule_of_types(node) is Types.EVERY:
                yield states[it], self._times[it]
        if self._graph.rule_of_types(node) is Types.EVERY:
            return
        hit = [self._times[it] for it in alike if states[it] is not State.STANDS]
        if hit:
            all_cut = all(states[it] is State.CUT for it in alike)
            stops, back = [it.stops for it in hit], [it.back for it in hit]
            yield (
                min(State.CUT if all_cut else State.OPEN, states[node]),
                _Times(
                    Stretch(low=min(it.low for it in stops), high=_most(stops)),
                    Stretch(low=min(it.low for it in back), high=_most(back)),
                ),
            )

    def _times_of(self, node: InputId) -> _Times:
        said = self._graph.buffers.get(node)
        stock = (said.stock_days if said else None) or NOBODY_SAYS
        ramp = (said.ramp_days if said else None) or NOBODY_SAYS
        before = list(self._before(node))
        mine = self._own.get(node, State.STANDS)
        if mine is not State.STANDS:
            before.append((mine, _Times(Stretch(low=0, high=0), ramp)))
        cut = [times for state, times in before if state is State.CUT]
        first = [times.stops.high for times in cut if times.stops.high is not None]
        lows = [times.back.low for times in cut]
        return _Times(
            stops=_later(
                Stretch(
                    low=min(times.stops.low for _, times in before),
                    high=min(first) if first else None,
                ),
                stock,
            ),
            back=Stretch(
                low=max(lows, default=0), high=_most([times.back for _, times in before])
            ),
        )


def _most(many: list[Stretch]) -> int | None:
    """Return the longest; nothing where nobody says of one of them."""
    highs = [it.high for it in many if it.high is not None]
    return max(highs) if len(highs) == len(many) else None


def _later(stops: Stretch, stock: Stretch) -> Stretch:
    high = None if stops.high is None or stock.high is None else stops.high + stock.high
    return Stretch(low=stops.low + stock.low, high=high)
