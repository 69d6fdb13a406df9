"""What does a GPU say of itself when it is asked? SPDM 1.1 measurements, the request included.

The layout is that of the public H100 sample (DMTF DSP0274 1.1, sections GET_MEASUREMENTS and
MEASUREMENTS, ECDSA P-384 with SHA-384): the request with its nonce, the answer with its blocks,
what the vendor adds to them, and a signature over all bytes before it. Read strictly: every
length must be met to the byte, and nothing may remain.
"""

from collections.abc import Mapping
from enum import IntEnum
from typing import Final

import msgspec

from comptrol.domains.attestation.formulas.telling import told
from comptrol.kernel.errors import UnreadableError

REPORT_BYTES_MAX: Final = 8 * 1024
SIGNATURE_BYTES: Final = 96
"""r and s of P-384, 48 bytes each, the most significant first."""

_REQUEST: Final = bytes.fromhex("11e001ff")
"""SPDM 1.1, GET_MEASUREMENTS, signed, all blocks."""
_RESPONSE: Final = bytes.fromhex("11600000")
"""SPDM 1.1, MEASUREMENTS."""
_NONCE_BYTES: Final = 32
_SLOT_MAX: Final = 7
_BLOCK: Final = bytes.fromhex("013300013000")
"""DMTF specification; 51 bytes follow: the type (firmware hash), a length of 48, a SHA-384."""
_HASH_BYTES: Final = 48
_BLOCK_BYTES: Final = 1 + len(_BLOCK) + _HASH_BYTES
_OPAQUE_BYTES_MAX: Final = 1024
"""DSP0274 1.1: an opaque part has at most 1,024 bytes."""


class Opaque(IntEnum):
    """The parts of what the vendor adds that are read here, by their type."""

    DRIVER = 3
    VBIOS = 6
    BOARD = 14
    CHIP_SKU = 15
    PROJECT = 17
    PROJECT_SKU = 18
    FIRMWARE = 20


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """A report taken apart, and not yet held against anything."""

    nonce: bytes
    """What the chip was asked with."""
    slot: int
    measurements: tuple[bytes, ...]
    """SHA-384 values, block 1 first."""
    responder_nonce: bytes
    opaque: Mapping[int, bytes]
    signed: bytes
    """What the signature covers: all bytes before it."""
    signature: bytes

    def text(self, part: Opaque) -> str | None:
        """Return a part that is text padded with zeros, as far as it can be printed."""
        found = self.opaque.get(part)
        if found is None:
            return None
        return told(found.rstrip(b"\0").decode("ascii", "replace"))


class _Reading:
    """Bytes, and how far they have been read."""

    def __init__(self, raw: bytes) -> None:
        self.raw, self.at = raw, 0

    def take(self, count: int, what: str) -> bytes:
        """Return the next bytes, or say what is cut short."""
        if count > len(self.raw) - self.at:
            left = len(self.raw) - self.at
            raise UnreadableError(f"byte {self.at}: {what} has {count} bytes, and {left} are left")
        self.at += count
        return self.raw[self.at - count : self.at]

    def number(self, count: int, what: str) -> int:
        """Return an unsigned number, the least significant byte first."""
        return int.from_bytes(self.take(count, what), "little")

    def constant(self, expected: bytes, what: str) -> None:
        """Pass over bytes that have one value."""
        start = self.at
        found = self.take(len(expected), what)
        if found != expected:
            said = f"expected {what} ({expected.hex()}), found {found.hex()}"
            raise UnreadableError(f"byte {start}: {said}")


def read_report(raw: bytes) -> Report:
    """Take a report apart; say nothing yet about who signed it."""
    if len(raw) > REPORT_BYTES_MAX:
        raise UnreadableError(f"{len(raw)} bytes; a report has at most {REPORT_BYTES_MAX}")
    reading = _Reading(raw)
    reading.constant(_REQUEST, "a request for all measurements, signed")
    nonce = reading.take(_NONCE_BYTES, "the nonce")
    slot = reading.number(1, "the slot")
    if slot > _SLOT_MAX:
        raise UnreadableError(f"byte {reading.at - 1}: slots go from 0 to {_SLOT_MAX}")
    reading.constant(_RESPONSE, "the answer with measurements")
    measurements = _measurements(reading)
    responder_nonce = reading.take(_NONCE_BYTES, "the nonce of the chip")
    opaque = _opaque(reading)
    signed = raw[: reading.at]
    signature = reading.take(SIGNATURE_BYTES, "the signature")
    if reading.at != len(raw):
        raise UnreadableError(f"byte {reading.at}: nothing may follow the signature")
    return Report(
        nonce=nonce,
        slot=slot,
        measurements=measurements,
        responder_nonce=responder_nonce,
        opaque=opaque,
        signed=signed,
        signature=signature,
    )


def _measurements(reading: _Reading) -> tuple[bytes, ...]:
    """Read the blocks, each of one SHA-384, numbered from 1 on."""
    count = reading.number(1, "the number of blocks")
    length = reading.number(3, "the length of the blocks")
    if not count or length != count * _BLOCK_BYTES:
        said = f"{count} blocks of {_BLOCK_BYTES} bytes, and a length of {length}"
        raise UnreadableError(f"byte {reading.at - 4}: {said}")
    found = []
    for number in range(1, count + 1):
        reading.constant(bytes([number]) + _BLOCK, f"block {number}, a SHA-384")
        found.append(reading.take(_HASH_BYTES, f"block {number}"))
    return tuple(found)


def _opaque(reading: _Reading) -> dict[int, bytes]:
    """Read what the vendor adds: type, length, value, each type once, to the last byte."""
    length = reading.number(2, "the length of the vendor's part")
    if length > _OPAQUE_BYTES_MAX:
        said = f"the vendor's part has {length} bytes, at most {_OPAQUE_BYTES_MAX} are allowed"
        raise UnreadableError(f"byte {reading.at - 2}: {said}")
    part = _Reading(reading.take(length, "the vendor's part"))
    found: dict[int, bytes] = {}
    while part.at < length:
        kind = part.number(2, "a type in the vendor's part")
        if kind in found:
            raise UnreadableError(f"type {kind} stands twice in the vendor's part")
        size = part.number(2, f"the length of type {kind} in the vendor's part")
        found[kind] = part.take(size, f"type {kind} in the vendor's part")
    return found


def vbios_text(raw: bytes) -> str | None:
    """Return the version of a VBIOS as its vendor writes it; nothing where it has another form.

    >>> vbios_text(bytes.fromhex("009f009601000000"))
    '96.00.9F.00.01'
    """
    if len(raw) != 8:  # noqa: PLR2004  (two numbers of four bytes: four parts, and a fifth)
        return None
    parts = (*raw[3::-1], raw[4])
    return ".".join(f"{part:02X}" for part in parts)
