"""What may be asked of usage: of events, orders, parties, providers, and of filed batches."""

from comptrol.domains.metering.queries.batches import batch, batches
from comptrol.domains.metering.queries.covering import Covered, ProviderUsage, provider_usage
from comptrol.domains.metering.queries.usage import (
    MeterUsage,
    OrderUsage,
    PartyUsage,
    event,
    events,
    order_usage,
    party_usage,
)

__all__ = [
    "Covered",
    "MeterUsage",
    "OrderUsage",
    "PartyUsage",
    "ProviderUsage",
    "batch",
    "batches",
    "event",
    "events",
    "order_usage",
    "party_usage",
    "provider_usage",
]
