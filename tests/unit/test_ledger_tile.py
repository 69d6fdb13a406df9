"""Where a tile lies and what is in it (C2SP tlog-tiles)."""

import pytest
from tests.ledger_cast import entry, root

from comptrol.kernel.errors import UnreadableError
from comptrol.kernel.ledger.tile import (
    ENTRIES,
    Place,
    bundle,
    nodes_of,
    place_at,
    places,
    unbundled,
)
from comptrol.kernel.ledger.tree import leaf_hash

PATHS = {
    Place(0, 0): "tile/0/000",
    Place(0, 1): "tile/0/001",
    Place(0, 999, 255): "tile/0/999.p/255",
    Place(0, 1000): "tile/0/x001/000",
    Place(2, 0, 1): "tile/2/000.p/1",
    Place(63, 5): "tile/63/005",
    Place(ENTRIES, 1_234_067): "tile/entries/x001/x234/067",
    Place(ENTRIES, 273, 112): "tile/entries/273.p/112",
}


@pytest.mark.parametrize(("place", "path"), PATHS.items())
def test_a_place_has_one_path(place: Place, path: str) -> None:
    assert place.path == path
    assert place_at(path) == place


@pytest.mark.parametrize(
    "path",
    [
        "",
        "checkpoint",
        "tile/0/0",
        "tile/0/0000",
        "tile/0/x000/001",
        "tile/0/001/000",
        "tile/0/x01/000",
        "tile/00/000",
        "tile/01/000",
        "tile/64/000",
        "tile/-1/000",
        "tile/0/000.p/0",
        "tile/0/000.p/01",
        "tile/0/000.p/256",
        "tile/0/000.p/",
        "tile/0/000\n",
        "/tile/0/000",
        "tile/0/000/",
        "tile/data/000",
        "tile/8/0/000",
        "tile/0/\u0660\u0660\u0660",
        "tile/0/../000",
    ],
)
def test_no_other_spelling_is_read(path: str) -> None:
    with pytest.raises(UnreadableError):
        place_at(path)


def test_a_log_of_70000_has_the_tiles_that_the_specification_counts() -> None:
    found = [place for place in places(70_000) if place.level != ENTRIES]
    assert [sum(place.level == level for place in found) for level in range(4)] == [274, 2, 1, 0]
    partial = {place.path for place in found if place.width != 256}
    assert partial == {"tile/0/273.p/112", "tile/1/001.p/17", "tile/2/000.p/1"}


def test_a_log_of_256_has_a_full_tile_and_a_hash_above_it() -> None:
    found = {place.path for place in places(256)}
    assert found == {"tile/0/000", "tile/entries/000", "tile/1/000.p/1"}


@pytest.mark.parametrize(("size", "since"), [(0, 0), (1, 1), (256, 256), (70_000, 70_000)])
def test_nothing_is_new_where_nothing_was_added(size: int, since: int) -> None:
    assert list(places(size, since)) == []


def test_what_is_new_is_what_the_larger_has_and_the_smaller_has_not() -> None:
    for size in (1, 255, 256, 257, 511, 512, 513, 66_000):
        for since in (0, 1, 255, 256, 257):
            if since < size:
                assert set(places(size, since)) == set(places(size)) - set(places(since))


def test_bundles_are_cut_as_they_were_put_together() -> None:
    entries = [b"", b"a", bytes(2**16 - 1)]
    assert unbundled(bundle(entries)) == entries
    assert bundle([b"ab"]) == b"\x00\x02ab"


@pytest.mark.parametrize("raw", [b"\x00", b"\x00\x01", b"\x00\x00\x00\x02a"])
def test_a_bundle_that_is_cut_short_is_refused(raw: bytes) -> None:
    with pytest.raises(UnreadableError):
        unbundled(raw)


def test_the_rows_over_a_tile_end_in_the_roots_of_its_full_subtrees() -> None:
    rows = nodes_of(b"".join(leaf_hash(entry(index)) for index in range(13)))
    assert [len(row) // 32 for row in rows] == [13, 6, 3, 1]
    assert (rows[3][:32], rows[2][64:]) == (root(0, 8), root(8, 12))
