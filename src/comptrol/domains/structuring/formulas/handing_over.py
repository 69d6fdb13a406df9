"""Does work that stops on one account go on at another? Continuity over a group."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Final

from comptrol.domains.structuring.formulas.pieces import Piece
from comptrol.domains.structuring.statements import HandOver

LOOKED_BACK_MAX: Final = 64
"""So many ends before a beginning are looked at, the latest first."""
_WHOLE: Final = 10_000


def longest_chain(pieces: Sequence[Piece], how: HandOver) -> tuple[Piece, ...]:
    """Return the longest chain in which each piece goes on where another account's has stopped.

    Each begins within the gap after an end of before, on another account, on the same model, with
    about as many chips. One pass in the order of beginnings, each looking back over few ends.

    >>> how = HandOver(gap_s=60, alike_bp=9000, times_min=1)
    >>> work = [Piece("a", 8, 0, 100), Piece("b", 8, 120, 200), Piece("b", 8, 210, 300)]
    >>> [it.account for it in longest_chain(work, how)]
    ['a', 'b']
    """
    ended = sorted(pieces, key=lambda it: (it.end_s, it))
    ends = [it.end_s for it in ended]
    best: dict[Piece, tuple[int, Piece | None]] = {}
    for piece in sorted(pieces, key=lambda it: (it.start_s, it)):
        first = bisect_left(ends, piece.start_s - how.gap_s)
        last = bisect_right(ends, piece.start_s)
        before = [
            (best[it][0], -number)
            for number, it in enumerate(ended[max(first, last - LOOKED_BACK_MAX) : last])
            if it in best and _goes_on(it, piece, how)
        ]
        if before:
            length, number = max(before)
            earlier = ended[max(first, last - LOOKED_BACK_MAX) - number]
            best[piece] = (length + 1, earlier)
        else:
            best[piece] = (1, None)
    return _chain(best)


def _goes_on(before: Piece, after: Piece, how: HandOver) -> bool:
    small, large = sorted((before.chips, after.chips))
    return (
        before.account != after.account
        and before.model == after.model
        and small * _WHOLE >= large * how.alike_bp
    )


def _chain(best: dict[Piece, tuple[int, Piece | None]]) -> tuple[Piece, ...]:
    at: Piece | None = max(best, key=lambda it: (best[it][0], -it.start_s, it.order), default=None)
    chain: list[Piece] = []
    while at is not None:
        chain.append(at)
        at = best[at][1]
    return tuple(reversed(chain))
