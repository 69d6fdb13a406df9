"""Proofs read out of tiles: every one holds, by the loops of RFC 9162, and none is longer."""

from collections.abc import Callable
from functools import cache

import pytest
from tests.ledger_making import tree_path, tree_root

from comptrol.kernel.errors import NotFoundError, NotProvenError
from comptrol.kernel.ledger.edge import Edge
from comptrol.kernel.ledger.proving import Prover, TileCache
from comptrol.kernel.ledger.tree import EMPTY_ROOT, check_consistency, check_inclusion, leaf_hash

LEAVES = [leaf_hash(b"entry %d" % number) for number in range(65_600)]
SMALL = range(1, 131)
LARGE = (255, 256, 257, 511, 512, 513, 65_535, 65_536, 65_537)
INDEXES = (0, 1, 127, 254, 255, 256, 257, 510, 511, 512, 513, 65_279, 65_534, 65_535, 65_536)


@cache
def root(size: int) -> bytes:
    return tree_root(LEAVES[:size])


@cache
def tiles_at(size: int) -> Callable[[int, int], bytes]:
    """Return how the tiles of a tree are read."""
    _, written = Edge().grown(LEAVES[:size])
    kept = {(place.level, place.number): hashes for place, hashes in written}
    return lambda level, number: kept.get((level, number), b"")


@cache
def prover(size: int = len(LEAVES)) -> Prover:
    return Prover(tiles_at(size))


# Every proof holds.


@pytest.mark.parametrize("size", [*SMALL, *LARGE])
def test_the_root_of_any_size_is_read_from_the_tiles_of_a_larger_tree(size: int):
    assert prover().root(size) == prover(size).root(size) == root(size)


def test_the_empty_tree_has_a_root():
    assert prover().root(0) == Prover(lambda _level, _number: b"").root(0) == EMPTY_ROOT


@pytest.mark.parametrize("size", SMALL)
def test_every_leaf_of_a_small_tree_is_proven(size: int):
    for index in range(size):
        proof = prover().inclusion(index, size)
        check_inclusion(LEAVES[index], index, size, proof, root(size))
        assert proof == tree_path(index, LEAVES[:size])


@pytest.mark.parametrize("size", SMALL)
def test_every_growth_of_a_small_tree_is_proven(size: int):
    for old in range(size + 1):
        proof = prover().consistency(old, size)
        check_consistency(old, root(old), size, root(size), proof)


@pytest.mark.parametrize("size", LARGE)
def test_leaves_of_a_large_tree_are_proven(size: int):
    for index in {*(i for i in INDEXES if i < size), size // 2, size - 2, size - 1}:
        proof = prover(size).inclusion(index, size)
        check_inclusion(LEAVES[index], index, size, proof, root(size))
        assert proof == prover().inclusion(index, size)


@pytest.mark.parametrize("size", LARGE)
def test_growths_of_a_large_tree_are_proven(size: int):
    sizes = {1, 2, 3, 100, 128, *LARGE, *(one - 2 for one in LARGE), size - 1}
    for old in (one for one in sizes if one <= size):
        proof = prover(size).consistency(old, size)
        check_consistency(old, root(old), size, root(size), proof)
        assert proof == prover().consistency(old, size)


@pytest.mark.parametrize(("old", "size"), [(3, 130), (128, 130), (255, 257), (256, 65_537)])
def test_a_proof_with_a_hash_changed_left_out_or_added_does_not_hold(old: int, size: int):
    proof = prover().consistency(old, size)
    assert proof
    for at in range(len(proof)):
        for wrong in ([EMPTY_ROOT], [], [proof[at], proof[at]]):
            spoilt = [*proof[:at], *wrong, *proof[at + 1 :]]
            with pytest.raises(NotProvenError):
                check_consistency(old, root(old), size, root(size), spoilt)


@pytest.mark.parametrize(("index", "size"), [(0, 130), (129, 130), (255, 257), (256, 65_537)])
def test_a_leaf_is_proven_at_its_own_place_alone(index: int, size: int):
    proof = prover().inclusion(index, size)
    for other in {0, index - 1, index + 1, size - 1} - {index, size, -1}:
        with pytest.raises(NotProvenError):
            check_inclusion(LEAVES[index], other, size, proof, root(size))
        with pytest.raises(NotProvenError):
            check_inclusion(LEAVES[other], index, size, proof, root(size))


# What cannot be proven.


@pytest.mark.parametrize(("index", "size"), [(-1, 5), (5, 5), (0, 0), (9, 5)])
def test_a_leaf_that_is_not_there_is_not_found(index: int, size: int):
    with pytest.raises(NotFoundError, match=f"has no entry {index}"):
        prover().inclusion(index, size)


@pytest.mark.parametrize(("old", "size"), [(6, 5), (-1, 5)])
def test_a_tree_does_not_grow_from_what_it_was_not(old: int, size: int):
    with pytest.raises(NotFoundError, match="has not grown"):
        prover().consistency(old, size)


@pytest.mark.parametrize("size", [6, 130, 256, 257, 65_537])
def test_more_than_the_tiles_have_is_not_proven(size: int):
    with pytest.raises(NotFoundError, match="tile"):
        prover(5).root(size)
    with pytest.raises(NotFoundError, match="tile"):
        prover(5).inclusion(0, size)


@pytest.mark.parametrize("index", [0, 4])
def test_a_leaf_hash_is_read_from_its_tile(index: int):
    assert prover(5).leaf(index) == LEAVES[index]
    with pytest.raises(NotFoundError):
        prover(5).leaf(5)


# What is remembered of tiles.


def counting(size: int) -> tuple[Callable[[int, int], bytes], list[tuple[int, int]]]:
    """Return how tiles are read, and which were."""
    read: list[tuple[int, int]] = []

    def tiles(level: int, number: int) -> bytes:
        read.append((level, number))
        return tiles_at(size)(level, number)

    return tiles, read


def test_a_tile_is_read_once_for_all_who_share_a_cache():
    (tiles, read), cache_ = counting(600), TileCache()
    for _ in range(3):
        check_inclusion(LEAVES[0], 0, 600, Prover(tiles, cache_).inclusion(0, 600), root(600))
    assert read.count((0, 0)) == 1
    assert read.count((0, 2)) == 1, "this one is not full, and all of it was read"


def test_a_tile_that_has_grown_is_read_anew_by_whoever_needs_more_of_it():
    """What was read of it does not change: a smaller tree is proven from it as before."""
    cache_ = TileCache()
    for size in (1, 5, 255, 256, 300, 513, 300, 255, 5):
        tiles, _ = counting(size)
        assert Prover(tiles, cache_).root(size) == root(size)
        check_inclusion(LEAVES[0], 0, size, Prover(tiles, cache_).inclusion(0, size), root(size))


@pytest.mark.parametrize("most", [1, 2, 3])
def test_a_cache_keeps_no_more_than_it_may_and_proves_all_the_same(most: int):
    (tiles, read), cache_ = counting(2_000), TileCache(most)
    proofs = [Prover(tiles, cache_).inclusion(index, 2_000) for index in (0, 300, 600, 0)]
    for index, proof in zip((0, 300, 600, 0), proofs, strict=True):
        check_inclusion(LEAVES[index], index, 2_000, proof, root(2_000))
    assert len(read) > len(set(read)), "what was let go of is read again"
    assert sum(cache_.get((0, number)) is not None for number in range(8)) <= most


def test_a_cache_lets_go_of_what_was_not_used_for_longest():
    cache_ = TileCache(2)
    for number in (1, 2):
        cache_.put((0, number), [b"%d" % number])
    assert cache_.get((0, 1)) == [b"1"]
    cache_.put((0, 3), [b"3"])
    assert [cache_.get((0, number)) is not None for number in (1, 2, 3)] == [True, False, True]
