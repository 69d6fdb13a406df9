"""Proofs from tiles (RFC 6962 §2.1): that a tree has a leaf, that it grew from a smaller one."""

from collections import OrderedDict
from typing import Final

from comptrol.kernel.errors import NotFoundError
from comptrol.kernel.ledger.edge import Tiles
from comptrol.kernel.ledger.tile import HEIGHT, nodes_of
from comptrol.kernel.ledger.tree import EMPTY_ROOT, HASH_BYTES, node_hash

Rows = list[bytes]
"""The hashes of a tile, and of the full subtrees over them: a row is one after the other."""
TILES_CACHED: Final = 4096
"""Tiles whose inner hashes stay in memory, 16 KB each: those of a million entries."""


class TileCache:
    """The inner hashes of the tiles that were used last: what they have never changes."""

    def __init__(self, most: int = TILES_CACHED) -> None:
        self._most = most
        self._rows: OrderedDict[tuple[int, int], Rows] = OrderedDict()

    def get(self, place: tuple[int, int]) -> Rows | None:
        """Return a tile's rows, if they are here."""
        rows = self._rows.get(place)
        if rows is not None:
            try:
                self._rows.move_to_end(place)
            except KeyError:  # another thread has just let it go
                return rows
        return rows

    def put(self, place: tuple[int, int], rows: Rows) -> None:
        """Keep a tile's rows; let go of those that were not used for longest."""
        self._rows[place] = rows
        while len(self._rows) > self._most:
            self._rows.popitem(last=False)


class Prover:
    """Reads proofs out of the tiles of a tree of at least some size."""

    def __init__(self, tiles: Tiles, cache: TileCache | None = None) -> None:
        self._tiles = tiles
        self._cache = cache or TileCache(16)

    def root(self, size: int) -> bytes:
        """Return the root of the first so many leaves."""
        return self._range(0, size) if size else EMPTY_ROOT

    def leaf(self, index: int) -> bytes:
        """Return a leaf hash."""
        return self._node(0, index)

    def inclusion(self, index: int, size: int) -> list[bytes]:
        """Return the hashes from a leaf's sibling up, in the tree of a size."""
        if not 0 <= index < size:
            raise NotFoundError(f"a log of {size} has no entry {index}")
        found, start, end = [], 0, size
        while end - start > 1:
            middle = start + _split(end - start)
            if index < middle:
                found.append(self._range(middle, end))
                end = middle
            else:
                found.append(self._range(start, middle))
                start = middle
        return found[::-1]

    def consistency(self, old_size: int, size: int) -> list[bytes]:
        """Return the hashes that show how the tree of a size grew from the smaller one."""
        if not 0 <= old_size <= size:
            raise NotFoundError(f"a log of {size} has not grown from one of {old_size}")
        if old_size in (0, size):
            return []
        found, start, end = [], 0, size
        whole = True
        while end != old_size:
            middle = start + _split(end - start)
            if old_size <= middle:
                found.append(self._range(middle, end))
                end = middle
            else:
                found.append(self._range(start, middle))
                start, whole = middle, False
        if not whole:
            found.append(self._range(start, end))
        return found[::-1]

    def _range(self, start: int, end: int) -> bytes:
        """Return the root over leaves from a start that is a multiple of the largest subtree."""
        peaks = []
        while start < end:
            height = (end - start).bit_length() - 1
            peaks.append(self._node(height, start >> height))
            start += 1 << height
        root = peaks.pop()
        while peaks:
            root = node_hash(peaks.pop(), root)
        return root

    def _node(self, height: int, index: int) -> bytes:
        """Return the root of the full subtree of 2^height leaves, by its number in its row."""
        level, row = divmod(height, HEIGHT)
        across = HEIGHT - row
        place, at = (level, index >> across), index & ((1 << across) - 1)
        found = _hash_in(self._cache.get(place), row, at)
        if not found:
            found = _hash_in(self._read(place), row, at)
        if not found:
            raise NotFoundError(f"tile {level}/{index >> across} is not filled so far")
        return found

    def _read(self, place: tuple[int, int]) -> Rows:
        """Read a tile; what it has does not change when it grows, so that it can be kept."""
        tile = self._tiles(*place)
        if not tile:
            raise NotFoundError(f"there is no tile {place[0]}/{place[1]}")
        rows = nodes_of(tile)
        self._cache.put(place, rows)
        return rows


def _hash_in(rows: Rows | None, row: int, at: int) -> bytes:
    """Return a hash of a row; nothing where the tile was not filled so far when it was read."""
    if rows is None or row >= len(rows):
        return b""
    return rows[row][at * HASH_BYTES : (at + 1) * HASH_BYTES]


def _split(size: int) -> int:
    """Return the largest power of two below a size."""
    return 1 << ((size - 1).bit_length() - 1)
