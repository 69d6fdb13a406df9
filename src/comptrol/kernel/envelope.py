"""COSE_Sign1 over the exact JSON bytes: what a signer signs, and the envelope it travels in.

The form is fixed (RFC 9052 §4.2, RFC 9597 CWT claims in headers, RFC 8949 §4.2.1 encoding):

- protected: a deterministic map of 1 alg (-8, EdDSA), 3 content type, 4 kid (the Ed25519 public
  key itself, so that a signature can be verified before any state is read), 15 CWT claims
  {1 iss, 2 sub, 6 iat}, -65537 the signer's sequence number under that key, from 1 by steps of 1;
- unprotected: always empty; payload: the JSON as produced, at most 16 KiB; no canonicalisation.

One statement has one encoding: whatever differs from what we would write is refused.
"""

from collections.abc import Callable
from typing import Final

import msgspec

from comptrol.kernel.cbor import BYTES, NEGATIVE, TEXT, UNSIGNED, Reading, head
from comptrol.kernel.errors import EnvelopeError

CONTENT_TYPE: Final = "application/vnd.comptrol.statement+json"
MEDIA_TYPE: Final = "application/cose"
PAYLOAD_BYTES_MAX: Final = 16 * 1024
ENVELOPE_BYTES_MAX: Final = PAYLOAD_BYTES_MAX + 1024
SEQUENCE_LABEL: Final = -65537
"""The first label for private use (IANA COSE Header Parameters)."""

_KEY_BYTES: Final = 32
_SIGNATURE_BYTES: Final = 64
_NUMBER_MAX: Final = 2**63 - 1

_START: Final = b"\xd2\x84"
"""Tag 18, COSE_Sign1: an array of four (RFC 9052 §4.2)."""
_NO_UNPROTECTED: Final = b"\xa0"
_HEADER_START: Final = (
    b"\xa5\x01\x27\x03" + head(TEXT, len(CONTENT_TYPE)) + CONTENT_TYPE.encode() + b"\x04"
)
"""A map of five: 1 alg is -8 (EdDSA), 3 content type, and then 4 kid."""
_CLAIMS_START: Final = b"\x0f\xa3\x01"
"""15 CWT claims, a map of three, beginning with 1 iss (RFC 9597, RFC 8392)."""
_SUB, _IAT = b"\x02", b"\x06"
_SEQUENCE: Final = head(NEGATIVE, -1 - SEQUENCE_LABEL)
_SIGNED_START: Final = b"\x84\x6aSignature1"
_NO_EXTERNAL: Final = b"\x40"


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
    reading = Reading(raw)
    protected, payload, signature = _parts(reading)
    reading.end("the envelope")
    if len(payload) > PAYLOAD_BYTES_MAX:
        raise EnvelopeError(f"payload of {len(payload)} bytes; at most {PAYLOAD_BYTES_MAX}")
    if len(signature) != _SIGNATURE_BYTES:
        raise EnvelopeError(f"the signature must be {_SIGNATURE_BYTES} bytes")
    return Envelope(
        claims=_claims(protected),
        protected=protected,
        payload=payload,
        signature=signature,
        raw=raw,
    )


def seal(claims: Claims, payload: bytes, sign: Callable[[bytes], bytes]) -> bytes:
    """Sign a payload and return the envelope's bytes, or say why nobody could open it."""
    _check(claims)
    if len(payload) > PAYLOAD_BYTES_MAX:
        raise EnvelopeError(f"payload of {len(payload)} bytes; at most {PAYLOAD_BYTES_MAX}")
    protected = _protected(claims)
    signature = sign(_to_be_signed(protected, payload))
    parts = (protected, payload, signature)
    header, body, seal_ = (head(BYTES, len(part)) + part for part in parts)
    raw = _START + header + _NO_UNPROTECTED + body + seal_
    if len(raw) > ENVELOPE_BYTES_MAX:
        raise EnvelopeError(f"{len(raw)} bytes; an envelope has at most {ENVELOPE_BYTES_MAX}")
    return raw


def cut(raw: bytes) -> list[bytes]:
    """Cut a sequence of envelopes (RFC 8742) into its items, without opening them further."""
    items, reading = [], Reading(raw)
    while (start := reading.at) < len(raw):
        _parts(reading)
        items.append(raw[start : reading.at])
    return items


def _parts(reading: Reading) -> tuple[bytes, bytes, bytes]:
    """Read protected header, payload and signature of a COSE_Sign1."""
    reading.constant(_START, "a COSE_Sign1 (CBOR tag 18, four parts)")
    protected = reading.byte_string("the protected header")
    reading.constant(_NO_UNPROTECTED, "an empty unprotected header")
    return protected, reading.byte_string("the payload"), reading.byte_string("the signature")


def _claims(protected: bytes) -> Claims:
    """Read the protected header, in which nothing but the claims can vary."""
    reading = Reading(protected)
    reading.constant(_HEADER_START, f"alg -8, content type {CONTENT_TYPE}, then kid")
    key = reading.byte_string("kid")
    reading.constant(_CLAIMS_START, "the three CWT claims, from iss on")
    issuer = reading.text("iss")
    reading.constant(_SUB, "sub")
    subject = reading.text("sub")
    reading.constant(_IAT, "iat")
    said_at = reading.number("iat")
    reading.constant(_SEQUENCE, "the sequence number (label -65537)")
    sequence = reading.number("the sequence number")
    reading.end("the protected header")
    claims = Claims(issuer=issuer, subject=subject, said_at=said_at, sequence=sequence, key=key)
    _check(claims)
    return claims


def _check(claims: Claims) -> None:
    """Refuse claims that cannot be: the same whoever writes them and whoever reads them."""
    if len(claims.key) != _KEY_BYTES:
        raise EnvelopeError(f"kid must be an Ed25519 public key of {_KEY_BYTES} bytes")
    if not (1 <= claims.sequence <= _NUMBER_MAX and 0 <= claims.said_at <= _NUMBER_MAX):
        raise EnvelopeError(f"sequence numbers and times go from 1 and 0 to {_NUMBER_MAX}")


def _protected(claims: Claims) -> bytes:
    issuer, subject = claims.issuer.encode(), claims.subject.encode()
    return b"".join(
        (
            _HEADER_START,
            head(BYTES, len(claims.key)) + claims.key,
            _CLAIMS_START,
            head(TEXT, len(issuer)) + issuer,
            _SUB,
            head(TEXT, len(subject)) + subject,
            _IAT,
            head(UNSIGNED, claims.said_at),
            _SEQUENCE,
            head(UNSIGNED, claims.sequence),
        )
    )


def _to_be_signed(protected: bytes, payload: bytes) -> bytes:
    header, body = head(BYTES, len(protected)), head(BYTES, len(payload))
    return b"".join((_SIGNED_START, header, protected, _NO_EXTERNAL, body, payload))
