"""Do many stay below a limit that they reach together? By total and by rate.

For a group: the maximum over windows of what all its members have reaches the limit, while each
member stays below it. A member that reaches the limit by itself hides nothing and shields nobody:
it is left out, and the others are asked of without it. Only windows that end after a second are
asked: what somebody reached long ago neither names nor shields anybody now.

Source: Heim et al. arXiv:2403.08501, sections 3.3.2 and 3.3.3, for the attack and for the rate,
which a customer who splits a total over providers still shows.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

from comptrol.domains.structuring.formulas.pieces import Piece, by_account
from comptrol.domains.structuring.formulas.rates import levels, peak
from comptrol.domains.structuring.formulas.windows import (
    DAY_S,
    Curve,
    Window,
    calendar,
    of_chip_time,
    of_orders,
    rolling_chip_time,
    rolling_orders,
)
from comptrol.domains.structuring.statements import Counted, Limit, Span

EVER_S: Final = -(2**62)
"""Before every second."""


class Reached(NamedTuple):
    """When a group reached a limit together, its fullest window, and who took part."""

    at_s: int
    """The second by which it was reached first."""
    most: Window
    members: tuple[tuple[str, int], ...]
    """Accounts in the window that reached it first, and how much each has there."""
    pieces: tuple[Piece, ...]
    """What is in that window."""


def split(
    pieces: Sequence[Piece], limit: Limit, members_min: int, since_s: int = EVER_S
) -> Reached | None:
    """Return how the accounts of one group reach a limit that each stays below, if they do."""
    small = [
        piece
        for own in by_account(pieces).values()
        if most(own, limit, since_s).amount < limit.value
        for piece in own
    ]
    if len({piece.account for piece in small}) < members_min:
        return None
    fullest = most(small, limit, since_s)
    if fullest.amount < limit.value:
        return None
    start_s, end_s, at_s = _first(small, limit, since_s)
    inside = tuple(it for it in small if _inside(it, limit, start_s, end_s))
    shares = tuple(
        (account, _amount(own, limit, start_s, end_s))
        for account, own in by_account(inside).items()
    )
    if len(shares) < members_min:
        return None
    return Reached(at_s=at_s, most=fullest, members=shares, pieces=inside)


def most(pieces: Sequence[Piece], limit: Limit, since_s: int = EVER_S) -> Window:
    """Return the fullest window of some pieces, in what a limit counts."""
    if limit.counts is Counted.CHIPS_AT_ONCE:
        return Window(*peak(_since(pieces, since_s)))
    found = _windows(pieces, limit, since_s)
    return max(found, key=lambda it: (it.amount, -it.start_s), default=Window(0, 0, 0))


def _since(pieces: Sequence[Piece], since_s: int) -> list[Piece]:
    return [it._replace(start_s=max(it.start_s, since_s)) for it in pieces if it.end_s > since_s]


def _windows(pieces: Sequence[Piece], limit: Limit, since_s: int) -> list[Window]:
    """Return every window that ends later and has to be asked, in the order of their ends."""
    if not pieces:
        return []
    time = limit.counts is Counted.CHIP_SECONDS
    if limit.span is Span.ROLLING:
        length_s = (limit.days or 1) * DAY_S
        asked = (rolling_chip_time if time else rolling_orders)(pieces, length_s)
    else:
        assert limit.span is not None, "a total has a window"
        last = max(it.end_s if time else it.start_s + 1 for it in pieces)
        asked = calendar(limit.span, min(it.start_s for it in pieces), last)
    later = [it for it in asked if it[1] > since_s]
    return list((of_chip_time if time else of_orders)(pieces, later))


def _first(pieces: Sequence[Piece], limit: Limit, since_s: int) -> tuple[int, int, int]:
    """Return the first window that reaches the limit, and the second by which it does."""
    if limit.counts is Counted.CHIPS_AT_ONCE:
        step = next(it for it in levels(_since(pieces, since_s)) if it.amount >= limit.value)
        return step.start_s, step.start_s + 1, step.start_s
    window = next(it for it in _windows(pieces, limit, since_s) if it.amount >= limit.value)
    if limit.counts is Counted.CHIPS_ORDERED:
        begun = sorted(it for it in pieces if window.start_s <= it.start_s < window.end_s)
        begun.sort(key=lambda it: it.start_s)
        total = 0
        for it in begun:
            total += it.chips
            if total >= limit.value:
                return window.start_s, window.end_s, it.start_s
    curve = Curve(pieces)
    at_s = curve.reaches(curve.up_to(window.start_s) + limit.value)
    return window.start_s, window.end_s, at_s


def _inside(piece: Piece, limit: Limit, start_s: int, end_s: int) -> bool:
    if limit.counts is Counted.CHIPS_ORDERED:
        return start_s <= piece.start_s < end_s
    return piece.start_s < end_s and start_s < piece.end_s


def _amount(own: Sequence[Piece], limit: Limit, start_s: int, end_s: int) -> int:
    if limit.counts is Counted.CHIP_SECONDS:
        return next(of_chip_time(own, [(start_s, end_s)])).amount
    return sum(it.chips for it in own)
