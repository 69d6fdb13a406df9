"""Does an ECDSA signature over P-384 with SHA-384 hold?

Both s and n - s hold for the same message, so that a signature can be changed into another without
the key. Nothing here counts signatures: a proof is a new one by its die and its nonce.
"""

from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP384R1,
    EllipticCurvePublicKey,
    EllipticCurvePublicNumbers,
)
from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA384
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

NUMBER_BYTES: Final = 48
"""How long a coordinate, r and s are."""
_ALGORITHM: Final = ECDSA(SHA384())


def holds(key: EllipticCurvePublicKey, signature: bytes, signed: bytes) -> bool:
    """Tell whether a signature (r, then s, 48 bytes each, big endian) over some bytes holds."""
    if len(signature) != 2 * NUMBER_BYTES:
        return False
    r, s = (int.from_bytes(part) for part in (signature[:NUMBER_BYTES], signature[NUMBER_BYTES:]))
    try:
        key.verify(encode_dss_signature(r, s), signed, _ALGORITHM)
    except InvalidSignature:
        return False
    return True


def on_p384(key: PublicKeyTypes) -> EllipticCurvePublicKey | None:
    """Return a key if it is one on P-384."""
    if isinstance(key, EllipticCurvePublicKey) and isinstance(key.curve, SECP384R1):
        return key
    return None


def key_at(x: bytes, y: bytes) -> EllipticCurvePublicKey | None:
    """Return the key with these coordinates, or nothing where there is no such point."""
    if len(x) != NUMBER_BYTES or len(y) != NUMBER_BYTES:
        return None
    numbers = EllipticCurvePublicNumbers(int.from_bytes(x), int.from_bytes(y), SECP384R1())
    try:
        return numbers.public_key()
    except ValueError:
        return None


def encoded(key: EllipticCurvePublicKey) -> bytes:
    """Return a key as certificates have it: SubjectPublicKeyInfo, DER."""
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
