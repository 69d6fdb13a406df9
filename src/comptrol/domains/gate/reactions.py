"""What the platform says at the gate: a ruling on every order, a note of what went round it."""

from collections.abc import Iterator
from typing import Any

from comptrol.domains.gate.queries import ruling_on
from comptrol.domains.gate.statements import Answered, Bypassed, Ordered, OrderId, Ruled
from comptrol.domains.gate.view import GateView, Order
from comptrol.domains.law import Outcome
from comptrol.domains.registry import RegistryView, Shipped
from comptrol.kernel.statement import Consequence, Entry
from comptrol.kernel.view import World


def react(entry: Entry[Any], world: World) -> Iterator[Consequence]:
    """Rule on an order or anew after an answer; note a hand-over that no ruling allows."""
    said = entry.statement
    if isinstance(said, Ordered | Answered):
        yield _ruled(said.order, entry, world)
    elif isinstance(said, Shipped):
        detail = _bypass(said, entry, world)
        if detail:
            yield Bypassed(
                because=entry.position, shipment=said.shipment, lot=said.lot, detail=detail
            )


def _ruled(name: OrderId, entry: Entry[Any], world: World) -> Ruled:
    order = world[GateView].orders.get(name)
    assert order is not None, "an admitted order is in the view"
    decision = ruling_on(world, order, known_at=entry.logged_at.date())
    return Ruled(because=entry.position, order=name, decision=decision)


def _bypass(said: Shipped, entry: Entry[Any], world: World) -> str:
    """Return why no ruling covers a hand-over; nothing where one does."""
    if said.order is None:
        return "the hand-over names no order"
    order = world[GateView].orders.get(OrderId(said.order))
    if order is None:
        return f"no order {said.order} has been made"
    if order.outcome is not Outcome.ALLOW:
        outcome = order.outcome.value if order.outcome else "not ruled on"
        return f"the ruling on order {said.order} is: {outcome}"
    return _other_goods(said, order, entry, world)


def _other_goods(said: Shipped, order: Order, entry: Entry[Any], world: World) -> str:
    lot = world[RegistryView].lots.get(said.lot)
    site = world[RegistryView].sites.get(said.destination)
    assert lot is not None, "an admitted hand-over names a known lot"
    assert site is not None, "an admitted hand-over names a known site"
    covered = {
        "seller": (entry.signer, order.seller),
        "customer": (said.to, order.customer),
        "model": (lot.model, order.model),
        "destination": (site.country, order.destination),
    }
    for what, (shipped, ordered) in covered.items():
        if shipped != ordered:
            return f"the {what} is {shipped}, order {said.order} was for {ordered}"
    if lot.chips > order.chips:
        return f"{lot.chips} chips, order {said.order} was for {order.chips}"
    return ""
