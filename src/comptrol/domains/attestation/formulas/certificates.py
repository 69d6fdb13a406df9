"""What does a certificate say? Read strictly, and only what a chain of a chip is held against."""

from functools import lru_cache
from typing import Final

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import (
    BasicConstraints,
    Certificate,
    DuplicateExtension,
    ExtensionNotFound,
    InvalidVersion,
    KeyUsage,
    ObjectIdentifier,
    UnrecognizedExtension,
    UnsupportedGeneralNameType,
    load_der_x509_certificate,
)
from cryptography.x509.oid import NameOID

from comptrol.domains.attestation.formulas.telling import told
from comptrol.kernel.errors import UnreadableError

CACHED: Final = 1024
"""Certificates, and pairs of them, that are remembered: the upper ones are those of many chips."""
_DEVICE_ID: Final = ObjectIdentifier("2.23.133.5.4.1")
"""TCG DICE: which key made the layer, and the hash of the firmware in it."""
_UNREADABLE: Final = (
    ValueError,
    DuplicateExtension,
    InvalidVersion,
    UnsupportedAlgorithm,
    UnsupportedGeneralNameType,
)


def read_certificate(raw: bytes) -> Certificate:
    """Read one certificate, DER; nothing may remain after it."""
    try:
        return _read(raw)
    except _UNREADABLE as error:
        raise UnreadableError(f"it cannot be read: {error}") from error


@lru_cache(maxsize=CACHED)
def _read(raw: bytes) -> Certificate:
    """Read now all of it that is read later: a bad part raises here."""
    certificate = load_der_x509_certificate(raw)
    _ = (certificate.subject, certificate.issuer, certificate.extensions, certificate.public_key())
    _ = (certificate.not_valid_before_utc, certificate.not_valid_after_utc)
    return certificate


@lru_cache(maxsize=CACHED)
def was_issued(below: Certificate, above: Certificate) -> bool:
    """Tell whether names and signature fit: of what two certificates say, and of nothing else."""
    try:
        below.verify_directly_issued_by(above)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def limits_of(certificate: Certificate) -> BasicConstraints | None:
    """Return whether it may sign others, and how deep a chain; nothing where it is silent."""
    try:
        return certificate.extensions.get_extension_for_class(BasicConstraints).value
    except ExtensionNotFound:
        return None


def usage_of(certificate: Certificate) -> KeyUsage | None:
    """Return what its key is for; nothing where it is silent."""
    try:
        return certificate.extensions.get_extension_for_class(KeyUsage).value
    except ExtensionNotFound:
        return None


def device_id_of(certificate: Certificate) -> bytes | None:
    """Return what a firmware layer says of the key that made it and of its hash, DER."""
    try:
        found = certificate.extensions.get_extension_for_oid(_DEVICE_ID).value
    except ExtensionNotFound:
        return None
    return found.value if isinstance(found, UnrecognizedExtension) else None


def common_name(certificate: Certificate) -> str:
    """Return what it is called; empty where it has no such name, or several."""
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(names[0].value) if len(names) == 1 else ""


def name_of(certificate: Certificate) -> str:
    """Return what a sentence calls it."""
    return told(common_name(certificate) or f"certificate {certificate.serial_number:X}")


def der(certificate: Certificate) -> bytes:
    """Return it as it was read."""
    return certificate.public_bytes(Encoding.DER)
