"""The right edge of the tree: it grows by a batch as it does entry by entry, and is read back."""

from collections.abc import Callable
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.ledger_making import files, tree_root

from comptrol.kernel.ledger.edge import Edge
from comptrol.kernel.ledger.tile import Place
from comptrol.kernel.ledger.tree import EMPTY_ROOT, Peaks, leaf_hash

LEAVES = [leaf_hash(b"entry %d" % number) for number in range(66_000)]
SIZES = [0, 1, 2, 3, 7, 255, 256, 257, 511, 512, 513, 1000, 65_535, 65_536, 65_537]


@cache
def grown(size: int) -> Edge:
    return Edge().grown(LEAVES[:size])[0]


@cache
def obvious(size: int) -> dict[str, bytes]:
    """Return every tile of a tree by its path, worked out anew from its leaves."""
    return {
        path: content
        for path, content in files([b""] * size, LEAVES[:size])
        if "entries" not in path
    }


def tiles(size: int) -> Callable[[int, int], bytes]:
    """Return how the tiles of a tree are read."""
    found = {}
    for level in range(4):
        for number in range(size // 256 ** (level + 1) + 1):
            row = [Place(level, number, width).path for width in range(256, 0, -1)]
            found[level, number] = next((obvious(size)[p] for p in row if p in obvious(size)), b"")
    return lambda level, number: found.get((level, number), b"")


def written(since: int, size: int) -> dict[str, bytes]:
    _, wrote = grown(since).grown(LEAVES[since:size])
    found = {place.path: hashes for place, hashes in wrote}
    assert len(found) == len(wrote), "a tile is written once"
    return found


def same(one: Edge, other: Edge) -> bool:
    return one.size == other.size and tiles_of(one) == tiles_of(other)


def tiles_of(edge: Edge) -> list[bytes]:
    """Return the tiles of an edge without empty ones at its top."""
    found = list(edge.tiles)
    while found and not found[-1]:
        found.pop()
    return found


@pytest.mark.parametrize("size", SIZES)
def test_the_peaks_are_those_of_the_leaves_alone(size: int):
    peaks = grown(size).peaks()
    assert peaks.hashes == Peaks().grown(LEAVES[:size]).hashes
    assert peaks.size == size
    assert peaks.root() == (tree_root(LEAVES[:size]) if size else EMPTY_ROOT)


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 513, 65_536, 65_537])
def test_what_is_written_from_nothing_is_every_tile(size: int):
    assert written(0, size) == obvious(size)


@pytest.mark.parametrize(
    ("since", "size"),
    [(1, 2), (254, 255), (255, 256), (255, 513), (256, 257), (257, 65_537), (65_535, 65_536)],
)
def test_what_is_written_is_what_is_new(since: int, size: int):
    new = {path: tile for path, tile in obvious(size).items() if path not in obvious(since)}
    assert written(since, size) == new


def test_nothing_is_written_where_nothing_is_added():
    edge, wrote = grown(257).grown([])
    assert (wrote, same(edge, grown(257))) == ([], True)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from([0, 1, 2, 3, 97, 255, 256, 257, 600]), max_size=12))
def test_it_does_not_matter_in_which_batches_a_tree_grows(batches: list[int]):
    edge, wrote = Edge(), {}
    for many in batches:
        edge, some = edge.grown(LEAVES[edge.size : edge.size + many])
        wrote |= {place[:2]: hashes for place, hashes in some}
    at_once, every = Edge().grown(LEAVES[: sum(batches)])
    assert same(edge, at_once)
    assert wrote == {place[:2]: hashes for place, hashes in every}


def test_an_edge_stays_as_it_was_when_it_has_grown():
    edge = grown(255)
    before = edge.size, edge.tiles
    edge.grown(LEAVES[255:600])
    assert (edge.size, edge.tiles) == before


@pytest.mark.parametrize("size", SIZES)
def test_an_edge_is_read_back_from_its_tiles(size: int):
    assert same(Edge.read(size, tiles(size)), grown(size))


@pytest.mark.parametrize("size", [0, 1, 255, 256, 257, 512, 999])
def test_an_edge_is_read_back_from_tiles_that_have_grown_since(size: int):
    assert same(Edge.read(size, tiles(1000)), grown(size))


@pytest.mark.parametrize(("level", "number"), [(0, 2), (1, 0)])
def test_tiles_that_are_cut_short_are_no_edge(level: int, number: int):
    whole = tiles(513)

    def cut(at: int, which: int) -> bytes:
        return whole(at, which)[:-1] if (at, which) == (level, number) else whole(at, which)

    with pytest.raises(AssertionError, match=f"tile {level}/{number} is cut short"):
        Edge.read(513, cut)
