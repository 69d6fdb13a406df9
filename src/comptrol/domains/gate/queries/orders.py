"""Orders, their rulings, and what went round the gate."""

import msgspec

from comptrol.domains.gate.statements import OrderId
from comptrol.domains.gate.view import (
    Amendment,
    Appeal,
    Bypass,
    GateView,
    GivenAnswer,
    Order,
    Override,
    Ruling,
    rulings_on,
)
from comptrol.domains.law import Outcome
from comptrol.domains.registry import LotId
from comptrol.kernel.errors import NotFoundError
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.quantity import Limit
from comptrol.kernel.view import EVERY, World


class OrderFile(msgspec.Struct, frozen=True, kw_only=True):
    """An order with every ruling on it and every answer: all that an appeal needs."""

    order: Order
    rulings: tuple[Ruling, ...]
    answers: tuple[GivenAnswer, ...]
    amendments: tuple[Amendment, ...]
    appeals: tuple[Appeal, ...]
    overrides: tuple[Override, ...]


def order(world: World, *, order: OrderId) -> OrderFile:
    """Return an order with all its rulings, what people said of it, and every change."""
    view = world[GateView]
    found = view.orders.get(order)
    if found is None:
        raise NotFoundError(f"no order {order!r} has been made")
    return OrderFile(
        order=found,
        rulings=tuple(rulings_on(view, order)),
        answers=tuple(view.answers.where(order=order)),
        amendments=tuple(view.amendments.where(order=order)),
        appeals=tuple(view.appeals.where(order=order)),
        overrides=tuple(view.overrides.where(order=order)),
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
    start = None if after is None else (after,)
    asked: dict[str, object] = {"customer": customer, "outcome": outcome}
    equals = {field: value for field, value in asked.items() if value is not None}
    return tuple(world[GateView].orders.where(after=start, limit=limit, **equals))


def bypasses(
    world: World, *, after_lot: LotId | None = None, limit: Limit = 100
) -> tuple[Bypass, ...]:
    """Return what went where no allowing ruling let it go, by lot, a page at a time."""
    start = None if after_lot is None else (after_lot, EVERY)
    return tuple(world[GateView].bypasses.where(after=start, limit=limit))
