"""Does a supply graph that was read hold together? The same rules as the log's own checks."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NoReturn, TypeVar

from comptrol.domains.supply import (
    BufferReported,
    Graph,
    GraphStatement,
    InputDescribed,
    SharesReported,
    SourcesNamed,
    SupplierId,
    SupplierKind,
    SupplierNamed,
    circles,
)
from comptrol.kernel.errors import UnreadableError

Node = TypeVar("Node", bound=str)


def check_whole(
    said: Sequence[GraphStatement], place: str, country_named: Callable[[str], str | None]
) -> None:
    """Refuse names that nobody described, kinds that do not fit, and circles.

    Raises:
        UnreadableError: with the place, and what was expected.
    """
    graph = Graph(said)
    for number, it in enumerate(said, 1):
        _check_names(it, graph, f"{place}, statement {number}")
        if isinstance(it, SharesReported):
            _check_kinds(it, graph, f"{place}, statement {number}")
        country = it.country if isinstance(it, SupplierNamed) else None
        if country is not None and country_named(country) != country:
            _fail(f"{place}, statement {number}", f"{country}: no country has this code")
    check_circles(graph, place)


def _check_names(said: GraphStatement, graph: Graph, place: str) -> None:
    for it in _inputs_of(said):
        if it not in graph.inputs:
            _fail(place, f"input {it}: expected one that is described")
    for it in _suppliers_of(said):
        if it not in graph.suppliers:
            _fail(place, f"supplier {it}: expected one that is named")


def _inputs_of(said: GraphStatement) -> Iterator[str]:
    if isinstance(said, InputDescribed):
        yield from (*said.goes_into, *said.type_of)
        yield from () if said.stage is None else (said.stage,)
    elif isinstance(said, SharesReported | SourcesNamed | BufferReported):
        yield said.input


def _suppliers_of(said: GraphStatement) -> Iterator[str]:
    if isinstance(said, SupplierNamed):
        yield from () if said.controlled_by is None else (said.controlled_by,)
    elif isinstance(said, SharesReported):
        yield from (it.supplier for it in said.shares)
    elif isinstance(said, SourcesNamed):
        yield from (said.supplier, *said.sources)


def _check_kinds(said: SharesReported, graph: Graph, place: str) -> None:
    seen: set[str] = set()
    for it in said.shares:
        kind = graph.suppliers[it.supplier].is_a
        if kind not in {SupplierKind(said.by.value), SupplierKind.UNALLOCATED}:
            _fail(place, f"{it.supplier} is a {kind.value}: shares are by {said.by.value}")
        if it.supplier in seen:
            _fail(place, f"{it.supplier} stands twice among the shares")
        seen.add(it.supplier)


def check_circles(graph: Graph, place: str) -> None:
    """Refuse what goes into itself, by either relation or by both, and circles of control."""
    both = {it: (*graph.goes_into[it], *graph.is_type_of[it]) for it in graph.inputs}
    control: dict[SupplierId, tuple[SupplierId, ...]] = {
        it.supplier: () if it.controlled_by is None else (it.controlled_by,)
        for it in graph.suppliers.values()
    }
    feeding = {
        supplier: tuple(source for said in those.values() for source in said.sources)
        for supplier, those in graph.sources.items()
    }
    _no_circle(place, "goes into", graph.goes_into)
    _no_circle(place, "is a type of", graph.is_type_of)
    _no_circle(place, "goes into or is a type of", both)
    _no_circle(place, "is controlled by", control)
    _no_circle(place, "is fed by", feeding)


def _no_circle(place: str, relation: str, links: Mapping[Node, tuple[Node, ...]]) -> None:
    for path in circles(links):
        _fail(place, f"it {relation} itself: {' -> '.join(path)}")


def _fail(place: str, told: str) -> NoReturn:
    raise UnreadableError(f"{place}: {told}")
