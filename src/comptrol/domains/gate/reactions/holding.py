"""What is posted on the caps as an order lives: held, grown, confirmed, settled, let go."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from comptrol.domains.caps import (
    Act,
    Cap,
    CapsView,
    Hold,
    HoldId,
    Lapsed,
    Posted,
    Take,
    Unit,
    settlement,
    taken,
)
from comptrol.domains.gate import statements as gate
from comptrol.domains.gate.queries import caps_on
from comptrol.domains.gate.statements import Amended, Confirmed, Ended, OrderId, Ruled
from comptrol.domains.gate.view import GateView, Order, Stage
from comptrol.kernel.statement import Consequence, Entry
from comptrol.kernel.view import World


def on_ruling(said: Ruled, entry: Entry[Any], world: World) -> Iterator[Consequence]:
    """Hold what an allowed order may take, or what it grew by; let go where it may not begin.

    What stood before a cap was set is not taken of that cap, until it grows.
    """
    order = world[GateView].orders.get(said.order)
    assert order is not None, "a ruling follows its order"
    first, position, on = said.because == order.position, entry.position, entry.logged_at.date()
    hold = None if first else world[CapsView].holds.get(HoldId(said.order))
    live = hold is not None and hold.live
    if hold is not None and live and not order.standing:
        yield _posted(order, position, Act.VOID, settlement(world, hold, 0))
    elif hold is not None and live and said.amendment is not None:
        yield from _resized(world, order, hold, position, caps_on(world, order, on))
    elif order.standing and not live and (said.amendment or order.stood_at == position):
        takes = taken(caps_on(world, order, on), order.chips, order.chip_seconds)
        if takes:
            yield _posted(order, position, Act.HOLD, takes)


def on_shrinking(said: Amended, position: int, world: World) -> Iterator[Consequence]:
    """Give back what an order no longer takes."""
    order, hold = _of(world, said.order)
    if hold is not None and hold.live:
        yield from _resized(world, order, hold, position, ())


def _resized(
    world: World, order: Order, hold: Hold, position: int, more: Iterable[Cap]
) -> Iterator[Consequence]:
    """Bring what is held to what the order may take now, on its caps and on more of them."""
    caps = {it.cap: world[CapsView].caps.get(it.cap) for it in hold.takes}
    caps |= {it.cap: it for it in more}
    held = {it.cap: it.held for it in hold.takes}
    found = (caps[name] for name in sorted(caps))
    wanted = taken((it for it in found if it is not None), order.chips, order.chip_seconds)
    moved = tuple(
        Take(cap=it.cap, held=it.held - held.get(it.cap, 0))
        for it in wanted
        if it.held != held.get(it.cap, 0)
    )
    if moved:
        act = Act.GROW if any(it.held > 0 for it in moved) else Act.SHRINK
        yield _posted(order, position, act, moved)


def on_confirming(said: Confirmed, position: int, world: World) -> Iterator[Consequence]:
    """Let a hold no longer lapse: what it is for has begun."""
    order, hold = _of(world, said.order)
    if hold is not None and hold.live:
        yield _posted(order, position, Act.CONFIRM, ())


def on_ending(said: Ended, entry: Entry[Any], world: World) -> Iterator[Consequence]:
    """Settle a hold by what was used; what ran after its hold had ended is counted all the same.

    Nothing is refused here: what happened has happened, and goes beyond a ceiling if it must. An
    order that reserves a cluster used at least what those under it used that are over.
    """
    order, hold = _of(world, said.order)
    used = max(said.used_chip_seconds, _used_under(world, order))
    if order.under is not None:
        yield from _after_its_parent(world, order, used, entry.position)
    elif hold is None:
        caps = caps_on(world, order, entry.logged_at.date())
        takes = tuple(
            Take(cap=it.cap, used=used) for it in caps if it.unit is Unit.CHIP_SECONDS and used
        )
        if takes:
            yield _posted(order, entry.position, Act.LATE, takes, overrun=used)
    elif hold.live:
        act = Act.SETTLE if used else Act.VOID
        overrun = max(0, used - order.chip_seconds)
        takes = settlement(world, hold, used)
        yield _posted(order, entry.position, act, takes, overrun=overrun)
    elif used:
        takes = settlement(world, hold, used)
        yield _posted(order, entry.position, Act.LATE, takes, overrun=used)


def _used_under(world: World, order: Order) -> int:
    """Return what orders under one have used that are over."""
    if not order.under_chip_seconds:
        return 0
    running = world[GateView].orders.where(under=order.order, standing=True)
    return order.under_chip_seconds - sum(it.chip_seconds for it in running)


def _after_its_parent(
    world: World, order: Order, used: int, position: int
) -> Iterator[Consequence]:
    """Count what an order used that ended after the one that reserved its cluster."""
    assert order.under is not None, "only what stands under another is asked"
    parent, hold = _of(world, order.under)
    if parent.stage is Stage.ENDED and hold is not None and used:
        takes = settlement(world, hold, used)
        yield _posted(parent, position, Act.LATE, takes, overrun=used)


def on_lapsing(said: gate.Lapsed, position: int, world: World) -> Iterator[Consequence]:
    """Free what lapsed orders held."""
    holds = tuple(
        HoldId(name)
        for name in said.orders
        if (hold := world[CapsView].holds.get(HoldId(name))) is not None and hold.live
    )
    if holds:
        yield Lapsed(because=position, until_s=said.until_s, holds=holds)


def _of(world: World, name: OrderId) -> tuple[Order, Hold | None]:
    order = world[GateView].orders.get(name)
    assert order is not None, "an admitted statement names a known order"
    return order, world[CapsView].holds.get(HoldId(name))


def _posted(
    order: Order, position: int, act: Act, takes: tuple[Take, ...], *, overrun: int = 0
) -> Posted:
    until = order.lapses_s
    return Posted(
        because=position,
        hold=HoldId(order.order),
        act=act,
        takes=takes,
        lapses_at=None if until is None else datetime.fromtimestamp(until, UTC),
        overrun=overrun,
    )
