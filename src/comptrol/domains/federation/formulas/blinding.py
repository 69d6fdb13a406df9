"""Which chips do two registries both have, if neither may show its list to the other?

Each chip's name is blinded under a key that only the joining authorities keep: HMAC-SHA256 (RFC
2104), whole, 32 bytes, so that two chips are never taken for one (that any two of 10^9 names give
one value has a probability below 2^-196). Equal names give equal values, and nobody without the
key learns a name. Who has the key can try names out, and serials follow each other: see the limits
in ``docs/federation.md``.
"""

from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from typing import Final

from comptrol.kernel.errors import UnreadableError

KEY_BYTES_MIN: Final = 32
"""As long as the hash (RFC 2104 §3: shorter is weaker). It is drawn at random, never chosen."""
FORMAT: Final = "comptrol/blinded@v1"
_SAMPLE: Final = "no chip has this name"
_HEX: Final = 64
_BLOCK_BYTES: Final = 64
"""Of SHA-256 (FIPS 180-4)."""


def blinding(key: bytes) -> Callable[[str], bytes]:
    """Return what blinds the name of a chip under a key: 32 bytes.

    HMAC by its definition, with the two halves of the key hashed once and not for every chip: less
    than half the time of the library's, which looks its hash up anew at every call.
    """
    padded = (sha256(key).digest() if len(key) > _BLOCK_BYTES else key).ljust(_BLOCK_BYTES, b"\0")
    inner, outer = (sha256(bytes(byte ^ pad for byte in padded)) for pad in (0x36, 0x5C))

    def blind(chip: str) -> bytes:
        within, whole = inner.copy(), outer.copy()
        within.update(chip.encode())
        whole.update(within.digest())
        return whole.digest()

    return blind


def blinded(key: bytes, chip: str) -> bytes:
    """Return the blinded name of a chip.

    >>> blinded(bytes.fromhex("0b" * 20), "Hi There").hex()[:16]
    'b0344c61d8db3853'
    """
    return blinding(key)(chip)


def blinded_list(key: bytes, chips: Iterable[str]) -> Iterator[str]:
    """Yield the lines of a list: what it is, a sample to tell the key by, and names in order.

    The sample shows nothing of the key, and that two lists are under one key before they are
    found to have nothing in common. A list in order says nothing of where a name came from.
    """
    blind = blinding(key)
    values = sorted(map(blind, chips))
    yield f"{FORMAT} {len(values)} {blind(_SAMPLE).hex()}\n"
    yield from (f"{value.hex()}\n" for value in values)


def read_blinded_list(key: bytes, lines: Iterable[str], most: int) -> frozenset[bytes]:
    """Return the values of a list, or raise UnreadableError with the line and what was expected.

    It has at most so many, and is under the same key.
    """
    source = iter(lines)
    words = next(source, "").split()
    if len(words) != 3 or words[0] != FORMAT or not _is_number(words[1]):  # noqa: PLR2004
        raise UnreadableError(f"line 1: expected {FORMAT}, how many there are, and a sample")
    if words[2] != blinded(key, _SAMPLE).hex():
        raise UnreadableError("line 1: the list is blinded under another key")
    count = int(words[1])
    if count > most:
        raise UnreadableError(f"line 1: {count} names; at most {most}")
    values = [_value(line, at) for at, line in zip(range(2, count + 2), source, strict=False)]
    if len(values) != count or next(source, None) is not None:
        raise UnreadableError(f"line 1 says {count} names, and there are others")
    return frozenset(values)


def _is_number(word: str) -> bool:
    return word.isascii() and word.isdigit() and len(word) <= 12  # noqa: PLR2004


def _value(line: str, at: int) -> bytes:
    text = line.rstrip("\n")
    try:
        value = bytes.fromhex(text)
    except ValueError:
        value = b""
    if len(text) != _HEX or 2 * len(value) != _HEX:
        raise UnreadableError(f"line {at}: expected {_HEX} hexadecimal digits")
    return value
