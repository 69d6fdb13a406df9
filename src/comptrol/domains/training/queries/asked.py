"""What does a method say of a run that nobody has declared, as a file describes it?"""

from collections.abc import Iterator
from datetime import date
from typing import Final

from comptrol.domains.training.formulas import CountingMethods, Method, Node, Regime, joined
from comptrol.domains.training.queries.assessing import Assessment, assess
from comptrol.domains.training.queries.described import (
    BehindAsked,
    Described,
    PeriodAsked,
    RunAsked,
)
from comptrol.domains.training.queries.reading import Reading
from comptrol.domains.training.statements import RunId, Source
from comptrol.kernel.errors import UnreadableError
from comptrol.kernel.view import World

RUNS_MAX: Final = 10_000
DEPTH_MAX: Final = 100
"""Runs within runs: a longer line is written flat, each run named again where it is needed."""
_OF_ONE_PERIOD: Final = frozenset(PeriodAsked.__struct_fields__) - {"name", "precision"}
"""Where periods are listed, these stand in them; one precision may stand for all."""


def assess_asked(world: World, asked: RunAsked, regime: Regime, on: date) -> Assessment:
    """Return what a method says of a run as a file describes it.

    Raises UnreadableError where the description cannot be, with the place in the file.
    """
    method = world.reference(CountingMethods).on(regime, on)
    nodes = dict[RunId, Node]()
    own = _node(world, asked, RunId(asked.run), method, "$")
    nodes[own.run] = own
    for node, where in _behind(world, asked, method, "$"):
        known = nodes.get(node.run)
        if node.run == own.run:
            raise UnreadableError(f"no run comes from itself - at `{where}.run`")
        if known is not None and _is_told(node) and _is_told(known) and known != node:
            raise UnreadableError(f"{node.run!r} was described otherwise before - at `{where}`")
        if known is None or _is_told(node):
            nodes[node.run] = node
        if len(nodes) > RUNS_MAX:
            raise UnreadableError(f"more than {RUNS_MAX} runs - at `{where}`")
    _refuse_circle(nodes)
    return assess(world, nodes, own.run, method, on)


def _refuse_circle(nodes: dict[RunId, Node]) -> None:
    """Refuse runs that come from themselves: take away whoever comes from nobody left."""
    left = {name: {it.run for it in node.sources} for name, node in nodes.items()}
    while left:
        free = [name for name, sources in left.items() if not sources & left.keys()]
        if not free:
            raise UnreadableError(f"{min(left)!r} comes from itself - at `$.lineage`")
        for name in free:
            del left[name]


def _behind(
    world: World, asked: Described, method: Method, where: str
) -> Iterator[tuple[Node, str]]:
    if where.count(".lineage") >= DEPTH_MAX and asked.lineage:
        raise UnreadableError(f"runs within more than {DEPTH_MAX} runs - at `$.lineage`")
    for number, it in enumerate(asked.lineage):
        place = f"{where}.lineage[{number}]"
        yield _node(world, it, RunId(it.run), method, place), place
        yield from _behind(world, it, method, place)


def _is_told(node: Node) -> bool:
    """Tell whether a description says more than a name."""
    return node.counted is not None or bool(node.sources)


def _node(world: World, asked: Described, name: RunId, method: Method, where: str) -> Node:
    own_fields = [it for it in _OF_ONE_PERIOD if getattr(asked, it) not in (None, ())]
    if own_fields and asked.periods:
        fields = ", ".join(sorted(own_fields))
        told = f"{fields}: expected in each of the periods, where there are any"
        raise UnreadableError(f"{told} - at `{where}`")
    periods = [(it, f"{where}.periods[{n}]") for n, it in enumerate(asked.periods)]
    if own_fields:
        periods = [(asked, where)]
    reading = Reading(world, method, asked.purpose, asked.precision)
    found = [reading.counted(it, place) for it, place in periods]
    if not found and isinstance(asked, RunAsked):
        raise UnreadableError(
            f"expected periods, or chips and hours, or parameters and tokens - at `{where}`"
        )
    return Node(
        run=name,
        purpose=asked.purpose,
        sources=tuple(_source(it, f"{where}.lineage[{n}]") for n, it in enumerate(asked.lineage)),
        counted=joined(found) if found else None,
        failed=asked.failed,
        published=asked.published,
        systemic=asked.systemic if isinstance(asked, BehindAsked) else None,
    )


def _source(asked: BehindAsked, where: str) -> Source:
    if asked.share is not None and not 0 <= asked.share <= 1:
        raise UnreadableError(f"a share of 0 to 1 is expected - at `{where}.share`")
    return Source(run=RunId(asked.run), by=asked.by, share=asked.share)
