"""COSE_Sign1 over the exact JSON bytes: what a signer signs, and the envelope it travels in.

The form is fixed (RFC 9052 §4.2, RFC 9597 CWT claims in headers, RFC 8949 §4.2.1 encoding):

- protected: a deterministic map of 1 alg (-8, EdDSA), 3 content type, 4 kid (the Ed25519 public
  key itself, so that a signature can be verified before any state is read), 15 CWT claims
  {1 iss, 2 sub, 6 iat}, -65537 the signer's sequence number under that key, from 1 by steps of 1;
- unprotected: always empty; payload: the JSON as produced, at most 16 KiB; no canonicalisation.

A sealed statement is said without being shown (COSE Hash Envelope, RFC 9995): its payload is the
32 bytes of a commitment, SHA-256(salt ‖ JSON), and in place of 3 content type, which must not
stand there, 258 payload-hash-alg (-16, SHA-256) and 259, the content type of what was hashed with
the kind of statement it is, stand after 15.

One statement has one encoding: whatever differs from what we would write is refused.
"""

import re
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
KIND: Final = re.compile(r"[a-z]+(?:-[a-z]+)*\.[a-z]+(?:-[a-z]+)*/[1-9][0-9]*")
"""How the name of a kind is written: ``domain.kind/version``."""
COMMITMENT_BYTES: Final = 32
"""A SHA-256 digest: the payload of a sealed statement."""

_KEY_BYTES: Final = 32
_SIGNATURE_BYTES: Final = 64
_NUMBER_MAX: Final = 2**63 - 1

_START: Final = b"\xd2\x84"
"""Tag 18, COSE_Sign1: an array of four (RFC 9052 §4.2)."""
_NO_UNPROTECTED: Final = b"\xa0"
_OPEN_START: Final = (
    b"\xa5\x01\x27\x03" + head(TEXT, len(CONTENT_TYPE)) + CONTENT_TYPE.encode() + b"\x04"
)
"""A map of five: 1 alg is -8 (EdDSA), 3 content type, and then 4 kid."""
_SEALED_START: Final = b"\xa6\x01\x27\x04"
"""A map of six: 1 alg is -8 (EdDSA), and then 4 kid (RFC 9995: no 3 beside 258)."""
_HASHED: Final = b"\x19\x01\x02\x2f\x19\x01\x03"
"""258 payload-hash-alg is -16 (SHA-256), and then 259 preimage-content-type (RFC 9995 §3)."""
_KIND_START, _KIND_END = f'{CONTENT_TYPE}; kind="', '"'
"""A kind has a slash, so as a parameter of a media type it is quoted (RFC 9110 §5.6.6)."""
_CLAIMS_START: Final = b"\x0f\xa3\x01"
"""15 CWT claims, a map of three, beginning with 1 iss (RFC 9597, RFC 8392)."""
_SUB, _IAT = b"\x02", b"\x06"
_SEQUENCE: Final = head(NEGATIVE, -1 - SEQUENCE_LABEL)
_SIGNATURE_START: Final = head(BYTES, _SIGNATURE_BYTES)
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
    """The JSON of an open statement, the commitment of a sealed one."""
    signature: bytes
    raw: bytes
    preimage_kind: str | None = None
    """The kind of what was hashed, such as ``gate.ordered/1``; nothing in an open statement."""

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
    if len(signature) != _SIGNATURE_BYTES:
        raise EnvelopeError(f"the signature must be {_SIGNATURE_BYTES} bytes")
    claims, preimage_kind = _header(protected)
    _check(claims, payload, preimage_kind)
    return Envelope(
        claims=claims,
        protected=protected,
        payload=payload,
        signature=signature,
        raw=raw,
        preimage_kind=preimage_kind,
    )


Outline = tuple[str, str, int, int, bytes, int, int, str | None]
"""An envelope that was opened, without its bytes: the claims in their order, how long protected
header and payload are, and what kind is sealed. As plain values it travels between processes: to
hand over a struct takes ten times as long."""


def outline(envelope: Envelope) -> Outline:
    """Return all that was found out when an envelope was opened."""
    of, parts = envelope.claims, (len(envelope.protected), len(envelope.payload))
    who = of.issuer, of.subject, of.said_at, of.sequence, of.key
    return (*who, *parts, envelope.preimage_kind)


def filled(raw: bytes, found: Outline) -> Envelope:
    """Return what ``open_envelope`` would, from an outline of these very bytes: it checks none."""
    issuer, subject, said_at, sequence, key, header, body, preimage_kind = found
    start = len(_START) + len(head(BYTES, header))
    signature = len(raw) - _SIGNATURE_BYTES
    end = signature - len(_SIGNATURE_START)
    return Envelope(
        claims=Claims(issuer=issuer, subject=subject, said_at=said_at, sequence=sequence, key=key),
        protected=raw[start : start + header],
        payload=raw[end - body : end],
        signature=raw[signature:],
        raw=raw,
        preimage_kind=preimage_kind,
    )


def seal(
    claims: Claims,
    payload: bytes,
    sign: Callable[[bytes], bytes],
    *,
    preimage_kind: str | None = None,
) -> bytes:
    """Sign a payload and return the envelope's bytes, or say why nobody could open it.

    With a ``preimage_kind`` the payload is the commitment to a statement of that kind.
    """
    _check(claims, payload, preimage_kind)
    protected = _protected(claims, preimage_kind)
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


def _header(protected: bytes) -> tuple[Claims, str | None]:
    """Read the protected header, in which nothing but claims and a sealed kind can vary."""
    reading, preimage_kind = Reading(protected), None
    sealed = protected.startswith(_SEALED_START)
    if sealed:
        reading.at = len(_SEALED_START)
    else:
        reading.constant(_OPEN_START, f"alg -8, content type {CONTENT_TYPE}, then kid")
    key = reading.byte_string("kid")
    reading.constant(_CLAIMS_START, "the three CWT claims, from iss on")
    issuer = reading.text("iss")
    reading.constant(_SUB, "sub")
    subject = reading.text("sub")
    reading.constant(_IAT, "iat")
    said_at = reading.number("iat")
    if sealed:
        reading.constant(_HASHED, "payload-hash-alg -16, then preimage-content-type")
        preimage_kind = _kind_in(reading.text("preimage-content-type"))
    reading.constant(_SEQUENCE, "the sequence number (label -65537)")
    sequence = reading.number("the sequence number")
    reading.end("the protected header")
    claims = Claims(issuer=issuer, subject=subject, said_at=said_at, sequence=sequence, key=key)
    return claims, preimage_kind


def _kind_in(content_type: str) -> str:
    """Return the kind that a preimage-content-type names."""
    if not (content_type.startswith(_KIND_START) and content_type.endswith(_KIND_END)):
        raise EnvelopeError(f"what is sealed is a statement: {_KIND_START}…{_KIND_END}")
    return content_type[len(_KIND_START) : -len(_KIND_END)]


def _check(claims: Claims, payload: bytes, preimage_kind: str | None) -> None:
    """Refuse what cannot be: the same whoever writes it and whoever reads it."""
    if len(claims.key) != _KEY_BYTES:
        raise EnvelopeError(f"kid must be an Ed25519 public key of {_KEY_BYTES} bytes")
    if not (1 <= claims.sequence <= _NUMBER_MAX and 0 <= claims.said_at <= _NUMBER_MAX):
        raise EnvelopeError(f"sequence numbers and times go from 1 and 0 to {_NUMBER_MAX}")
    if len(payload) > PAYLOAD_BYTES_MAX:
        raise EnvelopeError(f"payload of {len(payload)} bytes; at most {PAYLOAD_BYTES_MAX}")
    if preimage_kind is None:
        return
    if len(payload) != COMMITMENT_BYTES:
        raise EnvelopeError(f"a sealed payload is a commitment of {COMMITMENT_BYTES} bytes")
    if not KIND.fullmatch(preimage_kind):
        raise EnvelopeError("a kind is written as domain.kind/version")


def _protected(claims: Claims, preimage_kind: str | None) -> bytes:
    issuer, subject = claims.issuer.encode(), claims.subject.encode()
    start, hashed = _OPEN_START, b""
    if preimage_kind is not None:
        content_type = f"{_KIND_START}{preimage_kind}{_KIND_END}".encode()
        start = _SEALED_START
        hashed = _HASHED + head(TEXT, len(content_type)) + content_type
    return b"".join(
        (
            start,
            head(BYTES, len(claims.key)) + claims.key,
            _CLAIMS_START,
            head(TEXT, len(issuer)) + issuer,
            _SUB,
            head(TEXT, len(subject)) + subject,
            _IAT,
            head(UNSIGNED, claims.said_at),
            hashed,
            _SEQUENCE,
            head(UNSIGNED, claims.sequence),
        )
    )


def _to_be_signed(protected: bytes, payload: bytes) -> bytes:
    header, body = head(BYTES, len(protected)), head(BYTES, len(payload))
    return b"".join((_SIGNED_START, header, protected, _NO_EXTERNAL, body, payload))
