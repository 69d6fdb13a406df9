"""What is posted on the caps as an order lives: held, grown, confirmed, settled, let go."""

from collections.abc import Iterator
from datetime import UTC, datetime

from comptrol.domains.caps import (
    Act,
    CapsView,
    Hold,
    HoldId,
    Lapsed,
    Posted,
    Take,
    settlement,
    taken,
)
from comptrol.domains.gate import statements as gate
from comptrol.domains.gate.queries import caps_on
from comptrol.domains.gate.statements import Amended, Confirmed, Ended, OrderId, Ruled
from comptrol.domains.gate.view import GateView, Order
from comptrol.kernel.statement import Consequence
from comptrol.kernel.view import World


def on_ruling(said: Ruled, position: int, world: World) -> Iterator[Consequence]:
    """Hold what an allowed order may take, or what it grew by; let go where it may not begin."""
    order = world[GateView].orders.get(said.order)
    assert order is not None, "a ruling follows its order"
    first = said.because == order.position
    hold = None if first else world[CapsView].holds.get(HoldId(said.order))
    if order.standing and (hold is None or not hold.live):
        takes = taken(caps_on(world, order), order.chips, order.chip_seconds)
        if takes and hold is None:
            yield _posted(order, position, Act.HOLD, takes)
    elif hold is not None and hold.live and not order.standing:
        yield _posted(order, position, Act.VOID, settlement(world, hold, 0))
    elif hold is not None and hold.live and said.amendment is not None:
        yield from _resized(world, order, hold, position)


def on_shrinking(said: Amended, position: int, world: World) -> Iterator[Consequence]:
    """Give back what an order no longer takes."""
    order, hold = _of(world, said.order)
    if hold is not None and hold.live:
        yield from _resized(world, order, hold, position)


def _resized(world: World, order: Order, hold: Hold, position: int) -> Iterator[Consequence]:
    """Bring what is held to what the order may take now, on the caps that it was held on."""
    caps = [cap for it in hold.takes if (cap := world[CapsView].caps.get(it.cap)) is not None]
    held = {it.cap: it.held for it in hold.takes}
    wanted = taken(caps, order.chips, order.chip_seconds)
    moved = tuple(
        Take(cap=it.cap, held=it.held - held[it.cap]) for it in wanted if it.held != held[it.cap]
    )
    if moved:
        act = Act.GROW if any(it.held > 0 for it in moved) else Act.SHRINK
        yield _posted(order, position, act, moved)


def on_confirming(said: Confirmed, position: int, world: World) -> Iterator[Consequence]:
    """Let a hold no longer lapse: what it is for has begun."""
    order, hold = _of(world, said.order)
    if hold is not None and hold.live:
        yield _posted(order, position, Act.CONFIRM, ())


def on_ending(said: Ended, position: int, world: World) -> Iterator[Consequence]:
    """Settle a hold by what was used; what ran after its hold had ended is counted all the same.

    Nothing is refused here: what happened has happened, and goes beyond a ceiling if it must.
    """
    order, hold = _of(world, said.order)
    if hold is None:
        return
    takes = settlement(world, hold, said.used_chip_seconds)
    if hold.live:
        act = Act.SETTLE if said.used_chip_seconds else Act.VOID
        overrun = max(0, said.used_chip_seconds - order.chip_seconds)
        yield _posted(order, position, act, takes, overrun=overrun)
    elif said.used_chip_seconds:
        overrun = said.used_chip_seconds
        yield _posted(order, position, Act.LATE, takes, overrun=overrun)


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
