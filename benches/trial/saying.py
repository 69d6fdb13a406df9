"""What the parties of a trial say: orders and what becomes of them, custody, and usage."""

from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random  # noqa: TID251  (seeded: every trial says the same)
from typing import Any, Final

from benches.trial.world import CUSTOMERS, ODD
from benches.workload import H100, SITE
from comptrol.domains.gate import Confirmed, Ended, Ordered, OrderId, Service, Through
from comptrol.domains.metering import Meter, Used
from comptrol.domains.registry import (
    Installed,
    LotId,
    Made,
    Received,
    SerialRange,
    ShipmentId,
    Shipped,
)
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.statement import Statement

BEGINS, METERED, ENDS = 0.7, 0.6, 0.8
"""So likely what was allowed begins, is metered, and ends."""
GO_ON = 0.6
"""How often somebody goes on with what was begun, and does not begin something new."""
ODD_ONES: Final = 0.03
LIVING_MAX: Final = 300
USED_S: Final = 10


@dataclass
class Seller:
    """A provider: it orders, and says of what was allowed that it began, ran and ended."""

    party: PartyId
    chance: Random
    prefix: str
    count: int = 0
    following: deque[Statement] = field(default_factory=deque)
    """What follows from answers, and is said before anything new."""

    def next(self, now: datetime) -> Statement:
        """Return what it says next."""
        if self.following and (len(self.following) > LIVING_MAX or self.chance.random() < GO_ON):
            return self.following.popleft()
        self.count += 1
        odd = self.chance.random() < ODD_ONES
        return Ordered(
            order=OrderId(f"{self.prefix}-o{self.count}"),
            door=Through.RENTAL,
            customer=PartyId(ODD if odd else f"c-{self.chance.randrange(CUSTOMERS)}"),
            model=H100,
            chips=self.chance.choice((1, 1, 2, 4, 8)),
            on=now.date(),
            end_use="crop forecasts",
            service=Service.MANAGED_JOB,
            site=SITE,
            length_s=self.chance.choice((600, 3600, 14_400)),
            possession_passes=False,
        )

    def told(self, said: Statement, answer: dict[str, Any], now: datetime) -> None:
        """Learn from an answer what can be said next."""
        if not isinstance(said, Ordered):
            return
        acts = [it["statement"] for it in answer["consequences"]]
        held = any(it["kind"] == "caps.posted/1" and it["act"] == "hold" for it in acts)
        if not held or self.chance.random() >= BEGINS:
            if held:
                self.following.append(Ended(order=said.order, at=now, used_chip_seconds=0))
            return
        self.following.append(Confirmed(order=said.order, job=f"j/{said.order}"))
        if self.chance.random() < METERED:
            self.following.append(self._used(said, now))
        if self.chance.random() < ENDS:
            used = self.chance.choice((0, USED_S))
            self.following.append(Ended(order=said.order, at=now, used_chip_seconds=used))

    def _used(self, order: Ordered, now: datetime) -> Used:
        since = now.replace(microsecond=0)
        return Used(
            source="//trial.example/slurm",
            event=f"{order.order}-e1",
            order=order.order,
            meter=Meter.ALLOCATION,
            chips=order.chips,
            since=since - timedelta(seconds=USED_S),
            until=since,
            chip_seconds=order.chips * USED_S,
        )


@dataclass
class Maker:
    """A maker: it makes lots and ships them to a provider, who takes over and installs them."""

    party: PartyId
    chance: Random
    prefix: str
    customer: Seller
    count: int = 0
    following: deque[Statement] = field(default_factory=deque)

    def next(self, now: datetime) -> Statement:
        """Return what it says next."""
        if self.following:
            return self.following.popleft()
        self.count += 1
        lot, first = LotId(f"{self.prefix}-l{self.count}"), self.count * 8
        serials = SerialRange(prefix=f"{self.prefix}-", first=first, last=first + 7, digits=9)
        on = _day(now)
        if self.chance.random() < GO_ON:
            shipped = Shipped(
                shipment=ShipmentId(f"{lot}-s"),
                lot=lot,
                to=self.customer.party,
                destination=SITE,
                waybill=f"W-{lot}",
                on=on,
            )
            self.following.append(shipped)
        return Made(lot=lot, model=H100, serials=(serials,), on=on)

    def told(self, said: Statement, answer: dict[str, Any], now: datetime) -> None:  # noqa: ARG002  (as every speaker)
        """Learn that a shipment is on its way: whoever it goes to says the rest."""
        if isinstance(said, Shipped):
            on = _day(now)
            received = Received(shipment=said.shipment, lot=said.lot, on=on)
            self.customer.following += [received, Installed(lot=said.lot, site=SITE, on=on)]


def _day(now: datetime) -> date:
    return now.astimezone(UTC).date()
