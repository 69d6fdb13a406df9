"""What is in a file, unpacked: plain, gzip or xz, and never more than a bound."""

import gzip
import io
import lzma
import zlib
from pathlib import Path
from typing import Final

from comptrol.kernel.errors import NotFoundError, UnreadableError

BYTES_MAX: Final = 512 * 2**20
"""A hundred times the largest list. What unpacks to more is an attack or a mistake."""

MEMORY_MAX: Final = 128 * 2**20
STREAMS_MAX: Final = 1_000
"""Programs that pack in parallel make blocks of one stream; many streams are somebody's joke."""
PIECE_BYTES: Final = 2**16
"""What the xz decoder may take; the highest preset of xz needs 65 MiB."""

_GZIP, _XZ = b"\x1f\x8b", b"\xfd7zXZ\x00"


def contents(file: Path, bytes_max: int = BYTES_MAX) -> bytes:
    """Return what a file holds, or say why it cannot be read."""
    try:
        with file.open("rb") as opened:
            packed = opened.read(bytes_max + 1)
    except FileNotFoundError as error:
        raise NotFoundError(f"there is no list at {file}: check the path") from error
    except OSError as error:
        raise UnreadableError(f"{file} cannot be read: {error}") from error
    try:
        return unpacked(packed, bytes_max)
    except UnreadableError as error:
        raise UnreadableError(f"{file.name}: {error}") from error


def unpacked(packed: bytes, bytes_max: int = BYTES_MAX) -> bytes:
    """Return bytes without the compression that their first bytes announce."""
    try:
        if packed.startswith(_GZIP):
            packed = gzip.GzipFile(fileobj=io.BytesIO(packed)).read(bytes_max + 1)
        elif packed.startswith(_XZ):
            packed = _from_xz(packed, bytes_max)
    except (OSError, EOFError, zlib.error, lzma.LZMAError) as error:
        raise UnreadableError(f"it is packed, and does not unpack: {error}") from error
    if len(packed) > bytes_max:
        raise UnreadableError(f"it holds more than {bytes_max:,} bytes")
    return packed


def _from_xz(packed: bytes, bytes_max: int) -> bytes:
    """Return what one or more streams hold; what follows the last of them is refused."""
    whole, at, streams = bytearray(), 0, 0
    while at < len(packed) and len(whole) <= bytes_max:
        streams += 1
        if streams > STREAMS_MAX:
            raise UnreadableError(f"it is packed in more than {STREAMS_MAX:,} pieces")
        decoder = lzma.LZMADecompressor(format=lzma.FORMAT_XZ, memlimit=MEMORY_MAX)
        while not decoder.eof and len(whole) <= bytes_max:
            piece = packed[at : at + PIECE_BYTES] if decoder.needs_input else b""
            if decoder.needs_input and not piece:
                raise UnreadableError("it is cut short")
            whole += decoder.decompress(piece, max_length=bytes_max + 1 - len(whole))
            at += len(piece)
        at -= len(decoder.unused_data)
    return bytes(whole)
