"""Which allowed orders nobody confirmed in time, and what of the caps is free again with them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from comptrol.domains.gate.queries.meanwhile import Meanwhile
from comptrol.domains.gate.statements import LAPSES_MAX, OrderId
from comptrol.domains.gate.view import IN_FORCE, GateView, Order
from comptrol.kernel.view import World

SECONDS_ASKED_MAX: Final = 3600
"""Over so many seconds they are asked for one by one; a longer stretch is looked through once."""
SECONDS_BETWEEN: Final = 5
"""So far the second from which is asked may lie back before it is moved on, and that is said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lapsing:
    """The orders that lapse now, up to which second that is all of them, and what they held."""

    orders: tuple[OrderId, ...] = ()
    until_s: int | None = None
    """Nothing: there is nothing to say."""
    meanwhile: Meanwhile


def lapsing(world: World, at: datetime) -> Lapsing:
    """Return what lapses by a moment, as much as one entry names."""
    row, now = world[GateView].expiry.get(IN_FORCE), int(at.timestamp())
    if row is None or row.waiting == 0 or row.from_s > now:
        return Lapsing(meanwhile=Meanwhile())
    found = _found(world, row.from_s, now)
    if not found and now - row.from_s < SECONDS_BETWEEN:
        return Lapsing(meanwhile=Meanwhile())
    until = now
    if len(found) > LAPSES_MAX:
        until = (found[LAPSES_MAX].lapses_s or now) - 1
    orders, meanwhile = tuple(it.order for it in found[:LAPSES_MAX]), Meanwhile()
    for order in found[:LAPSES_MAX]:
        meanwhile.went(world, order)
    return Lapsing(orders=orders, until_s=until, meanwhile=meanwhile)


def _found(world: World, first: int, last: int) -> list[Order]:
    """Return orders whose time was up between two seconds, both counted in, the oldest first."""
    table, most = world[GateView].orders, LAPSES_MAX + 1
    if last - first > SECONDS_ASKED_MAX:
        every = (it for it in table.where(standing=True) if it.lapses_s is not None)
        found = [it for it in every if it.lapses_s is not None and it.lapses_s <= last]
        return sorted(found, key=lambda it: (it.lapses_s, it.order))[:most]
    found = []
    for second in range(first, last + 1):
        found += table.where(lapses_s=second, limit=most)
        if len(found) >= most:
            break
    return found[:most]
