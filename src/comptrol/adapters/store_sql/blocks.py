"""A finished bundle as it is kept: 256 entries in blocks of 16, each compressed by itself.

Whoever wants one entry unpacks sixteen. Blocks are Zstandard (RFC 8878) with a checksum; bundles
of older files, in blocks of zlib or in one piece of it, are read for ever and not written again.
"""

from struct import Struct
from struct import error as StructError  # noqa: N812  (it is a class)
from threading import local
from typing import Final
from zlib import decompress as unzipped
from zlib import error as ZlibError  # noqa: N812  (it is a class)

from zstandard import ZstdCompressor, ZstdDecompressor, ZstdError, frame_content_size

from comptrol.kernel.errors import UnavailableError, UnreadableError
from comptrol.kernel.ledger.tile import ENTRY_BYTES_MAX, WIDTH, bundle, unbundled

BLOCK: Final = 16
"""Entries that are compressed together."""
_BLOCK_BYTES_MAX: Final = BLOCK * (2 + ENTRY_BYTES_MAX)
_ZSTANDARD: Final = b"\x09"
"""How a bundle begins that is kept in blocks of Zstandard."""
_ZLIB: Final = b"\x08"
"""How one in blocks of zlib began; one in a single piece began as zlib does, with 0x78."""
_LENGTHS: Final = Struct(f">{WIDTH // BLOCK}I")
_START: Final = 1 + _LENGTHS.size
_LEVEL: Final = 1
"""Of compression: whoever fills a bundle waits for it, and the next levels gain a hundredth."""


class _Unpacking(local):
    """What unpacks: two threads may not share one, and to make one costs as much as to unpack."""

    def __init__(self) -> None:
        self.decompress = ZstdDecompressor().decompress


_UNPACKING: Final = _Unpacking()


def as_kept(parts: tuple[bytes, ...]) -> bytes:
    """Return a bundle as it is kept: the lengths of its blocks, then the blocks."""
    compress = ZstdCompressor(level=_LEVEL, write_checksum=True).compress
    blocks = [compress(bundle(parts[at : at + BLOCK])) for at in range(0, WIDTH, BLOCK)]
    return b"".join([_ZSTANDARD, _LENGTHS.pack(*map(len, blocks)), *blocks])


def from_kept(packed: bytes, number: int) -> list[bytes]:
    """Return the parts of a kept bundle of a number."""
    return [each for at in range(WIDTH // BLOCK) for each in block_of(packed, number, at)]


def block_of(packed: bytes, number: int, at: int) -> list[bytes]:
    """Return the parts of one block of the kept bundle of a number, or raise UnavailableError."""
    try:
        return _block(packed, at)
    except (ZstdError, ZlibError, UnreadableError, StructError) as error:
        raise UnavailableError(f"the stored bundle {number} cannot be read: {error}") from error


def _block(packed: bytes, at: int) -> list[bytes]:
    if packed.startswith((_ZSTANDARD, _ZLIB)):
        lengths = _LENGTHS.unpack_from(packed, 1)
        start = _START + sum(lengths[:at])
        block = packed[start : start + lengths[at]]
        parts = unbundled(_unpacked(block) if packed.startswith(_ZSTANDARD) else unzipped(block))
    else:  # as it was kept at first
        parts = unbundled(unzipped(packed))[at * BLOCK :][:BLOCK]
    if len(parts) != BLOCK:
        raise UnreadableError(f"its block {at} has {len(parts)} entries, not {BLOCK}")
    return parts


def _unpacked(block: bytes) -> bytes:
    """Return what a block holds; a damaged length in it reserves no memory.

    A frame that says it is empty is not looked at further by what unpacks it, its checksum either.
    """
    size = frame_content_size(block)
    if not 0 < size <= _BLOCK_BYTES_MAX:
        raise UnreadableError(f"a block of {BLOCK} entries says that it has {size} bytes")
    return _UNPACKING.decompress(block, allow_extra_data=False)
