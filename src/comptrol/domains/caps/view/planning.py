"""How what is held falls into the windows of the calendar, and which of it is used up first."""

from collections.abc import Iterator
from decimal import Decimal

from comptrol.domains.caps.formulas import amounts, total
from comptrol.domains.caps.statements import NOTHING, CapId, Posted, Stretch, Window
from comptrol.domains.caps.view.rows import CapsView, Hold, Planned


def held_by(hold: Hold) -> dict[CapId, Decimal]:
    """Return what a hold holds of each cap."""
    plain = {it.cap: Decimal(it.held) for it in hold.takes}
    return plain | {it.cap: it.held for it in hold.exact or ()}


def planned(
    view: CapsView, before: Hold | None, after: Hold, said: Posted
) -> tuple[Planned, ...] | None:
    """Return how what is held after a posting falls into windows; nothing where none has any.

    A new plan spreads all that is held over its time. Without one, what was used is taken from
    the windows in which it was used, and then from the earliest: no window is held twice.
    """
    found: list[Planned] = []
    for name, held in sorted(held_by(after).items()):
        cap = view.caps.get(name)
        window = cap.window if cap is not None else None
        if held and window is not None and window.every is not None:
            found += _of_cap(name, held, window, before, said)
    return tuple(found) or None


def _of_cap(
    name: CapId, held: Decimal, window: Window, before: Hold | None, said: Posted
) -> Iterator[Planned]:
    further = said.further
    was = {
        it.window: it.held for it in (before.planned if before else None) or () if it.cap == name
    }
    if further is not None and further.plan is not None:
        now = spread(further.plan, held, window)
    else:
        used = _used_in(name, window, said)
        now = _less(was, used, total(was.values()) - held)
    yield from (Planned(cap=name, window=it, held=many) for it, many in now.items() if many)


def spread(plan: Stretch, held: Decimal, window: Window) -> dict[str, Decimal]:
    """Return an amount spread over a stretch of time, by window."""
    return {it: Decimal(many) for it, many in amounts(plan, int(held), window).items()}


def _used_in(name: CapId, window: Window, said: Posted) -> dict[str, int]:
    further = said.further
    if further is None or further.ran is None:
        return {}
    plain = sum(it.used for it in said.takes if it.cap == name)
    exact = sum(int(it.used) for it in further.takes if it.cap == name)
    return amounts(further.ran, plain + exact, window)


def _less(was: dict[str, Decimal], used: dict[str, int], less: Decimal) -> dict[str, Decimal]:
    """Take so much out of windows: out of those that were used first, then out of the earliest."""
    now = dict(was)
    for most in (used, None):
        for name in sorted(now):
            out = min(now[name], less)
            if most is not None:
                out = min(out, Decimal(max(0, most.get(name, 0))))
            now[name], less = now[name] - out, less - out
    assert less == NOTHING, "no more is let go of than is held"
    return now
