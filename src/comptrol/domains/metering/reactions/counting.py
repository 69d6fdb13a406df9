"""How much of what an order used is not counted yet, after an event and after its end?

The gate counts what is told at the end of an order before this is asked. While an order lives its
hold tells what is posted, and after it too where no other order stood under it. Where others
did, they may be posted on the same hold: then only what an event changes is posted.
"""

from collections.abc import Iterator
from typing import Any

from comptrol.domains.caps import CapsView, Hold, HoldId, Posted, Stretch
from comptrol.domains.gate import GateView, Order, Through, ran
from comptrol.domains.metering.queries.counting import (
    OVER,
    counted,
    meters_of,
    over_under,
    seen,
    told,
)
from comptrol.domains.metering.reactions.posting import Due, brought, moved
from comptrol.domains.metering.view import Event
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import World


def on_event(event: Event, order: Order, entry: Entry[Any], world: World) -> Iterator[Posted]:
    """Post what an event, or a correction of it, changes of what its order used."""
    when = ran(order, event.since, event.until)
    hold, above = _hold(world, order), _above(world, order)
    if hold is not None:
        due = Due(entry.position, order, hold, when, event.position)
        if order.stage in OVER and any(over_under(world, order)):
            yield from moved(world, due, _change(world, order, event, told(world, order)))
        else:
            yield from brought(world, due, counted(world, order))
    if above is not None:
        by = _change(world, order, event, order.used_chip_seconds)
        yield from moved(world, Due(entry.position, order, above, when, event.position), by)


def _change(world: World, order: Order, event: Event, at_least: int) -> int:
    """Return by how much an event changes what an order used, where so much counts anyway."""
    after = {it.meter: it.chip_seconds for it in meters_of(world, order.order)}
    by = event.chip_seconds - event.chip_seconds_before
    before = {**after, event.meter: after[event.meter] - by}
    return max(at_least, *after.values()) - max(at_least, *before.values())


def on_ending(order: Order, entry: Entry[Any], world: World) -> Iterator[Posted]:
    """Post what meters saw beyond what was told at the end, of an order and of those under it."""
    if order.door is not Through.RENTAL:
        return
    hold, above = _hold(world, order), _above(world, order)
    if hold is not None:
        when = _ran(world, order)
        if when is not None:
            due = Due(entry.position, order, hold, when, hold.position)
            yield from brought(world, due, counted(world, order))
        for child in over_under(world, order):
            yield from _beyond(world, child, hold, entry)
    if above is not None:
        yield from _beyond(world, order, above, entry)


def _beyond(world: World, child: Order, hold: Hold, entry: Entry[Any]) -> Iterator[Posted]:
    """Post on what an order stood under what meters saw of it beyond what was told at its end."""
    when = _ran(world, child)
    more = seen(world, child.order) - child.used_chip_seconds
    if when is not None and more > 0:
        yield from moved(world, Due(entry.position, child, hold, when, hold.position), more)


def _ran(world: World, order: Order) -> Stretch | None:
    """Return when an order ran, as far as meters saw it."""
    rows = meters_of(world, order.order)
    if not rows:
        return None
    return ran(order, min(it.since for it in rows), max(it.until for it in rows))


def _hold(world: World, order: Order) -> Hold | None:
    return world[CapsView].holds.get(HoldId(order.order))


def _above(world: World, order: Order) -> Hold | None:
    """Return the hold of the order that one stood under, once both are over."""
    above = world[GateView].orders.get(order.under) if order.under is not None else None
    if above is None or not {order.stage, above.stage} <= OVER:
        return None
    return _hold(world, above)
