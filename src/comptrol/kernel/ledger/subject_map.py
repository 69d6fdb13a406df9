"""The verifiable index: for every subject, the list of all entries about it, under one root.

The form is in ``docs/ledger.md``: buckets of 80-byte records under a full binary tree. The tree's
nodes are kept in memory; a draft changes none of them until its batch is durable.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from hashlib import sha256
from typing import Final, NamedTuple

from comptrol.kernel.errors import NotProvenError
from comptrol.kernel.ledger.tree import HASH_BYTES, leaf_hash

DEPTH_MIN: Final = 8
LOAD_MAX: Final = 4
"""Subjects to a bucket, on average, before the number of buckets doubles."""
RECORD_BYTES: Final = 80
CHAIN_START: Final = bytes(HASH_BYTES)


class Record(NamedTuple):
    """What the map says of one subject: how many entries, where the last is, and their chain."""

    key: bytes
    entries: int = 0
    last: int = -1
    chain: bytes = CHAIN_START

    def followed_by(self, position: int, leaf: bytes) -> "Record":
        """Return the record after one more entry."""
        chain = sha256(self.chain + position.to_bytes(8, "big") + leaf).digest()
        return Record(self.key, self.entries + 1, position, chain)

    def packed(self) -> bytes:
        """Return the 80 bytes."""
        return (
            self.key + self.entries.to_bytes(8, "big") + self.last.to_bytes(8, "big") + self.chain
        )


@lru_cache(maxsize=8192)  # an order and its ruling are about the same
def key_of(subject: str) -> bytes:
    """Return the key of a subject such as ``lot:h100-0001``."""
    return sha256(subject.encode()).digest()


def depth_for(subjects: int) -> int:
    """Return how deep the map of so many subjects is.

    >>> depth_for(0), depth_for(1024), depth_for(1025)
    (8, 8, 9)
    """
    return max(DEPTH_MIN, (-(-subjects // LOAD_MAX) - 1).bit_length())


def bucket_of(key: bytes, depth: int) -> int:
    """Return the number of the bucket that a key belongs to: its first bits."""
    return int.from_bytes(key[:8], "big") >> (64 - depth)


def record_in(bucket: bytes, key: bytes) -> Record | None:
    """Return a subject's record, or nothing where the bucket has none."""
    at = _offset(bucket, key)
    if at < 0:
        return None
    entries = int.from_bytes(bucket[at + 32 : at + 40], "big")
    last = int.from_bytes(bucket[at + 40 : at + 48], "big")
    return Record(key, entries, last, bucket[at + 48 : at + RECORD_BYTES])


def _offset(bucket: bytes, key: bytes) -> int:
    """Return where a subject's record begins; -1 where there is none."""
    at = bucket.find(key)
    while at % RECORD_BYTES and at >= 0:  # a key's bytes may stand across two records
        at = bucket.find(key, at + 1)
    return at


def records_of(bucket: bytes) -> dict[bytes, bytes]:
    """Return the packed records of a bucket by their keys."""
    packed = (bucket[at : at + RECORD_BYTES] for at in range(0, len(bucket), RECORD_BYTES))
    return {record[:HASH_BYTES]: record for record in packed}


def bucket_with(bucket: bytes, record: Record) -> bytes:
    """Return a bucket after a record was put: over an earlier one, or where its key belongs."""
    at, packed = _offset(bucket, record.key), record.packed()
    if at >= 0:
        return bucket[:at] + packed + bucket[at + RECORD_BYTES :]
    at = 0
    while at < len(bucket) and bucket[at : at + HASH_BYTES] < record.key:
        at += RECORD_BYTES
    return bucket[:at] + packed + bucket[at:]


class Nodes:
    """The hashes of the whole tree over the buckets: node 1 is the root, 2n and 2n + 1 under n."""

    def __init__(self, depth: int, buckets: Iterable[tuple[int, bytes]] = ()) -> None:
        self.depth = depth
        start = 1 << depth
        empty = leaf_hash(b"")
        self.hashes = bytearray(HASH_BYTES * start) + bytearray(empty * start)
        for number, bucket in buckets:
            self.put(start + number, leaf_hash(bucket))
        for node in reversed(range(1, start)):
            self.put(node, sha256(b"\x01" + self.pair(node)).digest())

    def put(self, node: int, hash_: bytes) -> None:
        """Set the hash of one node."""
        self.hashes[node * HASH_BYTES : (node + 1) * HASH_BYTES] = hash_

    def at(self, node: int) -> bytes:
        """Return the hash of one node."""
        return bytes(self.hashes[node * HASH_BYTES : (node + 1) * HASH_BYTES])

    def pair(self, node: int) -> bytes:
        """Return the hashes of the two nodes under one."""
        return bytes(self.hashes[2 * node * HASH_BYTES : (2 * node + 2) * HASH_BYTES])

    def root(self) -> bytes:
        """Return the root."""
        return self.at(1)

    def path(self, bucket: int) -> list[bytes]:
        """Return the siblings from a bucket up to the root."""
        node = (1 << self.depth) + bucket
        return [self.at((node >> height) ^ 1) for height in range(self.depth)]


class NodesDraft:
    """Changes to the tree over the buckets that are not made before their batch is durable."""

    def __init__(self, nodes: Nodes) -> None:
        self.nodes = nodes
        self._changed: dict[int, bytes] = {}

    def rooted(self, buckets: Mapping[int, bytes]) -> bytes:
        """Put the buckets that have changed, and return the root."""
        changed, start = self._changed, 1 << self.nodes.depth
        dirty = set()
        for number, bucket in buckets.items():
            changed[start + number] = leaf_hash(bucket)
            dirty.add((start + number) >> 1)
        for _ in range(self.nodes.depth):
            for node in dirty:
                changed[node] = sha256(
                    b"\x01" + self._at(2 * node) + self._at(2 * node + 1)
                ).digest()
            dirty = {node >> 1 for node in dirty}
        return self._at(1)

    def keep(self) -> None:
        """Make the changes."""
        for node, hash_ in self._changed.items():
            self.nodes.put(node, hash_)
        self._changed.clear()

    def _at(self, node: int) -> bytes:
        return self._changed.get(node) or self.nodes.at(node)


def rebucketed(buckets: Iterable[tuple[int, bytes]], depth: int) -> Iterator[tuple[int, bytes]]:
    """Yield every bucket anew for a map of another depth; those that come from empty ones too."""
    for number, bucket in buckets:
        parts: dict[int, list[bytes]] = {2 * number: [], 2 * number + 1: []}
        for key, record in records_of(bucket).items():
            parts[bucket_of(key, depth)].append(record)
        for part, records in parts.items():
            yield part, b"".join(records)


def check_bucket(bucket: bytes, number: int, depth: int) -> None:
    """Raise NotProvenError unless a bucket has whole records, in order, each at home."""
    keys = list(records_of(bucket))
    if len(bucket) != RECORD_BYTES * len(keys) or keys != sorted(keys):
        raise NotProvenError(
            f"bucket {number} is not a list of records in the order of their keys"
        )
    if any(bucket_of(key, depth) != number for key in keys):
        raise NotProvenError(f"bucket {number} has a record that belongs elsewhere")


def root_by_path(bucket: bytes, number: int, path: Iterable[bytes]) -> bytes:
    """Return the root that a path leads to from a bucket."""
    found, at = leaf_hash(bucket), number
    for sibling in path:
        left, right = (sibling, found) if at & 1 else (found, sibling)
        found, at = sha256(b"\x01" + left + right).digest(), at >> 1
    return found
