"""How an opening is encrypted: salt and body as one, bound to their commitment (AES-256-GCM)."""

import secrets
from typing import Final, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from typing_extensions import override

from comptrol.flow.vaulting import Opening
from comptrol.kernel.errors import UnavailableError

KEY_BITS: Final = 256
KEY_ID_BYTES: Final = 16
NONCE_BYTES: Final = 12
"""96 bits, random: far below 2^32 bodies to a key (NIST SP 800-38D §8.3)."""


class Key(NamedTuple):
    """A data subject's key, and the random name by which bodies say that they are under it."""

    key_id: bytes
    key: bytes

    @override
    def __repr__(self) -> str:
        """Show nothing of it, wherever it is shown."""
        return "Key(…)"


class Sealed(NamedTuple):
    """What stands in the file of bodies."""

    nonce: bytes
    ciphertext: bytes


def new_key() -> Key:
    """Return a key that never was."""
    return Key(secrets.token_bytes(KEY_ID_BYTES), AESGCM.generate_key(KEY_BITS))


def encrypt(key: bytes, commitment: str, opening: Opening) -> Sealed:
    """Encrypt an opening: the salt's length, the salt, the body."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    plain = bytes((len(opening.salt),)) + opening.salt + opening.body
    return Sealed(nonce, AESGCM(key).encrypt(nonce, plain, commitment.encode()))


def decrypt(key: bytes, commitment: str, sealed: Sealed) -> Opening:
    """Return an opening, or say that it was damaged or moved."""
    try:
        plain = AESGCM(key).decrypt(sealed.nonce, sealed.ciphertext, commitment.encode())
    except InvalidTag as error:
        raise UnavailableError(f"what the vault has under {commitment} was damaged") from error
    end = 1 + plain[0]
    return Opening(body=plain[end:], salt=plain[1:end])
