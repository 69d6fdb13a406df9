"""COSE_Sign1 over the exact JSON bytes: what a signer signs, and the envelope it travels in.

The form is fixed (RFC 9052 §4.2, RFC 9597 CWT claims in headers, RFC 8949 §4.2.1 encoding):

- protected: a deterministic map of 1 alg (-8, EdDSA), 3 content type, 4 kid (the Ed25519 public
  key itself, so that a signature can be verified before any state is read), 15 CWT claims
  {1 iss, 2 sub, 6 iat}, -65537 the signer's sequence number under that key, from 1 by steps of 1;
- unprotected: always empty; payload: the JSON as produced, at most 16 KiB; no canonicalisation.

One statement has one encoding: what was decoded is encoded again and must give the same bytes.
"""

from collections.abc import Callable
from typing import Final

import cbor2
import msgspec

from comptrol.kernel.errors import EnvelopeError

CONTENT_TYPE: Final = "application/vnd.comptrol.statement+json"
MEDIA_TYPE: Final = "application/cose"
PAYLOAD_BYTES_MAX: Final = 16 * 1024
ENVELOPE_BYTES_MAX: Final = PAYLOAD_BYTES_MAX + 1024
SEQUENCE_LABEL: Final = -65537
"""Private use begins below -65536 (IANA COSE Header Parameters)."""

_ALG, _CONTENT, _KID, _CLAIMS = 1, 3, 4, 15
_ISS, _SUB, _IAT = 1, 2, 6
_EDDSA = -8
_SIGN1_TAG = 18
_SIGN1_START, _EMPTY_MAP = b"\xd2\x84", b"\xa0"
_BYTES_HEAD, _SHORT_MAX = 0x40, 23
_LENGTH_BYTES = {0x58: 1, 0x59: 2, 0x5A: 4}
_LENGTH_MIN = {1: 24, 2: 2**8, 4: 2**16}
_KEY_BYTES, _SIGNATURE_BYTES = 32, 64
_LATEST = 2**63
_UNLIKE_A_HEADER = (KeyError, IndexError, TypeError, ValueError, OverflowError, RecursionError)


class Claims(msgspec.Struct, frozen=True, kw_only=True):
    """What the protected header says about a statement."""

    issuer: str
    subject: str
    said_at: int
    """POSIX seconds, as the signer's clock had it: a claim, not a fact."""
    sequence: int
    key: bytes
    """The Ed25519 public key, 32 bytes."""


class Envelope(msgspec.Struct, frozen=True, kw_only=True):
    """One signed statement, opened and not yet verified."""

    claims: Claims
    protected: bytes
    payload: bytes
    signature: bytes
    raw: bytes

    def to_be_signed(self) -> bytes:
        """Return the Sig_structure that the signature covers (RFC 9052 §4.4)."""
        return _to_be_signed(self.protected, self.payload)


def open_envelope(raw: bytes) -> Envelope:
    """Parse untrusted bytes; say nothing yet about who signed them."""
    if len(raw) > ENVELOPE_BYTES_MAX:
        raise EnvelopeError(f"{len(raw)} bytes; an envelope has at most {ENVELOPE_BYTES_MAX}")
    protected, payload, signature = _parts(raw)
    if len(payload) > PAYLOAD_BYTES_MAX:
        raise EnvelopeError(f"payload of {len(payload)} bytes; at most {PAYLOAD_BYTES_MAX}")
    return Envelope(
        claims=_claims(protected),
        protected=protected,
        payload=payload,
        signature=signature,
        raw=raw,
    )


def seal(claims: Claims, payload: bytes, sign: Callable[[bytes], bytes]) -> bytes:
    """Sign a payload and return the envelope's bytes."""
    if len(payload) > PAYLOAD_BYTES_MAX:
        raise EnvelopeError(f"payload of {len(payload)} bytes; at most {PAYLOAD_BYTES_MAX}")
    protected = _protected(claims)
    signature = sign(_to_be_signed(protected, payload))
    return cbor2.dumps(cbor2.CBORTag(_SIGN1_TAG, [protected, {}, payload, signature]))


def _parts(raw: bytes) -> tuple[bytes, bytes, bytes]:
    """Return protected header, payload and signature of a COSE_Sign1 in its one encoding.

    Read by hand, because there is only one way to write it: tag 18, an array of four, three byte
    strings with the shortest possible lengths, an empty map, and nothing after it.
    """
    if not raw.startswith(_SIGN1_START):
        raise EnvelopeError("the envelope is not a COSE_Sign1 (CBOR tag 18, four parts)")
    protected, at = _byte_string(raw, len(_SIGN1_START), "the protected header")
    if raw[at : at + 1] != _EMPTY_MAP:
        raise EnvelopeError("the unprotected header must be empty")
    payload, at = _byte_string(raw, at + 1, "the payload")
    signature, at = _byte_string(raw, at, "the signature")
    if len(signature) != _SIGNATURE_BYTES:
        raise EnvelopeError(f"the signature must be {_SIGNATURE_BYTES} bytes")
    if at != len(raw):
        raise EnvelopeError(f"{len(raw) - at} bytes follow the envelope")
    return protected, payload, signature


def _byte_string(raw: bytes, at: int, what: str) -> tuple[bytes, int]:
    """Return the CBOR byte string at a place, and the place after it (RFC 8949 §3, §4.2.1)."""
    head = raw[at] if at < len(raw) else 0
    width = _LENGTH_BYTES.get(head, 0)
    start = at + 1 + width
    length = int.from_bytes(raw[at + 1 : start], "big") if width else head - _BYTES_HEAD
    if not length >= 0 or (not width and length > _SHORT_MAX):
        raise EnvelopeError(f"{what} is not a byte string")
    if width and length < _LENGTH_MIN[width]:
        raise EnvelopeError(f"{what} has a length that could be written shorter")
    if start + length > len(raw):
        raise EnvelopeError(f"{what} is cut short")
    return raw[start : start + length], start + length


def _claims(protected: bytes) -> Claims:
    """Return what the protected header claims, which must have been written as we write it.

    Comparing with our own encoding settles everything at once: unknown or repeated labels, their
    order, longer lengths, another algorithm or content type, ``true`` or 1.0 in the place of 1.
    """
    try:
        header = cbor2.loads(protected)
        claimed = header[_CLAIMS]
        claims = Claims(
            issuer=claimed[_ISS],
            subject=claimed[_SUB],
            said_at=claimed[_IAT],
            sequence=header[SEQUENCE_LABEL],
            key=header[_KID],
        )
    except (cbor2.CBORError, *_UNLIKE_A_HEADER) as error:
        raise EnvelopeError(f"the protected header lacks what it must say: {error!r}") from error
    _check(claims)
    if _protected(claims) != protected:
        raise EnvelopeError(
            f"the protected header is not the one encoding of its claims: alg {_EDDSA}, "
            f"content type {CONTENT_TYPE}, deterministic CBOR (RFC 8949 §4.2.1), nothing else"
        )
    return claims


def _check(claims: Claims) -> None:
    """Refuse claims of the wrong type; a bool is no number here."""
    if type(claims.issuer) is not str or type(claims.subject) is not str:
        raise EnvelopeError("iss and sub must be text")
    if type(claims.said_at) is not int or not 0 <= claims.said_at < _LATEST:
        raise EnvelopeError("iat must be whole seconds since 1970")
    if type(claims.key) is not bytes or len(claims.key) != _KEY_BYTES:
        raise EnvelopeError("kid must be an Ed25519 public key of 32 bytes")
    if type(claims.sequence) is not int or not 1 <= claims.sequence < _LATEST:
        raise EnvelopeError("the sequence number counts from 1")


def _protected(claims: Claims) -> bytes:
    header = {
        _ALG: _EDDSA,
        _CONTENT: CONTENT_TYPE,
        _KID: claims.key,
        _CLAIMS: {_ISS: claims.issuer, _SUB: claims.subject, _IAT: claims.said_at},
        SEQUENCE_LABEL: claims.sequence,
    }
    return cbor2.dumps(header, canonical=True)


def _to_be_signed(protected: bytes, payload: bytes) -> bytes:
    return cbor2.dumps(["Signature1", protected, b"", payload])
