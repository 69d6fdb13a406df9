"""What is held and used in each window of a cap: worked out from a hold before and after.

Whatever happens to a hold, each window moves by the difference of what the hold takes of it then
and what it took before. What was used is added to the windows in which it happened, and never
taken out of them but by a correction that says so.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from msgspec.structs import replace

from comptrol.domains.caps.formulas import (
    HOUR,
    LIFE,
    ROLLING,
    day_of,
    first_hour,
    split,
    total,
)
from comptrol.domains.caps.statements import (
    NOTHING,
    TOTALS,
    CapId,
    Every,
    Posted,
    Stretch,
    Window,
)
from comptrol.domains.caps.view.planning import held_by
from comptrol.domains.caps.view.rows import Cap, CapsView, Day, Hold, Hour, Period
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import Change

FIGURES: Final = ("used", "low", "mid", "high")
Figures = tuple[Decimal, Decimal, Decimal, Decimal]
_ONE_DAY: Final = Window(every=Every.DAY)
_ONE_HOUR: Final = Window(days=1)


def counted(
    view: CapsView, before: Hold | None, after: Hold, said: Posted, entry: Entry[Any]
) -> Iterator[Change]:
    """Count a posting in the windows and on the days that it touches."""
    further = said.further
    ran = further.ran if further is not None else None
    if ran is None:
        ran = Stretch(since=entry.logged_at, until=entry.logged_at)
    if further is not None:
        yield from _periods(view, before, after, said, ran)
    for name, figures in _used(said).items():
        cap = _cap(view, name)
        if cap.unit in TOTALS:
            yield from _days(view, cap, ran, figures)


def released(view: CapsView, before: Hold, after: Hold) -> Iterator[Change]:
    """Free what a hold that lapsed held of windows."""
    for name, moved in _held_moved(view, before, after).items():
        yield from _stored(view, name, moved, {})


def _used(said: Posted) -> dict[CapId, Figures]:
    """Return what a posting counts as used of each cap: by chip time, and as it was measured."""
    found: dict[CapId, Figures] = {
        it.cap: (Decimal(it.used), NOTHING, NOTHING, NOTHING) for it in said.takes if it.used
    }
    for it in said.further.takes if said.further is not None else ():
        figures = (it.used, it.low, it.mid, it.high)
        if any(figures):
            found[it.cap] = figures
    return found


def _periods(
    view: CapsView, before: Hold | None, after: Hold, said: Posted, ran: Stretch
) -> Iterator[Change]:
    used = _used(said)
    held = _held_moved(view, before, after)
    for name in sorted({*held, *used}):
        cap = _cap(view, name)
        if cap.window is None and not cap.exact:
            continue
        figures = used.get(name)
        spent = _spent(cap, ran, figures) if figures is not None else {}
        yield from _stored(view, name, held.get(name, {}), spent)


def _stored(
    view: CapsView,
    name: CapId,
    held: Mapping[str, Decimal],
    spent: Mapping[str, Figures],
) -> Iterator[Change]:
    for window in sorted({*held, *spent}):
        row = view.periods.get((name, window)) or Period(cap=name, window=window)
        more = spent.get(window, (NOTHING,) * 4)
        sums = {it: total((getattr(row, it), by)) for it, by in zip(FIGURES, more, strict=True)}
        yield view.periods.put(
            replace(row, held=total((row.held, held.get(window, NOTHING))), **sums)
        )


def _held_moved(
    view: CapsView, before: Hold | None, after: Hold
) -> dict[CapId, dict[str, Decimal]]:
    """Return by how much more is held in each window of each cap that has any."""
    sums: dict[CapId, dict[str, Decimal]] = {}
    for hold, sign in ((before, -1), (after, 1)):
        for name, window, held in _held(view, hold):
            known = sums.setdefault(name, {})
            known[window] = total((known.get(window, NOTHING), sign * held))
    return {name: {it: many for it, many in of.items() if many} for name, of in sums.items()}


def _held(view: CapsView, hold: Hold | None) -> Iterator[tuple[CapId, str, Decimal]]:
    """Yield what a hold holds in each window of each cap that has any, or is exact."""
    if hold is None:
        return
    yield from ((it.cap, it.window, it.held) for it in hold.planned or ())
    for name, held in held_by(hold).items():
        cap = _cap(view, name)
        if cap.window is None and cap.exact:
            yield name, LIFE, held
        elif cap.window is not None and cap.window.every is None:
            yield name, ROLLING, held


def _cap(view: CapsView, name: CapId) -> Cap:
    cap = view.caps.get(name)
    assert cap is not None, "a posting names caps that were set"
    return cap


def _spent(cap: Cap, ran: Stretch, figures: Figures) -> dict[str, Figures]:
    """Return how what was used falls into the windows of a cap; a rolling one keeps the sum."""
    window = cap.window
    if window is None or window.every is None:
        return {LIFE if window is None else ROLLING: figures}
    return _split(ran, figures, window)


def _split(ran: Stretch, figures: Figures, window: Window) -> dict[str, Figures]:
    parts = [split(ran.since, ran.until, int(it), window) for it in figures]
    used, low, mid, high = parts
    return {
        it.window: (Decimal(it.amount), Decimal(a.amount), Decimal(b.amount), Decimal(c.amount))
        for it, a, b, c in zip(used, low, mid, high, strict=True)
    }


def _days(view: CapsView, cap: Cap, ran: Stretch, figures: Figures) -> Iterator[Change]:
    """Keep what was used by day, and by hour where a window rolls."""
    if ran.since == ran.until and cap.window is None:  # by far the most
        yield view.days.put(_more(view, cap, day_of(ran.since), figures))
        return
    for name, part in _split(ran, figures, _ONE_DAY).items():
        row = _more(view, cap, date.fromisoformat(name), part)
        if cap.window is not None and cap.window.every is None:
            row = replace(row, hours=_hours(row, ran, figures))
        yield view.days.put(row)


def _more(view: CapsView, cap: Cap, day: date, figures: Figures) -> Day:
    row = view.days.get((cap.cap, day)) or Day(cap=cap.cap, day=day)
    sums = {it: total((getattr(row, it), by)) for it, by in zip(FIGURES, figures, strict=True)}
    return replace(row, **sums)


def _hours(row: Day, ran: Stretch, figures: Figures) -> tuple[Hour, ...]:
    """Return the hours of a day with what of a stretch falls into them."""
    hours = {it.hour: it for it in row.hours or ()}
    day = row.day.isoformat()
    for name, part in _split(ran, figures, _ONE_HOUR).items():
        of, _, hour = name.partition("T")
        if of == day:
            old = hours.get(int(hour)) or Hour(hour=int(hour))
            sums = {
                it: total((getattr(old, it), by)) for it, by in zip(FIGURES, part, strict=True)
            }
            hours[int(hour)] = replace(old, **sums)
    return tuple(hours[it] for it in sorted(hours))


def used_in(view: CapsView, cap: Cap, at: datetime) -> Period:
    """Return what is held of a rolling cap, and what was used of it in its last days."""
    window = cap.window
    assert window is not None, "only a rolling window is asked"
    assert window.days is not None, "only a rolling window is asked"
    held = view.periods.get((cap.cap, ROLLING))
    first = first_hour(at, window.days)
    found: list[Hour] = []
    for row in view.days.where(after=(cap.cap, day_of(first - 24 * HOUR)), cap=cap.cap):
        edge = first.hour if row.day == day_of(first) else 0
        found += (it for it in row.hours or () if it.hour >= edge)
    sums = {name: total(getattr(it, name) for it in found) for name in FIGURES}
    return Period(
        cap=cap.cap, window=ROLLING, held=held.held if held is not None else NOTHING, **sums
    )
