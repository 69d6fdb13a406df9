"""Who used most of the chips in a period, at one provider or at all together?"""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Final

import msgspec

from comptrol.domains.gate import GateView, Order, OrderId
from comptrol.domains.metering.queries.covering import check_days, rows_of, share
from comptrol.domains.metering.statements import Meter
from comptrol.domains.metering.view import NOBODYS, DayMeter, MeteringView
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.quantity import Limit
from comptrol.kernel.view import World

PROVIDERS_MAX: Final = 100_000


class UserRank(msgspec.Struct, frozen=True, kw_only=True):
    """What one end user used in a period; a customer who names no other is the end user."""

    party: PartyId
    chip_seconds: int
    share: Decimal | None
    """Of all that meters saw in the period, nobody's included."""
    orders: int
    providers: tuple[PartyId, ...]


class UserRanks(msgspec.Struct, frozen=True, kw_only=True):
    """Who used most on the days from ``since`` to the day before ``until``, as meters saw it.

    Of each order the meter counts that saw most in the period: all see the same time. What ran in
    a reserved cluster is its own user's, the rest the cluster's. What no meter saw, and what is
    only told at an order's end, is of no day, and so it is not here.
    """

    since: date
    until: date
    provider: PartyId | None
    chip_seconds: int
    unattributed_chip_seconds: int
    """Of nobody knows which order."""
    users: int
    """How many there are in all."""
    most: tuple[UserRank, ...]


def most_used(
    world: World, *, since: date, until: date, provider: PartyId | None = None, limit: Limit = 100
) -> UserRanks:
    """Return who used most chip time in a period, at one provider or at all, and their shares."""
    check_days(since, until)
    used, nobodys = list[tuple[Order, int]](), 0
    for one in (provider,) if provider is not None else _providers(world):
        at_one, of_nobody = _used_at(world, rows_of(world, one, since, until))
        used += at_one
        nobodys += of_nobody
    whole = nobodys + _sum(used)
    ranks = _ranks(used, whole)
    return UserRanks(
        since=since,
        until=until,
        provider=provider,
        chip_seconds=whole,
        unattributed_chip_seconds=nobodys,
        users=len(ranks),
        most=tuple(ranks[:limit]),
    )


def _used_at(world: World, rows: Iterable[DayMeter]) -> tuple[list[tuple[Order, int]], int]:
    """Return what each order used at a provider, and what is of nobody knows which.

    All meters see the same time. So what one saw of nobody's is, as far as others saw orders use
    more than it did, the time of those orders.
    """
    seen: dict[Meter, dict[OrderId, int]] = {}
    for row in rows:
        of_meter = seen.setdefault(row.meter, {})
        of_meter[row.order] = of_meter.get(row.order, 0) + row.chip_seconds
    nobodys = {meter: of_meter.pop(NOBODYS, 0) for meter, of_meter in seen.items()}
    most: dict[OrderId, int] = {}
    for of_meter in seen.values():
        for order, time in of_meter.items():
            most[order] = max(time, most.get(order, 0))
    used = _apart(world, most)
    unseen = {meter: _sum(used) - _sum(_apart(world, it)) for meter, it in seen.items()}
    left = (time - unseen[meter] for meter, time in nobodys.items())
    return used, max((0, *left))


def _sum(used: Iterable[tuple[Order, int]]) -> int:
    return sum(time for _, time in used)


def _apart(world: World, times: dict[OrderId, int]) -> list[tuple[Order, int]]:
    """Return each order with its time, a reserved cluster's without that of what ran in it."""
    orders = {name: it for name in times if (it := world[GateView].orders.get(name)) is not None}
    own = {name: times[name] for name in orders}
    for name, order in orders.items():
        if order.under in own:
            own[order.under] -= times[name]
    return [(orders[name], time) for name, time in own.items() if time > 0]


def _ranks(used: list[tuple[Order, int]], whole: int) -> list[UserRank]:
    users: dict[PartyId, list[tuple[Order, int]]] = {}
    for order, time in used:
        users.setdefault(order.parties[0], []).append((order, time))
    ranks = [_rank(party, orders, whole) for party, orders in users.items()]
    return sorted(ranks, key=lambda it: (-it.chip_seconds, it.party))


def _rank(party: PartyId, orders: list[tuple[Order, int]], whole: int) -> UserRank:
    time = sum(time for _, time in orders)
    return UserRank(
        party=party,
        chip_seconds=time,
        share=share(time, whole),
        orders=len(orders),
        providers=tuple(sorted({order.seller for order, _ in orders})),
    )


def _providers(world: World) -> Iterator[PartyId]:
    """Yield who has told of usage: the first row of each, and then past all of its days."""
    days, after = world[MeteringView].days, None
    for _ in range(PROVIDERS_MAX):
        row = next(iter(days.where(after=after, limit=1)), None)
        if row is None:
            return
        yield row.provider
        after = (row.provider, date.max, "", "", "")
