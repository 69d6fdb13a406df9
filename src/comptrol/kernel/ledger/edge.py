"""The right edge of the tree: the tiles that are not full yet at each level, and how they fill."""

from collections.abc import Callable, Iterator, Sequence

from comptrol.kernel.ledger.tile import HEIGHT, TILE_BYTES, WIDTH, Place, nodes_of
from comptrol.kernel.ledger.tree import HASH_BYTES, Peaks

Tiles = Callable[[int, int], bytes]
"""Reads a tile as it stands, by level and number; a missing one is empty."""


class Edge:
    """A tree's size, and at each level the hashes of the tile that is still being filled."""

    __slots__ = ("size", "tiles")

    def __init__(self, size: int = 0, tiles: Sequence[bytes] = ()) -> None:
        self.size, self.tiles = size, tuple(tiles)

    @classmethod
    def read(cls, size: int, tiles: Tiles) -> "Edge":
        """Read the edge of a tree of a size; tiles that have grown since are cut back to it."""
        edge, level, rest = [], 0, size
        while rest:
            width = rest % WIDTH
            kept = tiles(level, rest // WIDTH)[: width * HASH_BYTES] if width else b""
            assert len(kept) == width * HASH_BYTES, f"tile {level}/{rest // WIDTH} is cut short"
            edge.append(kept)
            rest, level = rest // WIDTH, level + 1
        return cls(size, edge)

    def grown(self, leaves: Sequence[bytes]) -> tuple["Edge", list[tuple[Place, bytes]]]:
        """Return the edge after more leaf hashes, and every tile that this wrote."""
        tiles, written = list(self.tiles), []
        added, level, before = list(leaves), 0, self.size
        while added:
            if level == len(tiles):
                tiles.append(b"")
            row = tiles[level] + b"".join(added)
            full = len(row) // TILE_BYTES
            number = before // WIDTH
            added = []
            for at in range(full):
                tile = row[at * TILE_BYTES : (at + 1) * TILE_BYTES]
                written.append((Place(level, number + at), tile))
                added.append(nodes_of(tile)[HEIGHT])
            tiles[level] = row[full * TILE_BYTES :]
            if width := len(tiles[level]) // HASH_BYTES:
                written.append((Place(level, number + full, width), tiles[level]))
            level, before = level + 1, before // WIDTH
        return Edge(self.size + len(leaves), tiles), written

    def peaks(self) -> Peaks:
        """Return the roots of the full subtrees, largest first."""
        found = [peak for tile in reversed(self.tiles) for peak in _subtrees(tile)]
        return Peaks(self.size, found)


def _subtrees(tile: bytes) -> Iterator[bytes]:
    """Yield the roots of the full subtrees of a tile that is not full, largest first."""
    start, width = 0, len(tile) // HASH_BYTES
    for height in reversed(range(HEIGHT)):
        if width & (1 << height):
            end = start + (HASH_BYTES << height)
            yield nodes_of(tile[start:end])[height]
            start = end
