"""Whose key signed a report? Five certificates, from a chip's firmware up to its vendor's root.

Firmware layer (leaf) <- boot ROM, one to a die <- provisioner <- product <- root, which is pinned.
All are ECDSA P-384 with SHA-384. What is required is RFC 5280's, where it bears on a chain that
has one form: names, signatures, who may sign what, how deep, and until when. Revocation is asked
elsewhere: whoever checks offline does not know of it.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from hashlib import sha256
from itertools import pairwise
from typing import Final, NamedTuple

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.x509 import Certificate
from cryptography.x509.oid import ExtensionOID, SignatureAlgorithmOID

from comptrol.domains.attestation.formulas.certificates import (
    common_name,
    der,
    device_id_of,
    limits_of,
    name_of,
    read_certificate,
    usage_of,
    was_issued,
)
from comptrol.domains.attestation.formulas.curve import encoded, on_p384
from comptrol.domains.attestation.statements import Cause, DieId, LeafId, Reason
from comptrol.kernel.errors import UnreadableError
from comptrol.kernel.identifiers import Digest

LENGTH: Final = 5
BOOT_ROM: Final = re.compile(r"(?P<model>[A-Z]{2}[0-9]{3}) [A-Z][0-9]{2} GSP BROM")
"""The name of the certificate of a die's boot ROM, as the H100 sample has it."""

_LEAF, _DIE = 0, 1
_CRITICAL: Final = frozenset({ExtensionOID.BASIC_CONSTRAINTS, ExtensionOID.KEY_USAGE})
_SHA384: Final = bytes.fromhex("303d06096086480165030402020430")
"""DER: a sequence of the identifier of SHA-384 and 48 bytes, which follow."""
_HASH_BYTES: Final = 48


class Owner(NamedTuple):
    """Whose key the leaf certifies: the die by its boot ROM, and the firmware layer."""

    key: EllipticCurvePublicKey
    die: DieId
    leaf: LeafId
    leaf_key: Digest
    hardware: str
    valid_until: datetime
    """The earliest end of any of the certificates."""


def read_chain(encodings: Sequence[bytes]) -> tuple[Certificate, ...]:
    """Read certificates; nothing may remain after any of them."""
    found = []
    for number, raw in enumerate(encodings, start=1):
        try:
            found.append(read_certificate(raw))
        except UnreadableError as error:
            raise UnreadableError(f"certificate {number}: {error}") from error
    return tuple(found)


def faults(
    chain: Sequence[Certificate], roots: frozenset[bytes], firmware: bytes | None, at: datetime
) -> Iterator[Reason]:
    """Yield whatever keeps a chain from leading to a root, each as soon as it is found.

    ``roots`` are the pinned ones, DER; ``firmware`` is the hash that the report names.
    """
    if len(chain) != LENGTH:
        yield _wrong(f"{len(chain)} certificates; a chain has {LENGTH}")
        return
    if der(chain[-1]) not in roots:
        yield _wrong(f"its root, {name_of(chain[-1])}, is not pinned")
    for place, certificate in enumerate(chain):
        yield from _form(certificate, place, at)
    for below, above in pairwise(chain):
        yield from _issued(below, above)
    if BOOT_ROM.fullmatch(common_name(chain[_DIE])) is None:
        yield _wrong(f"{name_of(chain[_DIE])} is not the boot ROM of a chip that is known here")
    expected = _expected_device_id(chain[_DIE], firmware)
    if expected is None or device_id_of(chain[_LEAF]) != expected:
        detail = "the leaf is not of this boot ROM and of the firmware that the report names"
        yield Reason(cause=Cause.FIRMWARE, detail=detail)


def owner(chain: Sequence[Certificate]) -> Owner:
    """Return whose key a chain without faults certifies."""
    leaf, die = chain[_LEAF], chain[_DIE]
    named = BOOT_ROM.fullmatch(common_name(die))
    key = on_p384(leaf.public_key())
    assert named is not None, "a chain without faults names its model"
    assert key is not None, "a chain without faults has keys on P-384"
    return Owner(
        key=key,
        die=DieId(f"{named['model']}/{die.serial_number:X}"),
        leaf=leaf_of(leaf.serial_number),
        leaf_key=Digest(sha256(encoded(key)).hexdigest()),
        hardware=common_name(die),
        valid_until=min(it.not_valid_after_utc for it in chain),
    )


def leaf_of(serial: int) -> LeafId:
    """Return the name of a firmware layer by the serial of its certificate."""
    return LeafId(f"leaf/{serial:X}")


def root_in(raw: bytes) -> bytes:
    """Return a certificate as DER if it can be a vendor's root: one that signs itself."""
    certificate = read_certificate(raw)
    for reason in (*_signs(certificate, LENGTH - 1), *_issued(certificate, certificate)):
        raise UnreadableError(f"this is no root: {reason.detail}")
    return der(certificate)


def _form(certificate: Certificate, place: int, at: datetime) -> Iterator[Reason]:
    """Yield what a certificate must not be at its place in the chain."""
    if on_p384(certificate.public_key()) is None:
        yield _wrong(f"the key of {name_of(certificate)} is not on P-384")
    if not certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc:
        yield _wrong(f"{name_of(certificate)} does not count on {at.date()}")
    odd = [it.oid for it in certificate.extensions if it.critical and it.oid not in _CRITICAL]
    if odd:
        unknown = odd[0].dotted_string
        yield _wrong(f"{name_of(certificate)} has a critical extension not known here: {unknown}")
    if place > _LEAF:
        yield from _signs(certificate, place)
        return
    limits, usage = limits_of(certificate), usage_of(certificate)
    if (limits is not None and limits.ca) or usage is None or not usage.digital_signature:
        yield _wrong(f"{name_of(certificate)} is not for signing reports")


def _signs(certificate: Certificate, place: int) -> Iterator[Reason]:
    """Yield what keeps a certificate from signing others at its place in the chain."""
    limits, usage = limits_of(certificate), usage_of(certificate)
    if limits is None or not limits.ca or usage is None or not usage.key_cert_sign:
        yield _wrong(f"{name_of(certificate)} may not sign certificates")
    elif limits.path_length is not None and limits.path_length < place - 1:
        yield _wrong(f"{name_of(certificate)} may not sign so long a chain")


def _issued(below: Certificate, above: Certificate) -> Iterator[Reason]:
    """Yield what keeps one certificate from being issued by the next."""
    if below.signature_algorithm_oid != SignatureAlgorithmOID.ECDSA_WITH_SHA384:
        yield _wrong(f"{name_of(below)} is not signed with ECDSA and SHA-384")
        return
    if not was_issued(below, above):
        yield _wrong(f"{name_of(below)} was not issued by {name_of(above)}")


def _expected_device_id(die: Certificate, firmware: bytes | None) -> bytes | None:
    """Return what the leaf must say: version 1, the key of the boot ROM, the firmware's hash."""
    key = on_p384(die.public_key())
    if key is None or firmware is None or len(firmware) != _HASH_BYTES:
        return None
    inside = b"\x02\x01\x01" + encoded(key) + _SHA384 + firmware
    return b"\x30\x81" + bytes([len(inside)]) + inside


def _wrong(detail: str) -> Reason:
    return Reason(cause=Cause.CHAIN, detail=detail)
