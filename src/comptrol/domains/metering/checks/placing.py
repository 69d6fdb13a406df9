"""Have the sums of an order and of its days still a place for what is told?"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Final

from comptrol.domains.gate import OrderId
from comptrol.domains.metering.refusals import MeteringRefusal
from comptrol.domains.metering.statements import Corrected, Meter, Used
from comptrol.domains.metering.view import NOBODYS, DayMeter, Event, MeteringView, OrderMeter
from comptrol.kernel.finding import Finding
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.quantity import FLOP_BELOW
from comptrol.kernel.view import World

SUM_MAX: Final = 2**62
"""What a sum has place for. Nobody comes near it who tells of chips that exist."""


def check_place(
    said: Used | Corrected, whose: Used | Event, provider: PartyId, world: World
) -> Iterator[Finding]:
    """Yield that what is told has no place in the sums that it counts in."""
    rows: list[OrderMeter | DayMeter] = [
        *_of_order(whose.order, whose.meter, world),
        *_of_days(whose, provider, world),
    ]
    flop = int(said.flop.high) if said.flop is not None else 0
    for row in rows:
        most = max(row.chip_seconds + said.chip_seconds, row.energy_mj + (said.energy_mj or 0))
        if most > SUM_MAX or int(row.flop.high) + flop >= FLOP_BELOW:
            where = row.order or "nobody's usage"
            yield Finding.of(MeteringRefusal.NO_PLACE, f"{where}, {row.meter.value}")
            return


def _of_order(order: OrderId | None, meter: Meter, world: World) -> Iterator[OrderMeter]:
    found = world[MeteringView].orders.get((order, meter)) if order is not None else None
    if found is not None:
        yield found


def _of_days(whose: Used | Event, provider: PartyId, world: World) -> Iterator[DayMeter]:
    order, model = whose.order or NOBODYS, whose.model or ""
    day, last = _day(whose.since), _day(whose.until)
    while day <= last:
        row = world[MeteringView].days.get((provider, day, order, whose.meter, model))
        if row is not None:
            yield row
        day += timedelta(days=1)


def _day(moment: datetime) -> date:
    return moment.astimezone(UTC).date()
