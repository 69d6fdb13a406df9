"""How much of a provider's usage is told, whose is it, and which orders did no meter see?"""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import islice
from typing import Final

import msgspec

from comptrol.domains.gate import GateView, Order, OrderId, Stage, Through
from comptrol.domains.metering.queries.counting import TRUST
from comptrol.domains.metering.queries.usage import MeterUsage, by_meter
from comptrol.domains.metering.statements import Meter
from comptrol.domains.metering.view import NOBODYS, DayMeter, MeteringView
from comptrol.kernel.errors import UnreadableError
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.view import World

DAYS_MAX: Final = 366
UNSEEN_MAX: Final = 100
_SIX: Final = Decimal("0.000001")


class Covered(msgspec.Struct, frozen=True, kw_only=True):
    """How much one meter saw of what the meter saw that saw most, and how much is whose."""

    meter: Meter
    chip_seconds: int
    of_most: Decimal | None
    """Its share of the chip time of the meter that saw most; of nothing there is none."""
    unattributed_chip_seconds: int
    """Of nobody knows which order: reported as that, and spread over nobody."""
    unattributed: Decimal | None
    with_operations: Decimal | None
    """The share of its chip time of which operations are told."""


class ProviderUsage(msgspec.Struct, frozen=True, kw_only=True):
    """What a provider told of its chips on the days from ``since`` to the day before ``until``."""

    provider: PartyId
    since: date
    until: date
    meters: tuple[MeterUsage, ...]
    coverage: tuple[Covered, ...]
    days: int
    days_told: int
    """Of how many of these days anything is told at all."""
    unseen: tuple[OrderId, ...]
    """Orders on this provider's chips of which no meter has told anything, ever: those that run,
    and those that began on these days and are said to have used something; a hundred at most."""


def provider_usage(world: World, *, provider: PartyId, since: date, until: date) -> ProviderUsage:
    """Return what a provider told of a period, by meter, and what of it is nobody's or unseen."""
    check_days(since, until)
    rows = tuple(rows_of(world, provider, since, until))
    return ProviderUsage(
        provider=provider,
        since=since,
        until=until,
        meters=tuple(by_meter(world, ((it, _model(world, it)) for it in rows))),
        coverage=tuple(_coverage(rows)),
        days=(until - since).days,
        days_told=len({it.day for it in rows if it.chip_seconds}),
        unseen=tuple(islice(_unseen(world, provider, since, until), UNSEEN_MAX)),
    )


def check_days(since: date, until: date) -> None:
    """Refuse a period of no day, and one that is longer than a year."""
    days = (until - since).days
    if not 0 < days <= DAYS_MAX:
        raise UnreadableError(f"expected until 1 to {DAYS_MAX} days after since, not {days}")


def rows_of(world: World, provider: PartyId, since: date, until: date) -> Iterator[DayMeter]:
    """Yield what a provider told of each day, in one reading."""
    after = (provider, since, NOBODYS, "", "")  # before whatever was told of that day
    for row in world[MeteringView].days.where(provider=provider, after=after):
        if row.day >= until:
            return
        yield row


def _model(world: World, row: DayMeter) -> str | None:
    order = world[GateView].orders.get(row.order) if row.order else None
    return order.model if order is not None else row.model or None


def _coverage(rows: tuple[DayMeter, ...]) -> Iterator[Covered]:
    sums = {meter: [it for it in rows if it.meter is meter] for meter in TRUST}
    times = {meter: sum(it.chip_seconds for it in found) for meter, found in sums.items()}
    most = max(times.values())
    for meter, found in sums.items():
        if not found:
            continue
        nobodys = sum(it.chip_seconds for it in found if it.order == NOBODYS)
        yield Covered(
            meter=meter,
            chip_seconds=times[meter],
            of_most=share(times[meter], most),
            unattributed_chip_seconds=nobodys,
            unattributed=share(nobodys, times[meter]),
            with_operations=share(sum(it.flop_chip_seconds for it in found), times[meter]),
        )


def share(part: int, whole: int) -> Decimal | None:
    """Return a part of a whole, to six digits; of nothing there is none."""
    return (Decimal(part) / Decimal(whole)).quantize(_SIX) if whole else None


def _unseen(world: World, provider: PartyId, since: date, until: date) -> Iterator[OrderId]:
    orders, day = world[GateView].orders, since
    running = orders.where(seller=provider, standing=True)
    yield from (it.order for it in running if _ran(it) and _is_unseen(world, it))
    while day < until:
        over = (it for it in orders.where(on=day) if it.seller == provider and not it.standing)
        yield from (it.order for it in over if _ran(it) and _is_unseen(world, it))
        day += timedelta(days=1)


def _ran(order: Order) -> bool:
    """Tell whether chips were in use for an order, as far as its provider has said."""
    used = order.stage is Stage.ENDED and order.used_chip_seconds > 0
    return order.door is Through.RENTAL and (used or order.stage is Stage.CONFIRMED)


def _is_unseen(world: World, order: Order) -> bool:
    return not any(world[MeteringView].orders.where(order=order.order, limit=1))
