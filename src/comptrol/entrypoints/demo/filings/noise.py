"""Errors of meters and estimates that are the same at every run: a seed is stated, and hashed."""

from hashlib import sha256
from typing import Final

PARTS: Final = 12
PART: Final = 1 << 16
"""Twelve uniform parts have a sum with a variance of one, nearly normal (the sum of uniforms)."""


def uniform(seed: str, *names: object, below: int) -> int:
    """Return a whole number from 0 to below this, chosen by the seed and these names."""
    digest = sha256("/".join((seed, *map(str, names))).encode()).digest()
    return int.from_bytes(digest[:8]) % below


def error_ppm(seed: str, *names: object, sigma_ppm: int) -> int:
    """Return an error in parts per million, nearly normal around nothing.

    >>> errors = [error_ppm("a seed", it, sigma_ppm=30_000) for it in range(400)]
    >>> abs(sum(errors)) // 400 < 5_000, 26_000**2 < sum(e * e for e in errors) // 400 < 34_000**2
    (True, True)
    """
    digest = sha256("/".join((seed, *map(str, names))).encode()).digest()
    parts = (int.from_bytes(digest[2 * at : 2 * at + 2]) for at in range(PARTS))
    return (sum(parts) - PARTS * PART // 2) * sigma_ppm // PART


def off(value: int, ppm: int) -> int:
    """Return a value that is off by so many parts per million, and never below nothing."""
    return max(0, value * (1_000_000 + ppm) // 1_000_000)
