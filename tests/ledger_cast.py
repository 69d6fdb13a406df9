"""A log and its witnesses for tests: fixed keys, entries ``entry 0``, ``entry 1``, …, and proofs.

The proofs are made by the definitions of RFC 6962 §2.1.1 and §2.1.2, by recursion over the leaves:
other code than what checks them.
"""

from functools import cache
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey

from comptrol.kernel.ledger.checkpoint import Checkpoint, Head
from comptrol.kernel.ledger.cosignature import Sign, sign_checkpoint
from comptrol.kernel.ledger.note import Algorithm, Line, VerifierKey
from comptrol.kernel.ledger.tree import EMPTY_ROOT, leaf_hash, node_hash

ORIGIN = "registry.example/test"
WITNESS = "witness.example/w1"
TIME = 1_790_000_000


class Signer(NamedTuple):
    """A public key, and how its owner signs."""

    key: VerifierKey
    sign: Sign

    def line(self, checkpoint: Checkpoint, time: int = TIME) -> Line:
        return sign_checkpoint(checkpoint, self.key, self.sign, time=time)


def signer(name: str, algorithm: Algorithm = Algorithm.ED25519, seed: int = 0) -> Signer:
    """Return a signer whose seed is 32 bytes in a row."""
    raw = bytes(range(seed, seed + 32))
    if algorithm is Algorithm.ML_DSA_44:
        dsa = MLDSA44PrivateKey.from_seed_bytes(raw)
        public, sign = dsa.public_key().public_bytes_raw(), dsa.sign
    else:
        private = Ed25519PrivateKey.from_private_bytes(raw)
        public, sign = private.public_key().public_bytes_raw(), private.sign
    return Signer(VerifierKey(name=name, algorithm=algorithm, public=public), sign)


LOG = signer(ORIGIN)
LOG_DSA = signer(ORIGIN, Algorithm.ML_DSA_44)
COSIGNER = signer(WITNESS, Algorithm.ED25519_COSIGNATURE, 32)
COSIGNER_DSA = signer(WITNESS, Algorithm.ML_DSA_44, 32)
STRANGER = signer("stranger.example", seed=64)


def entry(index: int) -> bytes:
    return b"entry %d" % index


@cache
def root(start: int, end: int, fork: int | None = None) -> bytes:
    """Return the root over some entries; a fork has another entry at its place."""
    if start == end:
        return EMPTY_ROOT
    if end - start == 1:
        return leaf_hash(b"fork" if start == fork else entry(start))
    middle = start + _split(end - start)
    return node_hash(root(start, middle, fork), root(middle, end, fork))


def path(index: int, end: int, start: int = 0) -> list[bytes]:
    """Return the path of an entry, its sibling first."""
    if end - start == 1:
        return []
    middle = start + _split(end - start)
    if index < middle:
        return [*path(index, middle, start), root(middle, end)]
    return [*path(index, end, middle), root(start, middle)]


def growth(old: int, end: int, start: int = 0, *, whole: bool = True) -> list[bytes]:
    """Return the proof that the tree of a size grew from a smaller one."""
    if old in (0, end):
        return [] if whole or not old else [root(start, end)]
    middle = start + _split(end - start)
    if old <= middle:
        return [*growth(old, middle, start, whole=whole), root(middle, end)]
    return [*growth(old, end, middle, whole=False), root(start, middle)]


def _split(size: int) -> int:
    return 1 << ((size - 1).bit_length() - 1)


def head(size: int, *, origin: str = ORIGIN, fork: int | None = None) -> Head:
    return Head(origin=origin, size=size, root=root(0, size, fork))


def signed(at: Head, *signers: Signer, time: int = TIME) -> Checkpoint:
    """Return a head signed by its log, or by whom one says."""
    unsigned = Checkpoint(head=at)
    return unsigned.with_lines(*(one.line(unsigned, time) for one in signers or (LOG,)))
