"""How is an element of ristretto255 written in 32 bytes, read, and made from a hash? (RFC 9496).

An element stands here for a point (x, y) of edwards25519. Python's whole numbers take a time that
depends on them: so only what both sides see anyway, and what a provider does alone with its own
inputs, is calculated here. What has to do with a key is done by libsodium (``group.py``).
"""

from typing import Final, NamedTuple

PRIME: Final = 2**255 - 19
ELEMENT_BYTES: Final = 32
UNIFORM_BYTES: Final = 64

_D: Final = -121665 * pow(121666, -1, PRIME) % PRIME
_SQRT_M1: Final = pow(2, (PRIME - 1) // 4, PRIME)


class Point(NamedTuple):
    """A point of edwards25519, which stands for the element that it is a member of."""

    x: int
    y: int


def _is_negative(number: int) -> bool:
    """Tell whether a field element is negative: whether it is odd (RFC 9496 §3.1)."""
    return number % PRIME % 2 == 1


def _absolute(number: int) -> int:
    number %= PRIME
    return PRIME - number if number % 2 else number


def sqrt_ratio(u: int, v: int) -> tuple[bool, int]:
    """Return whether u/v is a square, and its root or that of i*u/v, not negative (§4.2)."""
    r = u * pow(v, 3, PRIME) * pow(u * pow(v, 7, PRIME), (PRIME - 5) // 8, PRIME) % PRIME
    check, u = v * r * r % PRIME, u % PRIME
    correct, flipped = check == u, check == -u % PRIME
    flipped_i = check == -u * _SQRT_M1 % PRIME
    return correct or flipped, _absolute(r * _SQRT_M1 if flipped or flipped_i else r)


_INVSQRT_A_MINUS_D: Final = sqrt_ratio(1, -1 - _D)[1]
_SQRT_AD_MINUS_ONE: Final = -sqrt_ratio(-_D - 1, 1)[1] % PRIME
"""The odd root: RFC 9496 §4.1 lists it so."""
_ONE_MINUS_D_SQUARED: Final = (1 - _D * _D) % PRIME
_D_MINUS_ONE_SQUARED: Final = (_D - 1) ** 2 % PRIME


def decoded(written: bytes) -> Point | None:
    """Return the element that is written so; nothing where none is: there is one way to write it.

    The identity, which is 32 zero bytes, is an element (RFC 9496 §4.3.1).
    """
    s = int.from_bytes(written, "little")
    if len(written) != ELEMENT_BYTES or s >= PRIME or _is_negative(s):
        return None
    squared = s * s % PRIME
    u1, u2 = (1 - squared) % PRIME, (1 + squared) % PRIME
    v = (-_D * u1 * u1 - u2 * u2) % PRIME
    was_square, inverse = sqrt_ratio(1, v * u2 * u2 % PRIME)
    x = _absolute(2 * s * inverse * u2)
    y = u1 * inverse * inverse * u2 * v % PRIME
    if not was_square or _is_negative(x * y) or y == 0:
        return None
    return Point(x, y)


def encoded(point: Point) -> bytes:
    """Return how the element is written that a point stands for (RFC 9496 §4.3.2)."""
    x, y = point
    u1, u2 = (1 + y) * (1 - y) % PRIME, x * y % PRIME
    _, inverse = sqrt_ratio(1, u1 * u2 * u2 % PRIME)
    den1, den2 = inverse * u1 % PRIME, inverse * u2 % PRIME
    z_inverse = den1 * den2 * x * y % PRIME
    if _is_negative(x * y * z_inverse):
        x, y = y * _SQRT_M1 % PRIME, x * _SQRT_M1 % PRIME
        den2 = den1 * _INVSQRT_A_MINUS_D % PRIME
    if _is_negative(x * z_inverse):
        y = -y % PRIME
    return _absolute(den2 * (1 - y)).to_bytes(ELEMENT_BYTES, "little")


def mapped(half: bytes) -> Point:
    """Return the point that 32 bytes of a hash are mapped to (RFC 9496 §4.3.4, MAP)."""
    t = int.from_bytes(half, "little") % 2**255 % PRIME
    r = _SQRT_M1 * t * t % PRIME
    u = (r + 1) * _ONE_MINUS_D_SQUARED % PRIME
    v = (-1 - r * _D) * (r + _D) % PRIME
    was_square, s = sqrt_ratio(u, v)
    c = -1 if was_square else r
    if not was_square:
        s = -_absolute(s * t) % PRIME
    n = (c * (r - 1) * _D_MINUS_ONE_SQUARED - v) % PRIME
    w0, w1 = 2 * s * v, n * _SQRT_AD_MINUS_ONE
    w2, w3 = 1 - s * s, 1 + s * s
    return Point(w0 * pow(w1, -1, PRIME) % PRIME, w2 * pow(w3, -1, PRIME) % PRIME)


def compressed(point: Point) -> bytes:
    """Return a point as Ed25519 writes it (RFC 8032 §5.1.2), which is how libsodium takes it."""
    return (point.y | (point.x % 2) << 255).to_bytes(ELEMENT_BYTES, "little")


def decompressed(written: bytes) -> Point:
    """Return the point that libsodium wrote (RFC 8032 §5.1.3)."""
    whole = int.from_bytes(written, "little")
    y, odd = whole % 2**255, whole >> 255
    squared = y * y % PRIME
    _, x = sqrt_ratio(squared - 1, _D * squared + 1)
    return Point(-x % PRIME if x % 2 != odd else x, y)


def turned(point: Point) -> tuple[Point, ...]:
    """Return the four points that stand for one element: one of them has a prime order.

    They differ by the points whose order divides four: (0, 1), (0, -1), (i, 0) and (-i, 0).
    """
    x, y = point
    beside = Point(y * _SQRT_M1 % PRIME, x * _SQRT_M1 % PRIME)
    opposite = Point(-beside.x % PRIME, -beside.y % PRIME)
    return point, Point(-x % PRIME, -y % PRIME), beside, opposite
