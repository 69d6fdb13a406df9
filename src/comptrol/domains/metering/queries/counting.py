"""How much did an order use, of all that meters saw of it and its provider told at its end?"""

from collections.abc import Iterator

from comptrol.domains.gate import GateView, Order, OrderId, Service, Stage
from comptrol.domains.metering.statements import Meter
from comptrol.domains.metering.view import MeteringView, OrderMeter
from comptrol.kernel.view import World

OVER = frozenset({Stage.ENDED, Stage.LAPSED})
TRUST = tuple(Meter)
"""Meters, the hardest to fake first."""


def meters_of(world: World, order: OrderId) -> tuple[OrderMeter, ...]:
    """Return what each meter saw of an order, the one that is hardest to fake first."""
    found = world[MeteringView].orders.where(order=order)
    return tuple(sorted(found, key=lambda it: TRUST.index(it.meter)))


def seen(world: World, order: OrderId) -> int:
    """Return the chip-seconds that the meter saw that saw most: all see the same time."""
    return max((it.chip_seconds for it in meters_of(world, order)), default=0)


def told(world: World, order: Order) -> int:
    """Return what was told at the end of an order; at least what those under it had used."""
    if order.stage not in OVER:
        return 0
    return max(
        order.used_chip_seconds,
        sum(it.used_chip_seconds for it in over_under(world, order)),
    )


def counted(world: World, order: Order) -> int:
    """Return the chip-seconds that count for an order: what was seen, or told if that is more."""
    return max(seen(world, order.order), told(world, order))


def over_under(world: World, order: Order) -> Iterator[Order]:
    """Yield the orders under one that are over; only a reserved cluster has any."""
    if order.service is Service.RESERVED_CLUSTER:
        below = world[GateView].orders.where(under=order.order, standing=False)
        yield from (it for it in below if it.stage in OVER)
