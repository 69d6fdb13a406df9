"""Ed25519, strictly: which keys and signatures count (RFC 8032, and what OpenSSL lets through).

Libraries disagree at the edges, and verifiers must not. So the strict rule is part of the format:
a key of small order, or one not fully reduced, is no key (anyone can sign under it), and the
scalar of a signature must be below the order of the group (RFC 8032 §5.1.7).
"""

import json
from functools import lru_cache
from typing import Any, Final

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from comptrol.kernel.envelope import Envelope, open_envelope
from comptrol.kernel.errors import EnvelopeError

_PRIME: Final = 2**255 - 19
_ORDER: Final = 2**252 + 27742317777372353535851937790883648493
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


def is_weak(key: bytes) -> bool:
    """Tell whether an Ed25519 public key must not be accepted.

    >>> is_weak(bytes(32))
    True
    """
    reduced = int.from_bytes(key, "little") & ~_SIGN_BIT
    return key in _SMALL_ORDER or reduced >= _PRIME


def verify(envelope: Envelope) -> None:
    """Raise EnvelopeError unless the signature holds and what it covers can be read one way only.

    Whether that key is anybody's is for the log to say, not for this function.
    """
    key, signature = envelope.claims.key, envelope.signature
    if int.from_bytes(signature[32:], "little") >= _ORDER:
        raise EnvelopeError("the signature's scalar is not reduced (RFC 8032 §5.1.7)")
    try:
        _public_key(key).verify(signature, envelope.to_be_signed())
    except InvalidSignature as error:
        raise EnvelopeError("the signature does not hold: the statement was changed") from error
    check_names(envelope.payload)


def check_signature(raw: bytes) -> str | None:
    """Return what is wrong with an envelope's form or signature, or nothing.

    The whole of what can be asked without any state, as one function over plain bytes, so that
    other processes can be given it to do.
    """
    try:
        verify(open_envelope(raw))
    except EnvelopeError as error:
        return str(error)
    return None


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


@lru_cache(maxsize=4096)
def _public_key(key: bytes) -> Ed25519PublicKey:
    if is_weak(key):
        raise EnvelopeError("this Ed25519 key is weak: anyone can sign under it")
    try:
        return Ed25519PublicKey.from_public_bytes(key)
    except ValueError as error:
        raise EnvelopeError("kid is not an Ed25519 public key") from error
