"""Which orders does a look read, and what do they add up as?

Orders are read by the day on which they begin, as far back as the policy reaches; those of the
members of groups by customer, however long ago, because a total may be of a year.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, NamedTuple

from comptrol.domains.gate import GateView, Order, Stage, Through
from comptrol.domains.law import Outcome
from comptrol.domains.structuring.formulas import Piece
from comptrol.kernel.identifiers import PartyId

ORDERS_MAX: Final = 50_000
"""So many orders one look reads: what is more is looked at in fewer days at a time."""
OF_ONE_MAX: Final = 2_000
"""So many orders of one member of a group are read, beyond those of the days."""
OF_GROUPS_MAX: Final = 50_000
"""So many of all members of groups together."""
NO_END_S: Final = 2**40
"""What was sold stays: the end of time, as a number that can be added up."""


class Orders(NamedTuple):
    """Orders that were read, and whether there were no more."""

    orders: tuple[Order, ...]
    whole: bool

    def between(self, since: date, until: date) -> "Orders":
        """Return those of them that begin on some days."""
        return Orders(tuple(it for it in self.orders if since <= it.on < until), self.whole)


def second(day: date) -> int:
    """Return the second of the epoch at which a day begins, UTC."""
    return int(datetime.combine(day, time(), tzinfo=UTC).timestamp())


def orders_of_days(view: GateView, since: date, until: date) -> Orders:
    """Return the orders whose first day is one of these, by day and name."""
    found: list[Order] = []
    for number in range((until - since).days):
        left = ORDERS_MAX - len(found)
        if left <= 0:
            break
        found += view.orders.where(on=since + timedelta(days=number), limit=left)
    return Orders(tuple(found), whole=len(found) < ORDERS_MAX)


def orders_of_members(view: GateView, members: Iterable[PartyId], left: int) -> Orders:
    """Return the orders of some end users, by name, whoever they ordered through."""
    found, whole = dict[str, Order](), True
    for member in members:
        room = min(OF_ONE_MAX, left - len(found))
        if room <= 0:
            return Orders(tuple(found.values()), whole=False)
        own = [*view.orders.where(customer=member, limit=room)]
        named = [*view.involved.where(party=member, limit=room)]
        whole = whole and max(len(own), len(named)) < room
        own += [it for row in named if (it := view.orders.get(row.order)) is not None]
        found |= {it.order: it for it in own if it.parties[0] == member}
    return Orders(tuple(found.values()), whole=whole)


def was_let_through(order: Order) -> bool:
    """Tell whether chips were handed out in an order, or still are."""
    if order.under is not None or order.stage is Stage.LAPSED:
        return False
    if order.stage is Stage.ENDED:
        return bool(order.used_chip_seconds or order.shipped_chips)
    return order.standing


def was_turned_away(order: Order) -> bool:
    """Tell whether an order was refused, or is held for a person."""
    return not order.standing and order.outcome in {Outcome.REFUSE, Outcome.HOLD}


def pieces_of(orders: Iterable[Order], until_s: int) -> Iterator[Piece]:
    """Yield what was handed out, as planned, of orders that began before a second."""
    for order in orders:
        if was_let_through(order):
            piece = _piece(order)
            if piece.start_s < min(until_s, piece.end_s):
                yield piece


def _piece(order: Order) -> Piece:
    begun_s = int((order.asked_at or order.logged_at).timestamp())
    sale = order.door is Through.SALE
    start_s = second(order.on) if sale else max(second(order.on), begun_s)
    end_s = NO_END_S if sale or order.length_s is None else start_s + order.length_s
    if order.ended_at is not None and not sale:
        end_s = min(end_s, int(order.ended_at.timestamp()))
    return Piece(
        account=order.parties[0],
        chips=order.shipped_chips or order.chips,
        start_s=start_s,
        end_s=end_s,
        model=order.model,
        site=order.site or order.destination or "",
        order=order.order,
        position=order.position,
    )
