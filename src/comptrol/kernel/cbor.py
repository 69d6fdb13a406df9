"""The few forms of CBOR that an envelope is made of, in their one deterministic encoding.

An envelope has a fixed shape, so that reading it is comparing and cutting (RFC 8949 §3, §4.2.1):
several times quicker than decoding, encoding again and comparing, and there is nothing to accept
that we would not write. Tests hold it against a general CBOR library.
"""

from typing import Final

from comptrol.kernel.errors import EnvelopeError

UNSIGNED: Final = 0x00
NEGATIVE: Final = 0x20
BYTES: Final = 0x40
TEXT: Final = 0x60
"""Major types 0 to 3, where they stand in the first byte. A negative n is kept as -1 - n."""

_SHORT_MAX: Final = 23
_WIDTH_OF: Final = {24: 1, 25: 2, 26: 4, 27: 8}
_LEAST_OF: Final = {24: 24, 25: 2**8, 26: 2**16, 27: 2**32}
"""How many bytes of number follow a first byte, and from which number on they are needed."""


def head(major: int, number: int) -> bytes:
    """Return the head of an item: its major type and a number, in the fewest bytes.

    >>> head(UNSIGNED, 23).hex(), head(UNSIGNED, 24).hex(), head(BYTES, 256).hex()
    ('17', '1818', '590100')
    """
    if 0 <= number < _KEPT:  # by far the most, and on the hot path
        return _HEADS[major][number]
    return _head_of(major, number)


def _head_of(major: int, number: int) -> bytes:
    if 0 <= number <= _SHORT_MAX:
        return bytes((major | number,))
    for mark, width in _WIDTH_OF.items():
        if 0 <= number < 1 << (8 * width):
            return bytes((major | mark,)) + number.to_bytes(width, "big")
    raise EnvelopeError(f"{number} does not fit into 64 bits")


_KEPT: Final = 2**9
_HEADS: Final = {
    major: tuple(_head_of(major, number) for number in range(_KEPT))
    for major in range(0, 1 << 8, 1 << 5)
}
"""Lengths of names and keys, mostly."""


class Reading:
    """A place in some bytes, moved on by what is read there."""

    __slots__ = ("_raw", "at")

    def __init__(self, raw: bytes) -> None:
        self._raw, self.at = raw, 0

    def constant(self, expected: bytes, what: str) -> None:
        """Move past bytes that must stand here."""
        end = self.at + len(expected)
        if self._raw[self.at : end] != expected:
            raise EnvelopeError(f"expected {what} at byte {self.at}")
        self.at = end

    def number(self, what: str) -> int:
        """Read an unsigned whole number."""
        return self._head(UNSIGNED, what)

    def byte_string(self, what: str) -> bytes:
        """Read a byte string."""
        return self._cut(self._head(BYTES, what), what)

    def text(self, what: str) -> str:
        """Read a text."""
        try:
            return self._cut(self._head(TEXT, what), what).decode()
        except UnicodeDecodeError as error:
            raise EnvelopeError(f"{what} is not UTF-8") from error

    def end(self, what: str) -> None:
        """Refuse bytes that follow."""
        if self.at != len(self._raw):
            raise EnvelopeError(f"{len(self._raw) - self.at} bytes follow {what}")

    def _head(self, major: int, what: str) -> int:
        raw, at = self._raw, self.at
        first = raw[at] - major if at < len(raw) else -1
        if 0 <= first <= _SHORT_MAX:
            self.at = at + 1
            return first
        width = _WIDTH_OF.get(first)
        if width is None or at + 1 + width > len(raw):
            raise EnvelopeError(f"expected {what} at byte {at}")
        self.at = at + 1 + width
        number = int.from_bytes(raw[at + 1 : self.at], "big")
        if number < _LEAST_OF[first]:
            raise EnvelopeError(f"{what} is written longer than it needs to be")
        return number

    def _cut(self, length: int, what: str) -> bytes:
        start, end = self.at, self.at + length
        if end > len(self._raw):
            raise EnvelopeError(f"{what} is cut short")
        self.at = end
        return self._raw[start:end]
