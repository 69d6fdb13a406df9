"""What may be asked of caps from outside: balances, windows, holds and reviews."""

from datetime import datetime

import msgspec

from comptrol.domains.caps.formulas import window_at
from comptrol.domains.caps.statements import CapId, HoldId, Unit
from comptrol.domains.caps.view import Allotment, Cap, CapsView, Hold, Period, Review, used_in
from comptrol.kernel.errors import NotFoundError
from comptrol.kernel.quantity import Limit, Position
from comptrol.kernel.view import World


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """Whether a ceiling in operations is passed: the lower end says for certain, the upper maybe.

    In between a person decides: nothing here turns maybe into yes.
    """

    certain: bool
    possible: bool


def balance(world: World, *, cap: CapId) -> Cap:
    """Return one cap: its ceiling, where that comes from, and what is held and used of it.

    That is chips or chip-seconds since it was set. Of windows, and of operations, H100 equivalents
    and memory, the balances are those of ``caps/periods``.
    """
    found = world[CapsView].caps.get(cap)
    if found is None:
        raise NotFoundError(f"no cap {cap!r} has been set")
    return found


def balances(world: World, *, after: CapId | None = None, limit: Limit = 100) -> tuple[Cap, ...]:
    """Return every cap with its balance, by name, a page at a time."""
    start = None if after is None else (after,)
    return tuple(world[CapsView].caps.where(after=start, limit=limit))


def hold(world: World, *, hold: HoldId) -> Hold:
    """Return what one order holds of every cap, or held."""
    found = world[CapsView].holds.get(hold)
    if found is None:
        raise NotFoundError(f"nothing was held for {hold!r}")
    return found


def periods(
    world: World, *, cap: CapId, after: str | None = None, limit: Limit = 100
) -> tuple[Period, ...]:
    """Return what was held and used of a cap in each of its windows, by their names."""
    balance(world, cap=cap)
    start = None if after is None else (cap, after)
    return tuple(world[CapsView].periods.where(after=start, limit=limit, cap=cap))


def reviews(world: World, *, after: CapId | None = None, limit: Limit = 100) -> tuple[Review, ...]:
    """Return by when caps are to be reviewed, and when and why they were left as they are."""
    start = None if after is None else (after,)
    return tuple(world[CapsView].reviews.where(after=start, limit=limit))


def allotments(
    world: World, *, cap: CapId, after: Position | None = None, limit: Limit = 100
) -> tuple[Allotment, ...]:
    """Return every posting of chip time on an account that was granted, as they came."""
    balance(world, cap=cap)
    start = None if after is None else (cap, after)
    return tuple(world[CapsView].allotments.where(after=start, limit=limit, cap=cap))


def current(world: World, cap: Cap, at: datetime) -> Period | None:
    """Return what is held and used in the window of a moment; nothing: of a cap without any."""
    view = world[CapsView]
    if cap.window is None and not cap.exact:
        return None
    if cap.window is not None and cap.window.every is None:
        return used_in(view, cap, at)
    window = window_at(cap.window, at)
    return view.periods.get((cap.cap, window)) or Period(cap=cap.cap, window=window)


def coming(world: World, cap: Cap, at: datetime) -> tuple[Period, ...]:
    """Return the windows after that of a moment of which something is held, in their order."""
    present = current(world, cap, at)
    if present is None or cap.window is None or cap.window.every is None:
        return ()
    later = world[CapsView].periods.where(after=(cap.cap, present.window), cap=cap.cap)
    return tuple(it for it in later if it.held)


def verdict(cap: Cap, period: Period) -> Verdict | None:
    """Say whether a ceiling in operations is passed; nothing of other caps."""
    if cap.top is None or cap.unit is not Unit.FLOP:
        return None
    return Verdict(certain=period.low > cap.top, possible=period.high > cap.top)
