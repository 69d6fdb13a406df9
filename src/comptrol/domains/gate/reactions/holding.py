"""What is posted on the caps as an order lives: held, grown, confirmed, settled, let go."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from comptrol.domains.caps import (
    NOTHING,
    Act,
    Cap,
    CapsView,
    ExactTake,
    Further,
    Hold,
    HoldId,
    Lapsed,
    Posted,
    Stretch,
    Take,
    further,
    late,
    settled_further,
    settlement,
    taken,
)
from comptrol.domains.gate import statements as gate
from comptrol.domains.gate.queries import ask_of, caps_on, ran
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
        yield _settled(world, order, hold, position, Act.VOID, _at(entry.logged_at))
    elif hold is not None and live and said.amendment is not None:
        yield from _resized(world, order, hold, entry, caps_on(world, order, on))
    elif order.standing and not live and (said.amendment or order.stood_at == position):
        yield from _held(world, order, position, on)


def _held(world: World, order: Order, position: int, on: date) -> Iterator[Consequence]:
    """Hold what an order may take, where anything binds it."""
    caps = caps_on(world, order, on)
    takes, more = taken(caps, order.chips, order.chip_seconds), None
    if not all(it.terms is None for it in caps):
        more = further(world, caps, ask_of(order, on))
    if takes or more is not None:
        yield _posted(order, position, Act.HOLD, takes, further=more)


def on_shrinking(said: Amended, entry: Entry[Any], world: World) -> Iterator[Consequence]:
    """Give back what an order no longer takes."""
    order, hold = _of(world, said.order)
    if hold is not None and hold.live:
        yield from _resized(world, order, hold, entry, ())


def _resized(
    world: World, order: Order, hold: Hold, entry: Entry[Any], more: Iterable[Cap]
) -> Iterator[Consequence]:
    """Bring what is held to what the order may take now, on its caps and on more of them.

    What was used of it already is not held once more.
    """
    caps = {it: world[CapsView].caps.get(it) for it in hold.named} | {it.cap: it for it in more}
    found = [cap for name in sorted(caps) if (cap := caps[name]) is not None]
    before = {it.cap: it for it in hold.takes}
    moved = []
    for it in taken(found, order.chips, order.chip_seconds):
        was = before.get(it.cap) or Take(cap=it.cap)
        by = max(it.held - was.used, 0) - was.held
        if by:
            moved.append(Take(cap=it.cap, held=by))
    beside = _resized_further(world, order, hold, found, entry.logged_at.date())
    if moved or (beside is not None and (beside.takes or beside.plan != hold.plan)):
        exact = beside.takes if beside is not None else ()
        grows = any(it.held > 0 for it in moved) or any(it.held > 0 for it in exact)
        act = Act.GROW if grows else Act.SHRINK
        yield _posted(order, entry.position, act, tuple(moved), further=beside)


def _resized_further(
    world: World, order: Order, hold: Hold, caps: list[Cap], on: date
) -> Further | None:
    """Return by how much more, or less, is held of caps in exact numbers, and over which time."""
    if all(it.terms is None for it in caps):
        return None
    wanted = further(world, caps, ask_of(order, on, hold))
    before = {it.cap: it.held for it in hold.exact or ()}
    takes = tuple(
        ExactTake(cap=it.cap, held=it.held - before.get(it.cap, NOTHING)) for it in wanted.takes
    )
    return Further(plan=wanted.plan, takes=tuple(it for it in takes if it.held))


def on_confirming(said: Confirmed, entry: Entry[Any], world: World) -> Iterator[Consequence]:
    """Let a hold no longer lapse: what it is for begins, and is held from now on in its windows.

    What was held in a window that is over by now moves to the one that it runs in, in one posting.
    """
    order, hold = _of(world, said.order)
    if hold is None or not hold.live:
        return
    plan = None
    if hold.planned is not None and hold.plan is not None:
        ask = ask_of(order, entry.logged_at.date(), hold, entry.logged_at)
        plan = ask.plan if ask.plan.since > hold.plan.since else None
    moves = None if plan is None else Further(plan=plan)
    yield _posted(order, entry.position, Act.CONFIRM, (), further=moves)


def on_ending(said: Ended, entry: Entry[Any], world: World) -> Iterator[Consequence]:
    """Settle a hold by what was used; what ran after its hold had ended is counted all the same.

    Nothing is refused here: what happened has happened, and goes beyond a ceiling if it must. An
    order that reserves a cluster used at least what those under it used that are over.
    """
    order, hold = _of(world, said.order)
    used = max(said.used, _used_under(world, order))
    when = _ran(order, used, said.at)
    if order.under is not None:
        yield from _after_its_parent(world, order, used, when, entry.position)
    if hold is None:
        caps = caps_on(world, order, entry.logged_at.date()) if used else ()
        takes, more = late(world, caps, used, order.model, when)
        if takes or (more is not None and more.takes):
            yield _posted(order, entry.position, Act.LATE, takes, overrun=used, further=more)
    elif hold.live:
        act, overrun = _end_of(hold, used), max(0, used - order.chip_seconds)
        yield _settled(world, order, hold, entry.position, act, when, used, overrun - hold.overrun)
    elif used:
        more_used = used - max((it.used for it in hold.takes), default=0)
        yield _settled(world, order, hold, entry.position, Act.LATE, when, used, more_used)


def _end_of(hold: Hold, used: int) -> Act:
    """Return how a hold ends: void only where nothing was used, by meters or by its end."""
    seen = any(it.used for it in hold.takes) or any(it.used for it in hold.exact or ())
    return Act.SETTLE if used or seen else Act.VOID


def _ran(order: Order, used: int, until: datetime) -> Stretch:
    """Return when an order ran, as far as it tells: on all its chips, up to its end."""
    whole = ran(order, order.logged_at, until)
    seconds = min(-(-used // order.chips), whole.seconds + 1)
    return ran(order, whole.until - timedelta(seconds=seconds), whole.until)


def _at(moment: datetime) -> Stretch:
    return Stretch(since=moment, until=moment)


def _settled(  # noqa: PLR0913, PLR0917  (what ended, how, when, and with how much)
    world: World,
    order: Order,
    hold: Hold,
    position: int,
    act: Act,
    ran: Stretch,
    used: int = 0,
    overrun: int = 0,
) -> Posted:
    """Return the posting that ends a hold, or counts what came after its end."""
    return _posted(
        order,
        position,
        act,
        settlement(world, hold, used),
        overrun=max(0, overrun),
        further=settled_further(world, hold, used, order.model, ran),
    )


def _used_under(world: World, order: Order) -> int:
    """Return what orders under one have used that are over."""
    if not order.under_chip_seconds:
        return 0
    running = world[GateView].orders.where(under=order.order, standing=True)
    return order.under_chip_seconds - sum(it.chip_seconds for it in running)


def _after_its_parent(
    world: World, order: Order, used: int, ran: Stretch, position: int
) -> Iterator[Consequence]:
    """Count what an order used that ended after the one that reserved its cluster."""
    assert order.under is not None, "only what stands under another is asked"
    parent, hold = _of(world, order.under)
    if parent.stage is Stage.ENDED and hold is not None and used:
        takes, more = late(world, _caps_of(world, hold), used, order.model, ran)
        yield _posted(parent, position, Act.LATE, takes, overrun=used, further=more)


def _caps_of(world: World, hold: Hold) -> Iterator[Cap]:
    """Yield the caps that a hold was taken of."""
    for name in hold.named:
        cap = world[CapsView].caps.get(name)
        if cap is not None:
            yield cap


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
    order: Order,
    position: int,
    act: Act,
    takes: tuple[Take, ...],
    *,
    overrun: int = 0,
    further: Further | None = None,
) -> Posted:
    until = order.lapses_s
    return Posted(
        because=position,
        hold=HoldId(order.order),
        act=act,
        takes=takes,
        lapses_at=None if until is None else datetime.fromtimestamp(until, UTC),
        overrun=overrun,
        further=further,
    )
