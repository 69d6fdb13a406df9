"""What can be said of usage: events as meters saw them, corrections, and batches in the lake."""

from typing import TypeAlias

from comptrol.domains.metering.statements.batches import SCHEMA, BatchFiled, BatchId, batch_name
from comptrol.domains.metering.statements.events import Corrected, Used
from comptrol.domains.metering.statements.words import (
    CHIP_SECONDS_MAX,
    CHIPS_MAX,
    EVENT_MAX,
    Cause,
    EventName,
    Flag,
    Meter,
    SourceName,
)

__all__ = [
    "CHIPS_MAX",
    "CHIP_SECONDS_MAX",
    "EVENT_MAX",
    "SCHEMA",
    "BatchFiled",
    "BatchId",
    "Cause",
    "Corrected",
    "EventName",
    "Flag",
    "Meter",
    "MeteringStatement",
    "SourceName",
    "Used",
    "batch_name",
]

MeteringStatement: TypeAlias = Used | Corrected | BatchFiled
