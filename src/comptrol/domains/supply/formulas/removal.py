"""What does the loss of a country, a firm or a site cut off, by which path, and for how long?"""

from collections.abc import Iterable, Mapping
from decimal import Decimal

import msgspec

from comptrol.domains.supply.formulas.concentration import percent
from comptrol.domains.supply.formulas.graph import Graph
from comptrol.domains.supply.formulas.lasting import Outage, Outages
from comptrol.domains.supply.formulas.losing import (
    LEFT_OVER,
    OVER,
    Loss,
    Lost,
    Removed,
    lost,
    told,
)
from comptrol.domains.supply.formulas.reaching import Reached, State, Step, reach
from comptrol.domains.supply.formulas.spread import WHOLE, Range
from comptrol.domains.supply.statements import InputId, InputKind


class CutOff(msgspec.Struct, frozen=True, kw_only=True):
    """One input that is cut off, or may be, and why."""

    input: InputId
    title: str
    is_a: InputKind
    state: str
    """``cut`` or ``open``."""
    path: tuple[Step, ...]
    """From an input that is lost."""
    outage: Outage


class Product(msgspec.Struct, frozen=True, kw_only=True):
    """What becomes of a finished product."""

    input: InputId
    title: str
    state: str
    """``cut``, ``open`` or ``stands``; of what has no table nothing can be said, see uncovered."""
    path: tuple[Step, ...]
    deepest: Loss | None
    """Of what goes into it, whatever is lost most of for certain."""


class Removal(msgspec.Struct, frozen=True, kw_only=True):
    """What a loss cuts off, and what of it is not known."""

    removed: tuple[str, ...]
    over_percent: Decimal
    """Supplies of which more than this is lost are told."""
    lost: tuple[Loss, ...]
    cut_off: tuple[CutOff, ...]
    products: tuple[Product, ...]
    uncovered: tuple[InputId, ...]
    """Inputs of which no table says who supplies them: nothing is known, which is not nothing."""
    without_number: tuple[InputId, ...]
    """Inputs whose suppliers are named without a number: no share is known."""
    inputs: int
    years: tuple[int, ...]
    """Of which years the tables are: together they are no single point in time."""


def removal(graph: Graph, gone: Removed, *, over: int = OVER) -> Removal:
    """Return what the loss cuts off along the graph.

    An input is lost where no more than a hundredth of it is left; it may be where that cannot be
    excluded. Shares are of one moment: nobody has yet made more because others are gone.
    """
    losses = {node: it for node in graph.inputs if (it := lost(graph, node, gone)) is not None}
    worst = sorted(losses, key=lambda it: (-losses[it].range.low, it))
    own = {node: own_state(losses[node]) for node in worst if _in_graph(graph, node)}
    reached = reach(graph, own)
    outages = Outages(graph, reached, own)
    shown = [(it.range, told(graph, it, over)) for it in losses.values() if it.gone]
    return Removal(
        removed=tuple(sorted(graph.title(it) for it in (*gone.countries, *gone.suppliers))),
        over_percent=percent(over),
        lost=tuple(it for share, it in sorted(shown, key=_worst_first) if share.high > over),
        cut_off=tuple(_cut_off(graph, reached, outages)),
        products=tuple(_product(graph, reached, losses, it, over) for it in graph.products),
        uncovered=tuple(it for it in sorted(graph.inputs) if it not in losses),
        without_number=tuple(it for it in sorted(losses) if not losses[it].found.known),
        inputs=len(graph.inputs),
        years=tuple(sorted({it.found.year for it in losses.values()})),
    )


def own_state(found: Lost) -> State:
    """Return what becomes of a supply by its own table."""
    if not found.gone:
        return State.STANDS
    if found.range.low >= WHOLE - LEFT_OVER:
        return State.CUT
    return State.OPEN if found.range.high >= WHOLE - LEFT_OVER else State.STANDS


def _in_graph(graph: Graph, node: InputId) -> bool:
    return graph.inputs[node].is_a is not InputKind.STAGE


def _worst_first(pair: tuple[Range, Loss]) -> tuple[int, int, str]:
    share, shown = pair
    return -share.low, -share.high, shown.input


def _cut_off(graph: Graph, reached: Reached, outages: Outages) -> Iterable[CutOff]:
    hit = [(-state, node) for node, state in reached.states.items() if state is not State.STANDS]
    for _, node in sorted(hit):
        yield CutOff(
            input=node,
            title=graph.title(node),
            is_a=graph.inputs[node].is_a,
            state=reached.states[node].word,
            path=reached.path(graph, node),
            outage=outages.of(node),
        )


def _product(
    graph: Graph, reached: Reached, losses: Mapping[InputId, Lost], node: InputId, over: int
) -> Product:
    worst: tuple[int, InputId] | None = None
    above = upstream(graph, node)
    state = reached.states[node]
    if state is State.STANDS and not any(it in losses for it in above):
        state = State.OPEN  # no table says of anything that goes into it who supplies it
    for it in above:
        found = losses.get(it)
        if found is not None and found.range.low > (worst[0] if worst else 0):
            worst = (found.range.low, it)
    return Product(
        input=node,
        title=graph.title(node),
        state=state.word,
        path=reached.path(graph, node) if reached.states[node] is not State.STANDS else (),
        deepest=None if worst is None else told(graph, losses[worst[1]], over),
    )


def upstream(graph: Graph, node: InputId) -> tuple[InputId, ...]:
    """Return everything that goes into an input, by either relation, itself first."""
    found: dict[InputId, None] = {}
    waiting = [node]
    while waiting:
        it = waiting.pop()
        if it not in found:
            found[it] = None
            waiting.extend((*graph.into.get(it, ()), *graph.types.get(it, ())))
    return tuple(found)
