"""What is calculated with elements and scalars of ristretto255, in a time that tells nothing?

By libsodium, through PyNaCl, which has edwards25519 and not ristretto255. Both have the same
scalars, and among the four points that stand for an element one has a prime order: on that one
libsodium calculates, and its result is written as RFC 9496 says (``encoding.py``).
"""

from collections.abc import Iterator
from functools import cache
from types import ModuleType
from typing import Final

from comptrol.adapters.oprf.encoding import (
    ELEMENT_BYTES,
    compressed,
    decoded,
    decompressed,
    encoded,
    mapped,
    turned,
)
from comptrol.kernel.errors import UnavailableError, UnreadableError

ORDER: Final = 2**252 + 27742317777372353535851937790883648493
SCALAR_BYTES: Final = 32
_IDENTITY: Final = bytes(ELEMENT_BYTES)


@cache
def sodium() -> ModuleType:
    """Return the bindings of libsodium, or say what to install."""
    try:
        from nacl import bindings  # noqa: PLC0415  (an extra)
    except ImportError as error:
        raise UnavailableError(
            "pseudonyms need libsodium: pip install 'comptrol[fast]'"
        ) from error
    return bindings


class Element:
    """An element that is not the identity, kept as the point of prime order that stands for it."""

    __slots__ = ("_point",)

    def __init__(self, point: bytes) -> None:
        self._point = point

    @classmethod
    def read(cls, written: bytes) -> "Element":
        """Return the element written so; nobody gets past here with a point that is none.

        The identity is refused too (RFC 9497 §2.1): times any key it is itself.
        """
        point = decoded(written)
        if point is None or written == _IDENTITY:
            raise UnreadableError("expected an element of ristretto255 that is not the identity")
        return cls(_of_prime_order(compressed(one) for one in turned(point)))

    @classmethod
    def of_hash(cls, uniform: bytes) -> "Element":
        """Return the element that 64 uniform bytes are mapped to (RFC 9496 §4.3.4)."""
        halves = (mapped(uniform[:ELEMENT_BYTES]), mapped(uniform[ELEMENT_BYTES:]))
        both = sodium().crypto_core_ed25519_add(*map(compressed, halves))
        return cls(_of_prime_order(compressed(one) for one in turned(decompressed(both))))

    @classmethod
    def base_times(cls, scalar: bytes) -> "Element":
        """Return so many times the generator."""
        return cls(sodium().crypto_scalarmult_ed25519_base_noclamp(scalar))

    def times(self, scalar: bytes) -> "Element":
        """Return so many times this element."""
        return Element(sodium().crypto_scalarmult_ed25519_noclamp(scalar, self._point))

    def plus(self, other: "Element") -> "Element":
        """Return both together."""
        return Element(sodium().crypto_core_ed25519_add(self._point, other._point))  # noqa: SLF001

    def written(self) -> bytes:
        """Return how this element is written."""
        return encoded(decompressed(self._point))


def _of_prime_order(points: Iterator[bytes]) -> bytes:
    """Return the one of four points that libsodium takes for a member of the prime subgroup."""
    for point in points:
        if sodium().crypto_core_ed25519_is_valid_point(point):
            return point
    raise UnreadableError("expected an element of ristretto255 that is not the identity")


def scalar_of_hash(uniform: bytes) -> bytes:
    """Return 64 uniform bytes as a scalar (RFC 9497 §4.1, HashToScalar)."""
    reduced: bytes = sodium().crypto_core_ed25519_scalar_reduce(uniform)
    return reduced


def inverse(scalar: bytes) -> bytes:
    """Return by what a scalar is undone."""
    inverted: bytes = sodium().crypto_core_ed25519_scalar_invert(scalar)
    return inverted


def minus_product(scalar: bytes, first: bytes, second: bytes) -> bytes:
    """Return a scalar less the product of two."""
    product = sodium().crypto_core_ed25519_scalar_mul(first, second)
    difference: bytes = sodium().crypto_core_ed25519_scalar_sub(scalar, product)
    return difference


def is_scalar(written: bytes) -> bool:
    """Tell whether these bytes are a scalar above zero, written in the one way there is."""
    return len(written) == SCALAR_BYTES and 0 < int.from_bytes(written, "little") < ORDER
