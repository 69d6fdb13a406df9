"""What is a chip to sign, so that it cannot have signed it before?"""

from hashlib import sha256
from typing import Final

from comptrol.domains.attestation.statements import Nonce
from comptrol.kernel.identifiers import Digest

LABEL: Final = "comptrol attestation challenge 1"
"""What a challenge of ours is labelled, so that the same bytes mean nothing elsewhere."""
SALT_BYTES: Final = 32
_SIZE_BYTES: Final = 8


def nonce_of(label: str, root: Digest, size: int, salt: Nonce) -> Nonce:
    """Return SHA-256(label, root, size, salt): no older than the root, and not to be guessed.

    The label as UTF-8, the root and the salt 32 bytes each, the size as 8 bytes, big endian. All
    but the label have one length, so that no two ways to make it look alike.

    >>> nonce_of("a", Digest("00" * 32), 1, Nonce("11" * 32))[:16]
    '489b56ddc6de7d4c'
    """
    parts = (label.encode(), bytes.fromhex(root), size.to_bytes(_SIZE_BYTES), bytes.fromhex(salt))
    return Nonce(sha256(b"".join(parts)).hexdigest())
