"""Which work of one account goes on in what runs now, and when does it come to a total?"""

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from comptrol.domains.structuring.formulas.pieces import Piece
from comptrol.domains.structuring.formulas.windows import DAY_S, Curve

RENEWED_WITHIN_S: Final = DAY_S
"""Work that begins so near the end of what it is like goes on. The day is ours."""
RENEWALS_MAX: Final = 500
_WHOLE: Final = 10_000


def renewed(running: Sequence[Piece], earlier: Iterable[Piece], alike_bp: int) -> list[Piece]:
    """Return what runs, and what it goes on from: about as many chips of the same model before.

    From each that runs, and from each that is found, one step back in time, and every piece once.

    >>> now, week = Piece("a", 8, 20, 30), RENEWED_WITHIN_S
    >>> before = [Piece("a", 8, 10, 20), Piece("a", 2, 10, 20), Piece("a", 8, -9 * week, 1 - week)]
    >>> [it.start_s for it in renewed([now], before, 9000)]
    [20, 10]
    """
    found = list(running)
    rest = sorted({*earlier} - {*running}, key=lambda it: (-it.end_s, it))
    for piece in found:
        if len(found) >= RENEWALS_MAX:
            break
        before = next((it for it in rest if _goes_on(it, piece, alike_bp)), None)
        if before is not None:
            rest.remove(before)
            found.append(before)
    return found


def _goes_on(before: Piece, after: Piece, alike_bp: int) -> bool:
    small, large = sorted((before.chips, after.chips))
    return (
        before.model == after.model
        and before.start_s < after.start_s
        and abs(after.start_s - before.end_s) <= RENEWED_WITHIN_S
        and small * _WHOLE >= large * alike_bp
    )


def comes_to(
    pieces: Sequence[Piece], amount: int, *, length_s: int | None, since_s: int, until_s: int
) -> int | None:
    """Return the first second by which chip time comes to an amount, or nothing.

    In a rolling window of a length; without one, since a second. Between the seconds at which
    chips come and go, or leave the window, the sum moves in a straight line.

    >>> work = [Piece("a", 2, 0, 100)]
    >>> comes_to(work, 40, length_s=20, since_s=0, until_s=90)
    20
    >>> comes_to(work, 100, length_s=None, since_s=30, until_s=90)
    80
    >>> comes_to(work, 50, length_s=20, since_s=0, until_s=90) is None
    True
    """
    curve = Curve(pieces)
    back = length_s or 0

    def had(second: int) -> int:
        start_s = since_s if length_s is None else max(since_s, second - back)
        return curve.up_to(second) - curve.up_to(start_s)

    turns = {at for it in curve.at for at in (it, it + back)} | {since_s + back, until_s}
    low = since_s
    for high in sorted(it for it in turns if since_s < it <= until_s):
        if had(high) >= amount:
            return _first(had, amount, low, high)
        low = high
    return None


def _first(had: Callable[[int], int], amount: int, low: int, high: int) -> int:
    """Halve the seconds between two turns, where the sum grows, down to the first."""
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if had(middle) >= amount else (middle + 1, high)
    return low
