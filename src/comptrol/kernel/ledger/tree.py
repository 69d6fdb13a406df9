"""The Merkle tree of the log (RFC 6962 §2.1, SHA-256): hashes, roots, and what a proof shows.

A tree of n leaves splits at the largest power of two below n; an odd leaf is never doubled.
Proofs are checked by the loops of RFC 9162 §2.1.3.2 and §2.1.4.2, not by recursion.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Final

from comptrol.kernel.errors import NotProvenError

HASH_BYTES: Final = 32
EMPTY_ROOT: Final = sha256().digest()
"""The root of the empty tree: the hash of nothing."""


def leaf_hash(entry: bytes) -> bytes:
    """Return SHA-256(0x00 ‖ entry).

    >>> leaf_hash(b"entry 0").hex()
    '773885a613489e24ce2cf76199d6a423f042e4bbf12d7eecee912ef276c65701'
    """
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return SHA-256(0x01 ‖ left ‖ right)."""
    return sha256(b"\x01" + left + right).digest()


class Peaks:
    """The roots of the full subtrees that a tree is made of, largest first: enough to grow it.

    A tree of 13 leaves has peaks over 8, 4 and 1: one to each bit of its size.
    """

    __slots__ = ("hashes", "size")

    def __init__(self, size: int = 0, hashes: Iterable[bytes] = ()) -> None:
        self.size, self.hashes = size, list(hashes)
        assert len(self.hashes) == size.bit_count(), "one peak to each bit of the size"

    def grown(self, leaves: Iterable[bytes]) -> "Peaks":
        """Return the peaks after more leaf hashes; these stay as they are."""
        hashes, size = list(self.hashes), self.size
        for leaf in leaves:
            merged, bits = leaf, size
            while bits & 1:
                merged = sha256(b"\x01" + hashes.pop() + merged).digest()
                bits >>= 1
            hashes.append(merged)
            size += 1
        return Peaks(size, hashes)

    def root(self) -> bytes:
        """Return the root of the tree."""
        if not self.hashes:
            return EMPTY_ROOT
        root = self.hashes[-1]
        for peak in reversed(self.hashes[:-1]):
            root = node_hash(peak, root)
        return root


def root_of(leaves: Iterable[bytes]) -> bytes:
    """Return the root over some leaf hashes."""
    return Peaks().grown(leaves).root()


def root_by_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes]) -> bytes:
    """Return the root that a proof leads to, the leaf's sibling first (RFC 9162 §2.1.3.2)."""
    if not 0 <= index < size:
        raise NotProvenError(f"a tree of {size} has no leaf {index}")
    at, last, found = index, size - 1, leaf
    for hash_ in proof:
        if not last:
            raise NotProvenError("the proof is longer than the path")
        if at & 1 or at == last:
            found = node_hash(hash_, found)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            found = node_hash(found, hash_)
        at, last = at >> 1, last >> 1
    if last:
        raise NotProvenError("the proof is shorter than the path")
    return found


def check_inclusion(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes
) -> None:
    """Raise NotProvenError unless the tree of this size and root has the leaf at the index."""
    if root_by_inclusion(leaf, index, size, proof) != root:
        raise NotProvenError(f"the proof does not lead from entry {index} to the root")


def check_consistency(
    old_size: int, old_root: bytes, size: int, root: bytes, proof: Sequence[bytes]
) -> None:
    """Raise NotProvenError unless the larger tree begins with the smaller (RFC 9162 §2.1.4.2).

    The empty tree begins every tree, if its root is the empty one; no proof is needed, or taken.
    """
    if not 0 <= old_size <= size:
        raise NotProvenError(f"a tree of {size} cannot have grown from one of {old_size}")
    if old_size in (0, size):
        if old_root != (root if old_size else EMPTY_ROOT) or (not size and root != EMPTY_ROOT):
            raise NotProvenError(f"two roots of size {old_size} differ")
        if proof:
            raise NotProvenError("no proof is needed here, so none is taken")
        return
    if _roots_by_consistency(old_size, old_root, size, proof) != (old_root, root):
        raise NotProvenError(f"the proof does not lead from size {old_size} to size {size}")


def _roots_by_consistency(
    old_size: int, old_root: bytes, size: int, proof: Sequence[bytes]
) -> tuple[bytes, bytes]:
    """Return the two roots that a proof leads to."""
    path = [old_root, *proof] if old_size & (old_size - 1) == 0 else list(proof)
    if not path:
        raise NotProvenError("the proof is empty")
    at, last = old_size - 1, size - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    old = new = path[0]
    for hash_ in path[1:]:
        if not last:
            raise NotProvenError("the proof is longer than the path")
        if at & 1 or at == last:
            old, new = node_hash(hash_, old), node_hash(hash_, new)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            new = node_hash(new, hash_)
        at, last = at >> 1, last >> 1
    if last:
        raise NotProvenError("the proof is shorter than the path")
    return old, new
