"""What a batch adds to the log beside its entries: tiles, and the subject map its seal names.

Every store keeps the same tiles and buckets; this is the one place that works them out.
"""

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import NamedTuple, Protocol

from comptrol.kernel.ledger.edge import Edge
from comptrol.kernel.ledger.subject_map import (
    RECORD_BYTES,
    Nodes,
    NodesDraft,
    Record,
    bucket_of,
    bucket_with,
    depth_for,
    key_of,
    rebucketed,
    record_in,
)
from comptrol.kernel.ledger.tile import Place
from comptrol.kernel.ledger.tree import leaf_hash

Links = tuple[int | None, ...]
"""For each subject of an entry, the position of the entry before it about the same subject."""


Counted = tuple[int, int, bytes]
"""Of one subject: how many entries, the position of the last, and their chain."""


class Buckets(Protocol):
    """Reads the buckets of the subject map as the last whole step left them."""

    def some(self, numbers: Sequence[int]) -> Mapping[int, bytes]:
        """Return buckets by their numbers; those without a record may be left out."""
        ...

    def every(self) -> Iterable[tuple[int, bytes]]:
        """Return every bucket that has a record."""
        ...


class Standing(NamedTuple):
    """What is kept in memory between steps, of the log as a step left it."""

    edge: Edge
    nodes: Nodes
    subjects: int


class Growth:
    """One batch: leaves are added, the subjects are settled at its seal, and tiles at its end."""

    def __init__(self, standing: Standing, buckets: Buckets) -> None:
        self._buckets, self._edge = buckets, standing.edge
        self.subjects = standing.subjects
        self._draft = NodesDraft(standing.nodes)
        self._leaves: list[bytes] = []
        self._unsettled: list[tuple[int, bytes, tuple[str, ...]]] = []
        self._known: Mapping[int, bytes] = {}
        self._root = standing.nodes.root()
        self.changed: dict[int, bytes] = {}
        """Buckets as they are after the batch."""
        self.redrawn = False
        """Every bucket has been drawn anew: those that were stored go."""

    @property
    def depth(self) -> int:
        """Return how deep the map is."""
        return self._draft.nodes.depth

    def add(self, position: int, raw: bytes, subjects: tuple[str, ...]) -> None:
        """Add an entry."""
        leaf = leaf_hash(raw)
        self._leaves.append(leaf)
        self._unsettled.append((position, leaf, subjects))

    def settled(self) -> list[Links]:
        """Bring the map up to the last entry; return the links of the entries since it was."""
        entries, self._unsettled = self._unsettled, []
        keyed = [(tuple(map(key_of, subjects)), at, leaf) for at, leaf, subjects in entries]
        records = self._records({key for keys, _, _ in keyed for key in keys})
        links: list[Links] = []
        for keys, position, leaf in keyed:
            linked = position.to_bytes(8, "big") + leaf
            before: list[int | None] = []
            for key in keys:
                entries_before, last, chain = records[key]
                before.append(last if entries_before else None)
                records[key] = entries_before + 1, position, sha256(chain + linked).digest()
            links.append(tuple(before))
        self._put({key: Record(key, *record) for key, record in records.items()})
        return links

    def map_root(self) -> bytes:
        """Return the root of the map as it was last settled."""
        return self._root

    def tiles(self) -> list[tuple[Place, bytes]]:
        """Return every tile that the batch writes; the edge grows by it."""
        self._edge, written = self._edge.grown(self._leaves)
        self._leaves = []
        return written

    def root(self) -> bytes:
        """Return the root of the tree after the tiles were worked out."""
        return self._edge.peaks().root()

    def kept(self) -> Standing:
        """Return what stays in memory, once the batch is durable. The map's nodes change here."""
        self._draft.keep()
        return Standing(self._edge, self._draft.nodes, self.subjects)

    def _records(self, keys: Iterable[bytes]) -> dict[bytes, Counted]:
        """Return what the map has of each subject; of a new one, nothing yet."""
        home = {key: bucket_of(key, self.depth) for key in keys}
        self._read(home.values())
        counted = {}
        for key, number in home.items():
            record = record_in(self._bucket(number), key) or Record(key)
            counted[key] = record.entries, record.last, record.chain
        return counted

    def _bucket(self, number: int) -> bytes:
        return self.changed.get(number) or self._known.get(number, b"")

    def _read(self, numbers: Iterable[int]) -> None:
        missing = sorted(set(numbers) - self.changed.keys())
        self._known = {} if self.redrawn else self._buckets.some(missing)

    def _put(self, records: Mapping[bytes, Record]) -> None:
        """Put records into their buckets, and find the root; double the buckets as they fill."""
        dirty: dict[int, bytes] = {}
        for key, record in records.items():
            number = bucket_of(key, self.depth)
            before = dirty.get(number) or self._bucket(number)
            dirty[number] = bucket_with(before, record)
            self.subjects += len(dirty[number]) > len(before)
        self.changed.update(dirty)
        while self.depth < depth_for(self.subjects):
            dirty = self._doubled()
        self._root = self._draft.rooted(dirty)

    def _doubled(self) -> dict[int, bytes]:
        """Draw every bucket anew, twice as many."""
        buckets: dict[int, bytes] = {} if self.redrawn else dict(self._buckets.every())
        buckets.update(self.changed)
        depth = self.depth + 1
        self.changed = {n: b for n, b in rebucketed(buckets.items(), depth) if b}
        self.redrawn = True
        self._draft = NodesDraft(Nodes(depth, self.changed.items()))
        return {}


def packed_links(links: Links, position: int) -> bytes:
    """Return the links of an entry as they are kept: how far back each is, 0 for nothing.

    Seven bits to a byte, the lowest first; the eighth says that more follow.

    >>> packed_links((17, None), 400).hex(), links_of(bytes.fromhex("ff0200"), 400)
    ('ff0200', (17, None))
    """
    packed = bytearray()
    for link in links:
        back = 0 if link is None else position - link
        while back > 127:  # noqa: PLR2004  (seven bits)
            packed.append(back & 127 | 128)
            back >>= 7
        packed.append(back)
    return bytes(packed)


def links_of(packed: bytes, position: int) -> Links:
    """Return the links of an entry from how they are kept."""
    links: list[int | None] = []
    back = shift = 0
    for byte in packed:
        back |= (byte & 127) << shift
        shift += 7
        if byte < 128:  # noqa: PLR2004  (the last of its number)
            links.append(position - back if back else None)
            back = shift = 0
    return tuple(links)


def standing_of(edge: Edge, buckets: Iterable[tuple[int, bytes]]) -> Standing:
    """Work out what is kept in memory from what is stored."""
    stored = list(buckets)
    subjects = sum(len(bucket) for _, bucket in stored) // RECORD_BYTES
    return Standing(edge, Nodes(depth_for(subjects), stored), subjects)
