"""Orders, their rulings, and what went round the gate."""

import msgspec

from comptrol.domains.gate.statements import OrderId
from comptrol.domains.gate.view import Bypass, GateView, GivenAnswer, Order, Ruling
from comptrol.domains.law import Outcome
from comptrol.kernel.errors import NotFoundError
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.quantity import Limit
from comptrol.kernel.view import World


class OrderFile(msgspec.Struct, frozen=True, kw_only=True):
    """An order with every ruling on it and every answer: all that an appeal needs."""

    order: Order
    rulings: tuple[Ruling, ...]
    answers: tuple[GivenAnswer, ...]


def order(world: World, *, order: OrderId) -> OrderFile:
    """Return an order with all its rulings, findings, citations, arithmetic and answers."""
    view = world[GateView]
    found = view.orders.get(order)
    if found is None:
        raise NotFoundError(f"no order {order!r} has been made")
    return OrderFile(
        order=found,
        rulings=tuple(view.rulings.where(order=order)),
        answers=tuple(view.answers.where(order=order)),
    )


def orders(
    world: World,
    *,
    customer: PartyId | None = None,
    outcome: Outcome | None = None,
    after: OrderId | None = None,
    limit: Limit = 100,
) -> tuple[Order, ...]:
    """Return orders by name, of one customer or with one outcome where asked."""
    start, table = None if after is None else (after,), world[GateView].orders
    if customer is not None:
        found = table.where(after=start, limit=limit, customer=customer)
        return tuple(o for o in found if outcome is None or o.outcome is outcome)
    if outcome is not None:
        return tuple(table.where(after=start, limit=limit, outcome=outcome))
    return tuple(table.where(after=start, limit=limit))


def bypasses(world: World, *, limit: Limit = 100) -> tuple[Bypass, ...]:
    """Return what went where no allowing ruling let it go."""
    return tuple(world[GateView].bypasses.where(limit=limit))
