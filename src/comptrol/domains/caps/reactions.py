"""What the platform says of caps by itself: that one comes near its ceiling."""

from collections.abc import Iterator
from typing import Any, Final

from comptrol.domains.caps.formulas import LIFE, split
from comptrol.domains.caps.queries import due, whole
from comptrol.domains.caps.statements import Noticed, Posted
from comptrol.domains.caps.view import Cap, CapsView, Hold, Period, used_in
from comptrol.kernel.statement import Consequence, Entry
from comptrol.kernel.view import World

HEARS: Final = (Posted,)


def react(entry: Entry[Any], world: World) -> Iterator[Consequence]:
    """Give notice of caps that a posting brought to a percent of their ceiling, once for each.

    A posting on plain caps alone says nothing further, and is done with here at once.
    """
    said = entry.statement
    if type(said) is not Posted or said.further is None:
        return iter(())
    return _noticed(said, entry, world)


def _noticed(said: Posted, entry: Entry[Any], world: World) -> Iterator[Noticed]:
    view = world[CapsView]
    hold = view.holds.get(said.hold)
    assert hold is not None, "a posting is of a hold"
    for name in sorted(set(hold.named)):
        cap = view.caps.get(name)
        if cap is None or cap.terms is None or not cap.terms.notices:
            continue
        for period in _periods(cap, hold, said, entry, world):
            yield from due(world, cap, period, entry.position)


def _periods(
    cap: Cap, hold: Hold, said: Posted, entry: Entry[Any], world: World
) -> Iterator[Period]:
    """Yield every window of a cap that a hold or its use touches, in order."""
    view = world[CapsView]
    if cap.window is None and not cap.exact:
        yield whole(cap)
    elif cap.window is not None and cap.window.every is None:
        yield used_in(view, cap, entry.logged_at)
    else:
        for window in _windows(cap, hold, said):
            row = view.periods.get((cap.cap, window))
            if row is not None:
                yield row


def _windows(cap: Cap, hold: Hold, said: Posted) -> list[str]:
    if cap.window is None:
        return [LIFE]
    found = {it.window for it in hold.planned or () if it.cap == cap.cap}
    ran = said.further.ran if said.further is not None else None
    if ran is not None:
        found.update(it.window for it in split(ran.since, ran.until, 0, cap.window))
    return sorted(found)
