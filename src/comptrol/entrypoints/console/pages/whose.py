"""Whose is an order, a cap, a licence: who may see it, and which of them are a party's own?"""

from collections.abc import Iterator
from heapq import merge
from itertools import islice
from typing import Final

from comptrol.domains.gate import GateView, Order, OrderId
from comptrol.entrypoints.console.asking import Asking
from comptrol.entrypoints.console.visitor import Visitor
from comptrol.kernel.errors import NotFoundError
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.roles import Role
from comptrol.kernel.view import EVERY, World

LOOKS_AFTER: Final = frozenset({Role.AUTHORITY, Role.REVIEWER})
"""Those who look after the gate see every order."""
LOOKED_AT_MAX: Final = 2_000
"""So many orders are looked through for one page, where no index leads to what was asked."""


def looks_after(visitor: Visitor) -> bool:
    """Tell whether a visitor looks after the gate, and sees everything there."""
    return visitor.party is not None and not LOOKS_AFTER.isdisjoint(visitor.roles)


def is_authority(visitor: Visitor) -> bool:
    """Tell whether a visitor speaks for the authority."""
    return visitor.party is not None and Role.AUTHORITY in visitor.roles


def order_of(asking: Asking) -> Order:
    """Return the order that the path names."""
    found = asking.world[GateView].orders.get(OrderId(asking.place["order"]))
    if found is None:
        raise NotFoundError(f"no order {asking.place['order'][:80]!r} has been made")
    return found


def concerns(visitor: Visitor, order: Order) -> bool:
    """Tell whether an order is a visitor's own: sold by it, passed through it, or used by it."""
    return visitor.party is not None and visitor.party in {order.seller, *order.parties}


def sees_order(asking: Asking) -> bool:
    """Tell whether this visitor may see the order that the path names."""
    order = asking.world[GateView].orders.get(OrderId(asking.place["order"]))
    return order is not None and (looks_after(asking.visitor) or concerns(asking.visitor, order))


def orders_of(
    world: World, party: PartyId, after: OrderId | None, most: int = LOOKED_AT_MAX
) -> Iterator[Order]:
    """Yield by name the orders that a party sells, asks for, passes on or uses, each once."""
    view, last = world[GateView], ""
    start = None if after is None else (after,)
    sold = (
        view.orders.where(after=start, limit=most, seller=party, standing=standing)
        for standing in (True, False)
    )
    asked = view.orders.where(after=start, limit=most, customer=party)
    through = (
        (order for it in named if (order := view.orders.get(it.order)) is not None)
        for named in (
            view.involved.where(
                after=None if after is None else (party, after),
                limit=most,
                party=party,
                standing=standing,
            )
            for standing in (True, False)
        )
    )
    for order in islice(merge(*sold, asked, *through, key=lambda it: it.order), most):
        if order.order != last:
            last = order.order
            yield order


def orders_under(world: World, order: Order, limit: int = EVERY) -> tuple[Order, ...]:
    """Return the orders that take their part of another, those that stand first."""
    view = world[GateView].orders
    found = (
        it
        for standing in (True, False)
        for it in view.where(under=order.order, standing=standing, limit=limit)
    )
    return tuple(islice(found, limit))
