"""In which row, and where in it, does each part of a supply graph stand? From countries downwards.

Countries are above the suppliers in them, those above what they supply, and each input above what
it goes into; so that what is cut off lies below what is lost.
"""

from collections.abc import Container, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from comptrol.domains.supply import Removal, Stated, Supplier, SupplierKind

ROW_MAX: Final = 8
"""So many boxes in a row; what is cut off comes first."""
DEPTH_MAX: Final = 12
KEPT: Final = "stage"
Line = tuple[str, str]


class Node(NamedTuple):
    """One box: what it is called, which kind of thing, and what became of it."""

    key: str
    title: str
    kind: str
    state: str
    """``cut``, ``open``, ``removed``, or nothing."""


class Laid(NamedTuple):
    """Every box in its row, the lines between boxes, and how many boxes had no room."""

    rows: tuple[tuple[Node, ...], ...]
    lines: tuple[Line, ...]
    path: frozenset[Line]
    """Lines along which something is cut off."""
    left_out: int


def laid(stated: Sequence[Stated], suppliers: Sequence[Supplier], removal: Removal | None) -> Laid:
    """Return where everything stands that supplies something, or that something goes into."""
    inputs = {str(it.input.input): it for it in stated if it.input.is_a.value != KEPT}
    lines = [line for it in inputs.values() for line in _into(it) if line[1] in inputs]
    supplied = [line for it in inputs.values() for line in _supplied(it)]
    known = {str(it.supplier): it for it in suppliers}
    used = [known[name] for name in dict.fromkeys(line[0] for line in supplied) if name in known]
    states, gone = _states(removal), _gone(suppliers, removal)
    nodes = [
        *(_input(it, states) for it in inputs.values()),
        *(_supplier(it, gone) for it in used),
        *_countries(used, gone),
    ]
    within = [(f"country {it.country}", it.supplier) for it in used if it.country is not None]
    depths = {name: depth + 2 for name, depth in _depths(inputs, lines).items()}
    depths |= {it.key: 0 if it.kind == "country" else 1 for it in nodes if it.key not in depths}
    every = [*within, *supplied, *lines]
    return _rows(nodes, depths, every, _path(removal))


def _into(it: Stated) -> Iterator[Line]:
    said = it.input.said
    yield from ((said.input, other) for other in (*said.goes_into, *said.type_of))


def _supplied(it: Stated) -> Iterator[Line]:
    names = {share.supplier for each in it.shares for share in each.said.shares}
    yield from ((name, it.input.input) for name in sorted(names))


def _states(removal: Removal | None) -> Mapping[str, str]:
    if removal is None:
        return {}
    return {
        **{it.input: it.state for it in removal.products if it.state in {"cut", "open"}},
        **{it.input: it.state for it in removal.cut_off},
    }


def _input(it: Stated, states: Mapping[str, str]) -> Node:
    row = it.input
    return Node(row.input, row.said.title, row.is_a.value, states.get(row.input, ""))


def _supplier(it: Supplier, gone: Container[str | None]) -> Node:
    state = "removed" if it.said.title in gone or it.country in gone else ""
    return Node(it.supplier, it.said.title, it.is_a.value, state)


def _countries(used: Sequence[Supplier], gone: Container[str | None]) -> Iterator[Node]:
    for country in sorted({it.country for it in used if it.country is not None}):
        state = "removed" if country in gone else ""
        yield Node(f"country {country}", country, "country", state)


def _gone(suppliers: Sequence[Supplier], removal: Removal | None) -> Container[str | None]:
    """Return the titles of who is gone, and the codes of countries that are."""
    if removal is None:
        return frozenset()
    named = {*removal.removed, *(name for it in removal.lost for name in it.suppliers)}
    countries = (
        it.country
        for it in suppliers
        if it.is_a is SupplierKind.COUNTRY and it.said.title in named and it.country is not None
    )
    return named.union(countries)


def _path(removal: Removal | None) -> frozenset[Line]:
    """Return the steps by which something is cut off, from one input to the next."""
    if removal is None:
        return frozenset()
    paths = [*(it.path for it in removal.cut_off), *(it.path for it in removal.products)]
    return frozenset((one.input, other.input) for path in paths for one, other in pairwise(path))


def _depths(inputs: Mapping[str, Stated], lines: Sequence[Line]) -> dict[str, int]:
    """Return the row of each input: below all that goes into it, as far as there is an end."""
    depths = dict.fromkeys(inputs, 0)
    for _ in range(DEPTH_MAX):
        for one, other in lines:
            depths[other] = min(max(depths[other], depths[one] + 1), DEPTH_MAX)
    return depths


def _rows(
    nodes: Sequence[Node], depths: Mapping[str, int], lines: Sequence[Line], path: frozenset[Line]
) -> Laid:
    rows: dict[int, list[Node]] = {}
    for node in sorted(nodes, key=lambda it: (not it.state, it.title)):
        rows.setdefault(depths[node.key], []).append(node)
    shown = [tuple(_ordered(rows[depth][:ROW_MAX], rows, lines)) for depth in sorted(rows)]
    drawn = {it.key for row in shown for it in row}
    kept = tuple(it for it in dict.fromkeys(lines) if it[0] in drawn and it[1] in drawn)
    return Laid(tuple(shown), kept, path, len(nodes) - len(drawn))


def _ordered(
    row: Sequence[Node], rows: Mapping[int, Sequence[Node]], lines: Sequence[Line]
) -> list[Node]:
    """Return a row so that its boxes stand about below what leads to them."""
    places = {it.key: at for each in rows.values() for at, it in enumerate(each)}

    def over(node: Node) -> tuple[float, str]:
        above = [places[one] for one, other in lines if other == node.key and one in places]
        return (sum(above) / len(above) if above else places[node.key], node.title)

    return sorted(row, key=over)
