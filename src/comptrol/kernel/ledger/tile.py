"""How the tree is laid out as files (C2SP tlog-tiles): which tile holds what, under which path.

Tile (0, n) holds the leaf hashes 256n to 256n + 255; a hash in tile (L + 1, n) is the root of a
full tile of level L. A tile that is not full yet goes by its width: ``tile/0/x001/007.p/12``.
"""

import re
from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Final, NamedTuple

from comptrol.kernel.errors import UnreadableError
from comptrol.kernel.ledger.tree import HASH_BYTES

WIDTH: Final = 256
HEIGHT: Final = 8
TILE_BYTES: Final = WIDTH * HASH_BYTES
LEVEL_MAX: Final = 63
ENTRY_BYTES_MAX: Final = 2**16 - 1
ENTRIES: Final = -1
"""The level by which the bundles of entries go."""

_PATH: Final = re.compile(
    r"tile/(entries|0|[1-9][0-9]?)/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?"
)


class Place(NamedTuple):
    """Which tile: level (``ENTRIES`` for a bundle of entries), number, and how many it has."""

    level: int
    number: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        """Return the path under the log's prefix.

        >>> Place(0, 1234067, 5).path, Place(ENTRIES, 0).path
        ('tile/0/x001/x234/067.p/5', 'tile/entries/000')
        """
        level = "entries" if self.level == ENTRIES else str(self.level)
        number = f"{self.number % 1000:03d}"
        rest = self.number // 1000
        while rest:
            number = f"x{rest % 1000:03d}/{number}"
            rest //= 1000
        partial = "" if self.width == WIDTH else f".p/{self.width}"
        return f"tile/{level}/{number}{partial}"


def place_at(path: str) -> Place:
    """Read a path, which has one spelling, or raise UnreadableError."""
    match = _PATH.fullmatch(path)
    if match is None:
        raise UnreadableError(f"{path!r} is no path of a tile")
    level, number, width = match.groups()
    found = Place(
        ENTRIES if level == "entries" else int(level),
        int(number.replace("x", "").replace("/", "")),
        int(width) if width else WIDTH,
    )
    if found.path != path or found.level > LEVEL_MAX or (width and found.width >= WIDTH):
        raise UnreadableError(f"{path!r} is no path of a tile")
    return found


def places(size: int, since: int = 0) -> Iterator[Place]:
    """Yield what must exist for a tree of a size and need not for one it has grown from."""
    yield from (place._replace(level=ENTRIES) for place in _row(0, size, since))
    level = 0
    while size:
        yield from _row(level, size, since)
        size, since, level = size // WIDTH, since // WIDTH, level + 1


def _row(level: int, size: int, since: int) -> Iterator[Place]:
    for number in range(since // WIDTH, size // WIDTH):
        yield Place(level, number)
    if size % WIDTH and size != since:
        yield Place(level, size // WIDTH, size % WIDTH)


def bundle(entries: Iterable[bytes]) -> bytes:
    """Return a bundle: each entry after its length, two bytes, the larger first."""
    parts: list[bytes] = []
    for entry in entries:
        assert len(entry) <= ENTRY_BYTES_MAX, "an entry of the log has less than 64 KiB"
        parts += (len(entry).to_bytes(2, "big"), entry)
    return b"".join(parts)


def unbundled(raw: bytes) -> list[bytes]:
    """Cut a bundle into its entries."""
    entries: list[bytes] = []
    at = 0
    while at < len(raw):
        start = at + 2
        at = start + int.from_bytes(raw[at:start], "big")
        if at > len(raw) or start > len(raw):
            raise UnreadableError(f"the bundle is cut short in its entry {len(entries)}")
        entries.append(raw[start:at])
    return entries


def nodes_of(hashes: bytes) -> list[bytes]:
    """Return the full subtrees over a tile's hashes, row by row from the hashes up.

    A row is the hashes one after the other: two neighbours are one slice of it.
    """
    rows, pair = [hashes], 2 * HASH_BYTES
    while len(row := rows[-1]) > HASH_BYTES:
        pairs = range(0, len(row) - HASH_BYTES, pair)
        rows.append(b"".join([sha256(b"\x01" + row[at : at + pair]).digest() for at in pairs]))
    return rows
