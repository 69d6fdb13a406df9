"""Proofs from tiles (RFC 6962 §2.1): that a tree has a leaf, that it grew from a smaller one."""

from collections import OrderedDict
from typing import Final

from comptrol.kernel.errors import NotFoundError
from comptrol.kernel.ledger.edge import Tiles
from comptrol.kernel.ledger.tile import HEIGHT, WIDTH, cut_hashes, nodes_of
from comptrol.kernel.ledger.tree import EMPTY_ROOT, node_hash

Rows = list[list[bytes]]
TILES_CACHED: Final = 1024
"""Tiles whose inner hashes stay in memory: about 40 KB each."""


class TileCache:
    """The inner hashes of the tiles that were used last. Full tiles never change."""

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
        """Keep a full tile's rows; let go of the one that was not used for longest."""
        self._rows[place] = rows
        while len(self._rows) > self._most:
            self._rows.popitem(last=False)


class Prover:
    """Reads proofs out of the tiles of a tree of at least some size."""

    def __init__(self, tiles: Tiles, cache: TileCache | None = None) -> None:
        self._tiles = tiles
        self._cache = cache or TileCache(16)
        self._partial: dict[tuple[int, int], Rows] = {}

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
        rows = self._rows(level, index >> across)
        at = index & ((1 << across) - 1)
        if len(rows) <= row or len(rows[row]) <= at:
            raise NotFoundError(f"tile {level}/{index >> across} is not filled so far")
        return rows[row][at]

    def _rows(self, level: int, number: int) -> Rows:
        place = level, number
        rows = self._cache.get(place) or self._partial.get(place)
        if rows is None:
            tile = self._tiles(level, number)
            if not tile:
                raise NotFoundError(f"there is no tile {level}/{number}")
            rows = nodes_of(cut_hashes(tile))
            if len(rows[0]) == WIDTH:
                self._cache.put(place, rows)
            else:
                self._partial[place] = rows
        return rows


def _split(size: int) -> int:
    """Return the largest power of two below a size."""
    return 1 << ((size - 1).bit_length() - 1)
