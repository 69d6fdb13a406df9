"""How is JSON signed so that it fits into a line of text? JWS, compact, EdDSA (RFC 7515 §7.1).

Read strictly: base64url in the one way that it is written, and no name twice in an object.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final

import msgspec

from comptrol.kernel.errors import EnvelopeError
from comptrol.kernel.signature import check_names

ALGORITHM: Final = "EdDSA"
"""RFC 8037 §3.1, over Ed25519."""
SIGNATURE_BYTES: Final = 64

_decode = msgspec.json.Decoder(float_hook=Decimal).decode
_encode = msgspec.json.Encoder().encode


class Jws(msgspec.Struct, frozen=True, kw_only=True):
    """A signed JSON object taken apart, and not yet held against anything."""

    header: Mapping[str, Any]
    claims: Mapping[str, Any]
    signed: bytes
    """What the signature covers (RFC 7515 §5.1)."""
    signature: bytes


def write_jws(
    header: Mapping[str, Any], claims: Mapping[str, Any], sign: Callable[[bytes], bytes]
) -> str:
    """Sign a JSON object."""
    signed = f"{text_of(_encode(header))}.{text_of(_encode(claims))}"
    return f"{signed}.{text_of(sign(signed.encode()))}"


def read_jws(text: str) -> Jws:
    """Take a signed JSON object apart; say nothing yet about who signed it."""
    try:
        header, claims, signature = text.split(".")
    except ValueError as error:
        raise EnvelopeError("a JWS has three parts with dots between") from error
    read = Jws(
        header=_object(header),
        claims=_object(claims),
        signed=f"{header}.{claims}".encode(),
        signature=bytes_of(signature),
    )
    if len(read.signature) != SIGNATURE_BYTES:
        raise EnvelopeError(f"the signature must be {SIGNATURE_BYTES} bytes")
    return read


def text_of(raw: bytes) -> str:
    """Return bytes in base64url without padding (RFC 7515 §2).

    >>> text_of(bytes.fromhex("03ecffe0c1"))
    'A-z_4ME'
    """
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def bytes_of(text: str) -> bytes:
    """Return the bytes of a base64url text, in the one way that they are written."""
    try:
        raw = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError as error:
        raise EnvelopeError("this is not base64url") from error
    if text_of(raw) != text:
        raise EnvelopeError("base64url has one way to write these bytes, and this is another")
    return raw


def json_of(text: str) -> Any:  # noqa: ANN401
    """Return the JSON in a base64url text; its fractions as exact decimals."""
    raw = bytes_of(text)
    check_names(raw)
    try:
        return _decode(raw)
    except (msgspec.MsgspecError, ValueError, ArithmeticError, RecursionError) as error:
        raise EnvelopeError("this JSON cannot be read") from error


def _object(text: str) -> Mapping[str, Any]:
    found = json_of(text)
    if not isinstance(found, dict):
        raise EnvelopeError("a JWS here is made of two JSON objects and a signature")
    return found
