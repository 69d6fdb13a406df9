"""Whose keys are believed? Roots and key sets that ship with the product, or were pinned here."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from hashlib import sha256
from types import MappingProxyType
from typing import Any, Final, NamedTuple

import msgspec
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import load_pem_x509_certificates

from comptrol.domains.attestation.formulas.chain import root_in
from comptrol.domains.attestation.formulas.curve import key_at
from comptrol.domains.attestation.statements import PinForm, PinName
from comptrol.kernel.errors import UnreadableError
from comptrol.kernel.identifiers import Digest
from comptrol.kernel.jws import bytes_of
from comptrol.kernel.signature import check_names

ALGORITHM: Final = "ES384"
"""ECDSA over P-384 with SHA-384 (RFC 7518 §3.4): how NVIDIA's service signs."""


class Anchor(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One root, or one snapshot of a service's keys."""

    pin: PinName
    form: PinForm
    content: str
    digest: Digest
    """SHA-256 of the content, as UTF-8."""
    issuer: str | None = None
    source: str


class Anchors(msgspec.Struct, frozen=True, kw_only=True):
    """What ships with the product."""

    shipped: tuple[Anchor, ...]


class KeySet(NamedTuple):
    """Keys by their names, and whom they speak for."""

    issuer: str
    keys: Mapping[str, EllipticCurvePublicKey]


class Believed(NamedTuple):
    """Everything that evidence is held against."""

    roots: frozenset[bytes]
    """DER."""
    services: tuple[KeySet, ...]


def believed(anchors: Iterable[Anchor]) -> Believed:
    """Return what anchors come to; each was read once before it was pinned."""
    found = tuple(anchors)
    return Believed(
        roots=frozenset(root_of(it.content) for it in found if it.form is PinForm.ROOT),
        services=tuple(
            KeySet(it.issuer or "", keys_of(it.content)) for it in found if it.form is PinForm.JWKS
        ),
    )


def digest_of_text(content: str) -> Digest:
    """Return SHA-256 of a text, as UTF-8."""
    return Digest(sha256(content.encode()).hexdigest())


@lru_cache(maxsize=64)
def root_of(content: str) -> bytes:
    """Return the one certificate in a PEM text, DER, if it can be a root."""
    try:
        found = load_pem_x509_certificates(content.encode())
    except ValueError as error:
        raise UnreadableError(f"this is no certificate in PEM: {error}") from error
    if len(found) != 1:
        raise UnreadableError(f"{len(found)} certificates; a root is pinned alone")
    return root_in(found[0].public_bytes(Encoding.DER))


@lru_cache(maxsize=64)
def keys_of(content: str) -> Mapping[str, EllipticCurvePublicKey]:
    """Return the keys for ES384 in a key set (RFC 7517 §5); others in it are passed over."""
    raw = content.encode()
    check_names(raw)
    found = msgspec.json.decode(raw)
    listed = found.get("keys") if isinstance(found, dict) else None
    if not isinstance(listed, list):
        raise UnreadableError('a key set is {"keys": […]}')
    keys: dict[str, EllipticCurvePublicKey] = {}
    for number, jwk in enumerate(listed, start=1):
        read = _key(jwk, f"key {number}")
        if read is None:
            continue
        name, key = read
        if name in keys:
            raise UnreadableError(f"key {number}: kid {name[:80]!r} stands twice")
        keys[name] = key
    if not keys:
        raise UnreadableError(f"none of {len(listed)} keys is for {ALGORITHM}")
    return MappingProxyType(keys)


def _key(jwk: Any, where: str) -> tuple[str, EllipticCurvePublicKey] | None:  # noqa: ANN401
    """Return a key by its name, if it is one on P-384 (RFC 7518 §6.2)."""
    if not isinstance(jwk, dict):
        raise UnreadableError(f"{where} is not an object")
    fits = (jwk.get("kty"), jwk.get("crv")) == ("EC", "P-384")
    if not fits or jwk.get("alg", ALGORITHM) != ALGORITHM or jwk.get("use", "sig") != "sig":
        return None
    if "d" in jwk:
        raise UnreadableError(f"{where} is a private key: it must not be here, change it at once")
    name, x, y = (jwk.get(field) for field in ("kid", "x", "y"))
    if not (isinstance(name, str) and isinstance(x, str) and isinstance(y, str)):
        raise UnreadableError(f"{where} needs kid, x and y as text")
    key = key_at(bytes_of(x), bytes_of(y))
    if key is None:
        raise UnreadableError(f"{where} is not a point on P-384")
    return name, key
