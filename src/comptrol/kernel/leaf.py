"""The hash by which the log knows an entry (RFC 6962 §2.1)."""

from hashlib import sha256

from comptrol.kernel.identifiers import Digest


def leaf_hash(raw: bytes) -> Digest:
    """Return SHA-256(0x00 ‖ entry), the leaf of the log's Merkle tree.

    >>> leaf_hash(b"entry 0")
    '773885a613489e24ce2cf76199d6a423f042e4bbf12d7eecee912ef276c65701'
    """
    return Digest(sha256(b"\x00" + raw).hexdigest())
