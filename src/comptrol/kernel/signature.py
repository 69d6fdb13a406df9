"""Ed25519, strictly: which keys and signatures count (RFC 8032, and what OpenSSL lets through).

Libraries disagree at the edges, and verifiers must not. So the strict rule is part of the format:
a key of small order, or one not fully reduced, is no key (anyone can sign under it), the point of
a signature is not of small order either, and its scalar is below the order of the group (RFC 8032
§5.1.7). What is left, OpenSSL and libsodium judge alike; where PyNaCl is installed (the extra
``fast``) it checks, in about half the time.
"""

import json
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from comptrol.kernel.envelope import Envelope
from comptrol.kernel.errors import EnvelopeError

_PRIME: Final = 2**255 - 19
_ORDER: Final = 2**252 + 27742317777372353535851937790883648493
_SIGNATURE_BYTES: Final = 64
_SIGN_BIT: Final = 1 << 255
_SMALL_ORDER: Final = frozenset(
    bytes.fromhex(encoded)
    for encoded in (
        "00" * 32,
        "00" * 31 + "80",
        "01" + "00" * 31,
        "01" + "00" * 30 + "80",
        *(first + "ff" * 30 + last for first in ("ec", "ed", "ee") for last in ("7f", "ff")),
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    )
)
"""The 14 encodings of points of small order."""


Holds = Callable[[bytes, bytes, bytes], bool]
"""Tells whether a signature under a key holds over some bytes."""


def is_weak(key: bytes) -> bool:
    """Tell whether an Ed25519 public key must not be accepted.

    >>> is_weak(bytes(32))
    True
    """
    reduced = int.from_bytes(key, "little") & ~_SIGN_BIT
    return key in _SMALL_ORDER or reduced >= _PRIME


def verify(envelope: Envelope, by: Holds | None = None) -> None:
    """Raise EnvelopeError unless the signature holds and what it covers can be read one way only.

    Whether that key is anybody's is for the log to say, not for this function.
    """
    verify_bytes(envelope.claims.key, envelope.signature, envelope.to_be_signed(), by)
    if envelope.preimage_kind is None:
        check_names(envelope.payload)


def verify_bytes(key: bytes, signature: bytes, signed: bytes, by: Holds | None = None) -> None:
    """Raise EnvelopeError unless a signature over some bytes holds under a key that counts."""
    if len(signature) != _SIGNATURE_BYTES:
        raise EnvelopeError(f"an Ed25519 signature has {_SIGNATURE_BYTES} bytes")
    if int.from_bytes(signature[32:], "little") >= _ORDER:
        raise EnvelopeError("the signature's scalar is not reduced (RFC 8032 §5.1.7)")
    if signature[:32] in _SMALL_ORDER:
        raise EnvelopeError("the signature's point is of small order: it shows nothing")
    if not (by or holds)(key, signature, signed):
        raise EnvelopeError("the signature does not hold: the statement was changed")


def check_names(payload: bytes) -> None:
    """Refuse JSON in which a name stands twice in one object.

    Our reader keeps the last of two and other readers the first, so that the same signed bytes
    could mean two things.
    """
    try:
        if msgspec.json.encode(msgspec.json.decode(payload)) == payload:
            return  # nothing was dropped: as most clients write it
        json.loads(payload, object_pairs_hook=_once)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise EnvelopeError(f"the payload cannot be read: {error}") from error


def _once(pairs: list[tuple[str, Any]]) -> None:
    names = [name for name, _ in pairs]
    if len(set(names)) != len(names):
        twice = sorted({name for name in names if names.count(name) > 1})
        raise ValueError(f"names stand twice in one object: {', '.join(twice)[:200]}")


def holds_by_openssl(key: bytes, signature: bytes, signed: bytes) -> bool:
    """Tell whether a signature holds, by ``cryptography``."""
    try:
        _public_key(key).verify(signature, signed)
    except InvalidSignature:
        return False
    return True


def libsodium() -> Holds | None:
    """Return how PyNaCl tells whether a signature holds; nothing where it is not installed."""
    try:
        from nacl.bindings import crypto_sign_open  # noqa: PLC0415  (an extra)
        from nacl.exceptions import BadSignatureError  # noqa: PLC0415
    except ImportError:
        return None

    def holds_by_libsodium(key: bytes, signature: bytes, signed: bytes) -> bool:
        _public_key(key)
        try:
            crypto_sign_open(signature + signed, key)
        except BadSignatureError:
            return False
        return True

    return holds_by_libsodium


holds: Holds = libsodium() or holds_by_openssl
"""The quicker of the two that are installed."""


@lru_cache(maxsize=4096)
def _public_key(key: bytes) -> Ed25519PublicKey:
    if is_weak(key):
        raise EnvelopeError("this Ed25519 key is weak: anyone can sign under it")
    try:
        return Ed25519PublicKey.from_public_bytes(key)
    except ValueError as error:
        raise EnvelopeError("kid is not an Ed25519 public key") from error
