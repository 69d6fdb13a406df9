"""The rows in which usage is kept: events as they stand, and what orders and days add up to."""

from datetime import date, datetime

import msgspec

from comptrol.domains.chips import ModelId
from comptrol.domains.gate import OrderId
from comptrol.domains.metering.statements import (
    BatchId,
    EventName,
    Flag,
    Meter,
    SourceName,
)
from comptrol.domains.metering.view.batches import BATCHES, Batch
from comptrol.kernel.identifiers import Digest, PartyId
from comptrol.kernel.quantity import Flop
from comptrol.kernel.view import Key, Table, View

NOBODYS = OrderId("")
"""Under which usage is kept that is no order's."""


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """One event in the version that is in force. Its name is its provider's, for ever."""

    provider: PartyId
    source: SourceName
    event: EventName
    version: int
    order: OrderId | None
    model: ModelId | None
    meter: Meter
    chips: int
    """None: it was withdrawn."""
    since: datetime
    until: datetime
    chip_seconds: int
    chip_seconds_before: int = 0
    """What the version before said; of the first, nothing."""
    flop: Flop | None
    energy_mj: int | None
    flags: tuple[Flag, ...]
    digest: Digest
    """Of what was said first: the same words again are a repetition, others a conflict."""
    position: int
    """Where it was said first."""
    corrected_at: int | None = None
    """Where the version in force was said, if that is a correction."""
    reason: str | None = None


class OrderMeter(msgspec.Struct, frozen=True, kw_only=True):
    """What one meter saw of one order, all events together."""

    order: OrderId
    meter: Meter
    events: int = 0
    chip_seconds: int = 0
    flop: Flop = Flop()
    flop_chip_seconds: int = 0
    """Of how much of the chip time operations are told."""
    energy_mj: int = 0
    since: datetime
    until: datetime


class DayMeter(msgspec.Struct, frozen=True, kw_only=True):
    """What one meter saw on one day (UTC) at a provider, of one order or of nobody's."""

    provider: PartyId
    day: date
    order: OrderId
    """Empty: nobody's."""
    meter: Meter
    model: str
    """As it was told; empty: that of the order, or unknown."""
    chip_seconds: int = 0
    flop: Flop = Flop()
    flop_chip_seconds: int = 0
    energy_mj: int = 0


class MeteringView(View):
    """Events, what they add up to by order and by day, and batches whose rows are in the lake."""

    events: Table[Key, Event] = Table.of(
        "metering_events", Event, key="provider source event", indexes=("order",)
    )
    orders: Table[Key, OrderMeter] = Table.of("metering_orders", OrderMeter, key="order meter")
    days: Table[Key, DayMeter] = Table.of(
        "metering_days", DayMeter, key="provider day order meter model", indexes=("order",)
    )
    batches: Table[BatchId, Batch] = BATCHES
