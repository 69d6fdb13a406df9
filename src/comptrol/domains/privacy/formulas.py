"""What a commitment commits to, and by what an entry that hides something is known."""

from hashlib import sha256
from typing import Final

from comptrol.kernel.identifiers import Digest
from comptrol.kernel.jws import read_jws

SALT_BYTES: Final = 32
"""256 random bits. With fewer, or with some that follow from the statement, a commitment to a name
or a small number is opened by trying them all."""


def commitment(salt: bytes, body: bytes) -> Digest:
    """Return SHA-256(salt ‖ body). The salt has one length, so that there is one way to cut them.

    >>> commitment(bytes(32), b"{}")
    'fb1634c4e6cd4b1f1afe3ce2d6ef080f7ac5d1f357d723ad4dfca782733b62db'
    """
    assert len(salt) == SALT_BYTES, f"a salt has {SALT_BYTES} bytes"
    return Digest(sha256(salt + body).hexdigest())


def core_digest(core: str) -> Digest:
    """Return the SHA-256 digest by which a core is known."""
    return Digest(sha256(core.encode()).hexdigest())


def kind_of_core(core: str) -> str:
    """Return the kind that an admitted core says it is."""
    return str(read_jws(core).claims["kind"])
