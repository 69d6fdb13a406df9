"""What did an order, or a party, use: every meter beside the others, measured and possible?"""

from collections.abc import Iterable, Iterator
from datetime import datetime

import msgspec

from comptrol.domains.chips import ModelId, peaks
from comptrol.domains.gate import GateView, Order, OrderId, Stage
from comptrol.domains.metering.queries.counting import TRUST, counted, meters_of, told
from comptrol.domains.metering.statements import EventName, Meter, SourceName
from comptrol.domains.metering.view import DayMeter, Event, MeteringView, OrderMeter
from comptrol.kernel.errors import NotFoundError
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.quantity import Flop, FlopChange, Limit
from comptrol.kernel.view import World


class MeterUsage(msgspec.Struct, frozen=True, kw_only=True):
    """What one meter saw, and what the chips could have done in that time."""

    meter: Meter
    chip_seconds: int
    theoretical: Flop
    """Chip time at the dense peak: low at 16 bits, high at the highest of any format."""
    no_peak_chip_seconds: int
    """Of chips whose peak nobody knows: they are in no theoretical figure."""
    empirical: Flop | None
    """Operations as measured; nothing: this meter tells none."""
    told_chip_seconds: int
    """Of how much of the chip time operations are told."""
    unmeasured: FlopChange | None
    """By how much the theoretical figure of all the time is above the measured one, end by end."""
    energy_mj: int


class OrderUsage(msgspec.Struct, frozen=True, kw_only=True):
    """All that is known of what an order used."""

    order: OrderId
    seller: PartyId
    customer: PartyId
    model: ModelId
    chips: int
    stage: Stage
    counted_chip_seconds: int
    """What counts: the largest of what meters saw and of what was told at the end."""
    told_chip_seconds: int
    """Told at its end: at least what orders under it told at theirs."""
    since: datetime | None
    until: datetime | None
    """From the first to the last moment that any meter saw."""
    meters: tuple[MeterUsage, ...]
    """The meter that is hardest to fake first. They see the same time: nothing adds them up."""


class PartyUsage(msgspec.Struct, frozen=True, kw_only=True):
    """What the orders of a customer used, a page of them."""

    party: PartyId
    counted_chip_seconds: int
    """Of the orders of this page."""
    meters: tuple[MeterUsage, ...]
    orders: tuple[OrderUsage, ...]
    after: OrderId | None
    """Where the next page begins; nothing: this is the last."""


class Amounts(msgspec.Struct, kw_only=True):
    """Sums of one meter, while they are added up."""

    chip_seconds: int = 0
    low: int = 0
    high: int = 0
    no_peak: int = 0
    flop: Flop = Flop()
    told: int = 0
    energy_mj: int = 0


def event(world: World, *, provider: PartyId, source: SourceName, event: EventName) -> Event:
    """Return an event as it stands, with its version and where it was said."""
    found = world[MeteringView].events.get((provider, source, event))
    if found is None:
        raise NotFoundError(f"{provider} told no event {event} from {source}")
    return found


def events(
    world: World,
    *,
    order: OrderId,
    after_source: SourceName | None = None,
    after_event: EventName | None = None,
    limit: Limit = 100,
) -> tuple[Event, ...]:
    """Return the events of an order by source and name, a page at a time."""
    known = _order(world, order)
    after = (known.seller, after_source or "", after_event or "")
    return tuple(world[MeteringView].events.where(after=after, limit=limit, order=order))


def order_usage(world: World, *, order: OrderId) -> OrderUsage:
    """Return what an order used, as every meter saw it, measured beside theoretical."""
    return usage_of(world, _order(world, order))


def party_usage(
    world: World, *, party: PartyId, after: OrderId | None = None, limit: Limit = 100
) -> PartyUsage:
    """Return what the orders of a customer used, a page of orders at a time."""
    start = None if after is None else (after,)
    page = tuple(world[GateView].orders.where(after=start, limit=limit, customer=party))
    found = tuple(usage_of(world, it) for it in page)
    rows = [(row, it.model) for it in page for row in meters_of(world, it.order)]
    return PartyUsage(
        party=party,
        counted_chip_seconds=sum(it.counted_chip_seconds for it in found),
        meters=tuple(by_meter(world, rows)),
        orders=tuple(it for it in found if it.meters or it.counted_chip_seconds),
        after=page[-1].order if len(page) == limit else None,
    )


def usage_of(world: World, order: Order) -> OrderUsage:
    """Return all that is known of what an order used."""
    rows = meters_of(world, order.order)
    return OrderUsage(
        order=order.order,
        seller=order.seller,
        customer=order.customer,
        model=order.model,
        chips=order.chips,
        stage=order.stage,
        counted_chip_seconds=counted(world, order),
        told_chip_seconds=told(world, order),
        since=min((it.since for it in rows), default=None),
        until=max((it.until for it in rows), default=None),
        meters=tuple(by_meter(world, [(it, order.model) for it in rows])),
    )


def by_meter(
    world: World, rows: Iterable[tuple[OrderMeter | DayMeter, str | None]]
) -> Iterator[MeterUsage]:
    """Yield what each meter saw in rows, each with the model of its chips, if that is known."""
    sums: dict[Meter, Amounts] = {}
    for row, model in rows:
        found = peaks(world, ModelId(model)) if model else None
        it = sums.setdefault(row.meter, Amounts())
        low, high = found.flop(row.chip_seconds) if found is not None else (0, 0)
        it.chip_seconds += row.chip_seconds
        it.low, it.high = it.low + low, it.high + high
        it.no_peak += 0 if found is not None else row.chip_seconds
        it.flop += row.flop
        it.told += row.flop_chip_seconds
        it.energy_mj += row.energy_mj
    for meter in TRUST:
        if meter in sums:
            yield _meter(meter, sums[meter])


def _meter(meter: Meter, it: Amounts) -> MeterUsage:
    possible = Flop.of(it.low, it.low, it.high)
    return MeterUsage(
        meter=meter,
        chip_seconds=it.chip_seconds,
        theoretical=possible,
        no_peak_chip_seconds=it.no_peak,
        empirical=it.flop if it.told else None,
        told_chip_seconds=it.told,
        unmeasured=possible - it.flop if it.told else None,
        energy_mj=it.energy_mj,
    )


def _order(world: World, name: OrderId) -> Order:
    found = world[GateView].orders.get(name)
    if found is None:
        raise NotFoundError(f"no order {name}")
    return found
