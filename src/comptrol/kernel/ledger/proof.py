"""Is this entry in the log, and did the quorum see it there? The file of C2SP tlog-proof.

The file needs no network and no trust in whoever hands it over: only the entry and a policy.
"""

from typing import Final

import msgspec

from comptrol.kernel.errors import UnreadableError
from comptrol.kernel.ledger.checkpoint import read_checkpoint
from comptrol.kernel.ledger.note import NOTE_BYTES_MAX
from comptrol.kernel.ledger.policy import Judged, Policy, believe
from comptrol.kernel.ledger.spelling import NUMBER_MAX, base64, number, unbase64, unicode
from comptrol.kernel.ledger.tree import HASH_BYTES, check_inclusion, leaf_hash

EXTRA_BYTES_MAX: Final = 64 * 1024
PATH_MAX: Final = 63
"""Hashes on the way from a leaf up, in a tree of at most 2^63 leaves."""

_FIRST: Final = "c2sp.org/tlog-proof@v1"
_EXTRA, _INDEX = "extra ", "index "
_BYTES_MAX: Final = NOTE_BYTES_MAX + 2 * EXTRA_BYTES_MAX


class Proof(msgspec.Struct, frozen=True, kw_only=True):
    """What a proof file says. What is read is not verified yet."""

    index: int
    """The position of the entry in the log."""
    path: tuple[bytes, ...]
    """From the leaf's sibling up."""
    checkpoint: bytes
    """The signed head, as it came."""
    extra: bytes = b""
    """Nothing vouches for this; empty if there is none."""

    def __post_init__(self) -> None:
        """Refuse what cannot be written and read again."""
        if not 0 <= self.index <= NUMBER_MAX:
            raise UnreadableError(f"no log has an entry {self.index}")
        if len(self.path) > PATH_MAX or any(len(hash_) != HASH_BYTES for hash_ in self.path):
            raise UnreadableError(f"a path has at most {PATH_MAX} hashes of {HASH_BYTES} bytes")
        if len(self.extra) > EXTRA_BYTES_MAX:
            raise UnreadableError(f"{len(self.extra)} bytes extra; at most {EXTRA_BYTES_MAX}")


def write_proof(proof: Proof) -> bytes:
    """Return the proof as a file."""
    lines = [_FIRST]
    if proof.extra:
        lines.append(_EXTRA + base64(proof.extra))
    lines.append(f"{_INDEX}{proof.index}")
    lines += map(base64, proof.path)
    return "\n".join(lines).encode() + b"\n\n" + proof.checkpoint


def read_proof(raw: bytes) -> Proof:
    """Read untrusted bytes as a proof, or raise UnreadableError; say nothing of what it shows."""
    if len(raw) > _BYTES_MAX:
        raise UnreadableError(f"{len(raw)} bytes; a proof has at most {_BYTES_MAX}")
    above, _, checkpoint = raw.partition(b"\n\n")
    first, *lines = unicode(above, "the proof").split("\n")
    if first != _FIRST:
        raise UnreadableError(f"the first line of a proof is {_FIRST}")
    extra = b""
    if lines and lines[0].startswith(_EXTRA):
        extra = unbase64(lines.pop(0).removeprefix(_EXTRA), "what is extra")
        if not extra:
            raise UnreadableError("nothing extra is said by leaving the line out")
    if not lines or not lines[0].startswith(_INDEX):
        raise UnreadableError("the proof does not say the index of the entry")
    index, *path = lines
    if len(path) > PATH_MAX:
        raise UnreadableError(f"{len(path)} hashes; a path has at most {PATH_MAX}")
    read_checkpoint(checkpoint)
    return Proof(
        index=number(index.removeprefix(_INDEX), "the index"),
        path=tuple(unbase64(line, "a hash of the path", HASH_BYTES) for line in path),
        checkpoint=checkpoint,
        extra=extra,
    )


def verify_proof(proof: Proof, entry: bytes, policy: Policy) -> Judged:
    """Return whom the proof rests on, or raise NotProvenError and say what does not hold.

    1. The leaf hash of the entry, as it was logged, byte for byte.
    2. The origin, and the log's signature under it.
    3. The cosignatures, and the quorum of the policy.
    4. The path from the leaf to the root.

    The caller still owes: what the entry says, who signed it, and whether the times will do.
    """
    leaf = leaf_hash(entry)  # 1
    judged = believe(policy, proof.checkpoint)  # 2, 3
    head = judged.checkpoint.head
    check_inclusion(leaf, proof.index, head.size, proof.path, head.root)  # 4
    return judged
