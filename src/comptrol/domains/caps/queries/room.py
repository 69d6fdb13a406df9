"""Where is there no room for an order: in which cap, in which window, and by which numbers?"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Final

import msgspec

from comptrol.domains.caps.formulas import LIFE, ROLLING, shown, total
from comptrol.domains.caps.queries.asking import Ask, amount
from comptrol.domains.caps.statements import NOTHING, CapId, Stretch, Unit
from comptrol.domains.caps.view import Cap, CapsView, Hold, Period, held_by, spread, used_in
from comptrol.kernel.view import World

WORDS: Final = {
    Unit.H100E: "H100 equivalents",
    Unit.MEMORY_GB: "GB of memory",
}


class Shortfall(msgspec.Struct, frozen=True, kw_only=True):
    """A cap that has no room for what was asked, and the numbers that say so."""

    cap: CapId
    unit: Unit
    ceiling: Decimal | int
    held: Decimal | int
    used: Decimal | int
    asked: Decimal | int
    source: str
    window: str = ""
    windows: int = 0
    """In so many windows after it there is no room either."""
    unknown: str = ""
    """Why it cannot be known how much is asked."""

    @property
    def sentence(self) -> str:
        """Return it in words."""
        if self.unknown:
            return f"Cap {self.cap}: {self.unknown}."
        where = f" in {self.window}" if self.window else ""
        more = f"; no room in {self.windows} windows after it" if self.windows else ""
        return (
            f"Cap {self.cap}{where}: ceiling {shown(self.ceiling)} "
            f"{WORDS.get(self.unit, self.unit.value)}, held {shown(self.held)}, "
            f"used {shown(self.used)}, asked {shown(self.asked)}{more}."
        )


def short(
    cap: Cap, chips: int, chip_seconds: int, meanwhile: int, own: int
) -> Iterator[Shortfall]:
    """Yield a plain cap if it has no room for an order.

    ``meanwhile`` is what the same step holds of it beyond its balance, or has freed; ``own`` what
    the order holds of it already, or has used. Exactly the rest of a cap is allowed; what asks for
    nothing more passes any cap.
    """
    asked = (chips if cap.unit is Unit.CHIPS else chip_seconds) - own
    held = cap.held + meanwhile
    if cap.ceiling is not None and asked > 0 and held + cap.used + asked > cap.ceiling:
        yield Shortfall(
            cap=cap.cap,
            unit=cap.unit,
            ceiling=cap.ceiling,
            held=held,
            used=cap.used,
            asked=asked,
            source=cap.source,
        )


class Meanwhile(msgspec.Struct, frozen=True, kw_only=True):
    """What is not in the views yet: holds that the same step let go, and what it took of a cap."""

    gone: tuple[Hold, ...] = ()
    took: int = 0


def beyond(
    world: World, cap: Cap, ask: Ask, own: Hold | None, meanwhile: Meanwhile | None = None
) -> Iterator[Shortfall]:
    """Yield a cap with windows or exact numbers if it has no room in any window of an order."""
    if cap.top is None:
        return
    asked = amount(world, cap, ask)
    if asked is None:
        unknown = f"it counts {cap.unit.value}, and what {ask.model} has of that is not known"
        yield _shortfall(cap, Period(cap=cap.cap, window=""), NOTHING, unknown=unknown)
        return
    wanted = {it: many for it, many in falls(cap, ask.plan, asked).items() if many}
    mine = _of_hold(cap, own) if own is not None else {}
    found = []
    for window, many in wanted.items():
        room = standing_in(world, cap, window, ask.plan.since, meanwhile or Meanwhile())
        more = total((many, -mine.get(window, NOTHING)))
        top = cap.top_in(window) or NOTHING
        if more > 0 and total((room.held, room.counted(cap.basis), more)) > top:
            found.append((room, more))
    if found:
        (room, more), *others = found
        yield _shortfall(cap, room, more, others=len(others))


def _shortfall(
    cap: Cap, room: Period, more: Decimal, *, others: int = 0, unknown: str = ""
) -> Shortfall:
    top = cap.top_in(room.window)
    assert top is not None, "what has no ceiling has room"
    return Shortfall(
        cap=cap.cap,
        unit=cap.unit,
        ceiling=top,
        held=room.held,
        used=room.counted(cap.basis),
        asked=more,
        source=cap.source,
        window=_in_words(cap, room.window),
        windows=others,
        unknown=unknown,
    )


def _in_words(cap: Cap, window: str) -> str:
    if window == LIFE:
        return ""
    if cap.window is not None and cap.window.days is not None:
        return f"the last {cap.window.days} days"
    return window


def falls(cap: Cap, plan: Stretch, asked: Decimal) -> dict[str, Decimal]:
    """Return into which windows of a cap an amount falls that is asked over a stretch of time."""
    if cap.window is None:
        return {LIFE: asked}
    if cap.window.every is None:
        return {ROLLING: asked}
    return spread(plan, asked, cap.window)


def standing_in(world: World, cap: Cap, window: str, at: datetime, meanwhile: Meanwhile) -> Period:
    """Return what is held and used of a cap in a window, with what the step did meanwhile.

    ``at`` is from when on a rolling window is asked for.
    """
    view = world[CapsView]
    if window == ROLLING:
        found = used_in(view, cap, at)
    elif cap.window is None and not cap.exact:
        found = Period(cap=cap.cap, window=LIFE, held=Decimal(cap.held), used=Decimal(cap.used))
    else:
        found = view.periods.get((cap.cap, window)) or Period(cap=cap.cap, window=window)
    freed = [_of_hold(cap, it).get(window, NOTHING) for it in meanwhile.gone]
    took = Decimal(max(0, meanwhile.took))
    return msgspec.structs.replace(found, held=total((found.held, took, *(-it for it in freed))))


def _of_hold(cap: Cap, hold: Hold) -> Mapping[str, Decimal]:
    """Return what a hold holds of a cap, by window."""
    if cap.window is None:
        return {LIFE: held_by(hold).get(cap.cap, NOTHING)}
    if cap.window.every is None:
        return {ROLLING: held_by(hold).get(cap.cap, NOTHING)}
    return {it.window: it.held for it in hold.planned or () if it.cap == cap.cap}
