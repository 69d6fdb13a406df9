"""How the texts of the log spell numbers and bytes: each in one way, and read in no other."""

import re
from base64 import b64decode, b64encode
from typing import Final

from comptrol.kernel.errors import UnreadableError

NUMBER_MAX: Final = 2**63 - 1
"""What a time may not exceed (C2SP tlog-cosignature); sizes and positions have the same bound."""

_NUMBER: Final = re.compile(r"0|[1-9][0-9]{0,18}")
_SHOWN_MAX: Final = 60


def number(text: str, what: str) -> int:
    """Read a decimal number without leading zeroes.

    >>> number("7", "the size")
    7
    """
    if not _NUMBER.fullmatch(text) or (found := int(text)) > NUMBER_MAX:
        raise UnreadableError(f"{what} is {shown(text)}, no decimal number from 0 to {NUMBER_MAX}")
    return found


def base64(content: bytes) -> str:
    """Write bytes in base64 (RFC 4648 §4)."""
    return b64encode(content).decode()


def unbase64(text: str, what: str, length: int | None = None) -> bytes:
    """Read base64, padded, with no bit set that carries nothing; perhaps of a known length."""
    try:
        content = b64decode(text, validate=True)
    except ValueError as error:
        raise UnreadableError(f"{what} is not base64: {shown(text)}") from error
    if base64(content) != text:
        raise UnreadableError(f"{what} is not in canonical base64: {shown(text)}")
    if length is not None and len(content) != length:
        raise UnreadableError(f"{what} has {len(content)} bytes, not {length}")
    return content


def unicode(raw: bytes, what: str) -> str:
    """Read UTF-8, strictly."""
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        raise UnreadableError(f"{what} is not UTF-8") from error


def shown(text: str) -> str:
    """Return a text as a message may show it: quoted, printable and short."""
    cut = text if len(text) <= _SHOWN_MAX else text[:_SHOWN_MAX] + "…"
    return ascii(cut) if not cut.isprintable() else repr(cut)
