"""Which items does a seed draw? The first of each stratum, in the order of their HMAC.

The names of a frame are shared out, because other processes may go through them: of each share
only what stands below a limit comes back, a limit set so that a few more than needed do.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from math import isqrt
from typing import Final, NamedTuple, TypeAlias

import msgspec

from comptrol.domains.inspection.formulas.ordering import Ordering, blocks_of
from comptrol.domains.inspection.statements import FramedRun

METHOD: Final = "draw/hmac-sha256-1"
SHARES: Final = 512
SHARE_NAMES_MIN: Final = 2_000
EVERYTHING: Final = 1 << 64
"""Limits are on the first eight bytes: from here on nothing stands below by chance alone."""
TRIES_MAX: Final = 65
"""Each doubles the limit, so the last lets everything through."""

Names: TypeAlias = FramedRun | Sequence[bytes]
"""Names that follow each other, or names as they are."""


class Pool(NamedTuple):
    """One stratum of a frame, and how many are drawn of it."""

    names: Sequence[Names]
    population: int
    samples: int

    @property
    def wanted(self) -> int:
        """Return how many are drawn: of fewer items than that, all."""
        return min(self.samples, self.population)


class Share(NamedTuple):
    """A part of a stratum that is gone through at once: a run, or names by line."""

    pool: int
    limit: bytes
    names: FramedRun | bytes


class DrawnName(msgspec.Struct, frozen=True, kw_only=True):
    """One item that was drawn, and what it is ordered by."""

    name: str
    order: str
    """HMAC-SHA256(seed, name), in hexadecimal."""


Found: TypeAlias = list[tuple[bytes, bytes]]
Each: TypeAlias = Callable[[Callable[[Share], Found], Sequence[Share]], Iterable[Found]]
"""How shares are gone through: one by one, or by several processes."""


def one_by_one(search: Callable[[Share], Found], shares: Sequence[Share]) -> Iterable[Found]:
    """Go through shares here, one after the other."""
    return map(search, shares)


def draw(seed: bytes, pools: Sequence[Pool], each: Each = one_by_one) -> list[list[DrawnName]]:
    """Return of every pool the items that are drawn, in the order of the draw."""
    size = max(SHARE_NAMES_MIN, sum(pool.population for pool in pools) // SHARES)
    found: list[Found] = [[] for _ in pools]
    limits = {at: _limit(pool) for at, pool in enumerate(pools) if pool.samples}
    for _ in range(TRIES_MAX):
        shares = [
            Share(at, _in_bytes(limit), part)
            for at, limit in limits.items()
            for part in _parts(pools[at].names, size)
        ]
        for at in limits:
            found[at] = []
        for share, some in zip(shares, each(partial(_search, seed), shares), strict=True):
            found[share.pool] += some
        limits = {at: 2 * it for at, it in limits.items() if len(found[at]) < pools[at].wanted}
        if not limits:
            break
    return [_first(some, pool.wanted) for some, pool in zip(found, pools, strict=True)]


def _limit(pool: Pool) -> int:
    """Return a limit below which the wanted stand, but for one draw in millions of millions."""
    some = pool.wanted + 8 * isqrt(pool.wanted) + 32
    return min(EVERYTHING, EVERYTHING * some // pool.population)


def _in_bytes(limit: int) -> bytes:
    return b"\xff" * 33 if limit >= EVERYTHING else limit.to_bytes(8)


def _parts(names: Sequence[Names], size: int) -> Iterator[FramedRun | bytes]:
    for some in names:
        if isinstance(some, FramedRun):
            for first in range(some.first, some.last + 1, size):
                last = min(first + size - 1, some.last)
                yield msgspec.structs.replace(some, first=first, last=last)
        else:
            for start in range(0, len(some), size):
                yield b"\n".join(some[start : start + size])


def _search(seed: bytes, share: Share) -> Found:
    names = share.names
    blocks = blocks_of(names) if isinstance(names, FramedRun) else [(b"", names.split(b"\n"))]
    return Ordering(seed).below(share.limit, blocks)


def _first(found: Found, wanted: int) -> list[DrawnName]:
    return [
        DrawnName(name=name.decode(), order=order.hex()) for order, name in sorted(found)[:wanted]
    ]
