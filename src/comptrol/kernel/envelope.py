"""COSE_Sign1 over the exact JSON bytes: what a signer signs, and the envelope it travels in.

The form is fixed (RFC 9052 §4.2, RFC 9597 CWT claims in headers, RFC 8949 §4.2.1 encoding):

- protected: a deterministic map of 1 alg (-8, EdDSA), 3 content type, 4 kid (the Ed25519 public
  key itself, so that a signature can be verified before any state is read), 15 CWT claims
  {1 iss, 2 sub, 6 iat}, -65537 the signer's sequence number under that key, from 1 by steps of 1;
- unprotected: always empty; payload: the JSON as produced, at most 16 KiB; no canonicalisation.

One statement has one encoding: what was decoded is encoded again and must give the same bytes.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

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
_SIGN1_PARTS = 4
_LABELS = {_ALG, _CONTENT, _KID, _CLAIMS, SEQUENCE_LABEL}
_CLAIM_TYPES = {_ISS: str, _SUB: str, _IAT: int}
_KEY_BYTES, _SIGNATURE_BYTES = 32, 64


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
    protected = _protected(claims)
    signature = sign(_to_be_signed(protected, payload))
    return cbor2.dumps(cbor2.CBORTag(_SIGN1_TAG, [protected, {}, payload, signature]))


def _decode(raw: bytes, what: str) -> Any:  # noqa: ANN401
    """Decode CBOR that is in its one deterministic form."""
    try:
        decoded = cbor2.loads(raw)
        same = cbor2.dumps(decoded, canonical=True) == raw
    except (cbor2.CBORError, ValueError, TypeError, OverflowError, RecursionError) as error:
        raise EnvelopeError(f"{what} is not CBOR: {error}") from error
    if not same:
        raise EnvelopeError(f"{what} is not in deterministic encoding (RFC 8949 §4.2.1)")
    return decoded


def _parts(raw: bytes) -> tuple[bytes, bytes, bytes]:
    tagged = _decode(raw, "the envelope")
    if not isinstance(tagged, cbor2.CBORTag) or tagged.tag != _SIGN1_TAG:
        raise EnvelopeError("the envelope is not a COSE_Sign1 (CBOR tag 18)")
    parts = tagged.value
    if not isinstance(parts, list | tuple) or len(parts) != _SIGN1_PARTS:
        raise EnvelopeError("a COSE_Sign1 has four parts")
    protected, unprotected, payload, signature = parts
    if not isinstance(unprotected, Mapping) or unprotected:
        raise EnvelopeError("the unprotected header must be empty")
    if not (isinstance(protected, bytes) and isinstance(payload, bytes)):
        raise EnvelopeError("header and payload must be byte strings")
    if not isinstance(signature, bytes) or len(signature) != _SIGNATURE_BYTES:
        raise EnvelopeError(f"the signature must be {_SIGNATURE_BYTES} bytes")
    return protected, payload, signature


def _claims(protected: bytes) -> Claims:
    header = _decode(protected, "the protected header")
    if not isinstance(header, Mapping) or set(header) != _LABELS:
        raise EnvelopeError(f"the protected header must have the labels {sorted(_LABELS)}")
    if header[_ALG] != _EDDSA or header[_CONTENT] != CONTENT_TYPE:
        raise EnvelopeError(f"algorithm must be {_EDDSA} and content type {CONTENT_TYPE}")
    key, claims, sequence = header[_KID], header[_CLAIMS], header[SEQUENCE_LABEL]
    if not isinstance(key, bytes) or len(key) != _KEY_BYTES:
        raise EnvelopeError("kid must be an Ed25519 public key of 32 bytes")
    if type(sequence) is not int or not 1 <= sequence < 2**63:
        raise EnvelopeError("the sequence number counts from 1")
    if not isinstance(claims, Mapping) or {k: type(v) for k, v in claims.items()} != _CLAIM_TYPES:
        raise EnvelopeError("the claims must be iss (text), sub (text) and iat (whole seconds)")
    return Claims(
        issuer=claims[_ISS],
        subject=claims[_SUB],
        said_at=claims[_IAT],
        sequence=sequence,
        key=key,
    )


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
