"""What the platform says at the gate: rulings, what they take of caps, and what went round it."""

from collections.abc import Iterator
from typing import Any, Final

from comptrol.domains.gate.queries import Meanwhile, lapsing, ruling_on
from comptrol.domains.gate.reactions import holding
from comptrol.domains.gate.reactions.passing_by import PASSING, bypassed
from comptrol.domains.gate.reactions.rechecking import BEARS, beneath, rechecked
from comptrol.domains.gate.statements import (
    Amended,
    Answered,
    AppealDecided,
    Confirmed,
    Ended,
    Lapsed,
    Notified,
    Ordered,
    OrderId,
    OverrideAgreed,
    Resumed,
    Ruled,
    Suspended,
)
from comptrol.domains.gate.view import OVER, GateView, Order, changed
from comptrol.domains.law import Outcome
from comptrol.kernel.statement import Consequence, Entry
from comptrol.kernel.view import World

HEARS: Final = (
    *(Ordered, Amended, Confirmed, Suspended, Resumed, Ended, Lapsed),
    *(Answered, OverrideAgreed, Notified, AppealDecided, Ruled),
    *PASSING,
    *BEARS,
)


def react(entry: Entry[Any], world: World) -> Iterator[Consequence]:
    """Rule on what was ordered, changed or answered; post what follows; look again and around."""
    said = entry.statement
    match said:
        case Ordered():
            yield from _ordered(said, entry, world)
        case Answered() | OverrideAgreed() | Resumed() | Notified() | AppealDecided(granted=True):
            yield from _anew(said.order, entry, world)
        case AppealDecided():
            return
        case Amended():
            yield from _amended(said, entry, world)
        case Ruled():
            yield from holding.on_ruling(said, entry, world)
            yield from beneath(said.order, entry, world)
        case Confirmed():
            yield from holding.on_confirming(said, entry, world)
        case Ended():
            yield from holding.on_ending(said, entry, world)
            yield from beneath(said.order, entry, world)
        case Suspended():
            yield from beneath(said.order, entry, world)
        case Lapsed():
            yield from holding.on_lapsing(said, entry.position, world)
        case _:
            yield from bypassed(entry, world)
            yield from rechecked(entry, world)


def _ordered(said: Ordered, entry: Entry[Any], world: World) -> Iterator[Consequence]:
    """Let go of what nobody confirmed, then rule with what is free again."""
    found = lapsing(world, entry.logged_at)
    if found.until_s is not None:
        yield Lapsed(because=entry.position, until_s=found.until_s, orders=found.orders)
    yield _ruled(_known(world, said.order), entry, world, meanwhile=found.meanwhile)


def _anew(name: OrderId, entry: Entry[Any], world: World) -> Iterator[Consequence]:
    """Rule on an order again, and on the change of it that waits for a person."""
    order = _known(world, name)
    if order.stage in OVER:
        return
    yield _ruled(order, entry, world)
    if order.pending is not None and order.outcome is Outcome.ALLOW:
        yield _ruled(order, entry, world, amendment=order.pending)


def _amended(said: Amended, entry: Entry[Any], world: World) -> Iterator[Consequence]:
    """Rule on a change that grows; give back what another no longer takes."""
    change = world[GateView].amendments.get((said.order, entry.position))
    assert change is not None, "an admitted change is in the view"
    if change.taken is None:
        yield _ruled(_known(world, said.order), entry, world, amendment=entry.position)
    else:
        yield from holding.on_shrinking(said, entry, world)


def _ruled(
    order: Order,
    entry: Entry[Any],
    world: World,
    *,
    amendment: int | None = None,
    meanwhile: Meanwhile | None = None,
) -> Ruled:
    target = order if amendment is None else _as_asked(order, amendment, world)
    found = ruling_on(
        world,
        target,
        known_at=entry.logged_at.date(),
        meanwhile=meanwhile,
        amended=amendment is not None,
    )
    return Ruled(
        because=entry.position,
        order=order.order,
        asked=found.asked,
        also=found.also,
        decision=found.decision,
        amendment=amendment,
    )


def _as_asked(order: Order, amendment: int, world: World) -> Order:
    change = world[GateView].amendments.get((order.order, amendment))
    assert change is not None, "an admitted change is in the view"
    return changed(order, change.change)


def _known(world: World, name: OrderId) -> Order:
    order = world[GateView].orders.get(name)
    assert order is not None, "an admitted order is in the view"
    return order
