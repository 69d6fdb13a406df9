"""What may be asked of usage: of events, orders, parties, providers, and of filed batches."""

from comptrol.domains.metering.queries.batches import batch, batches
from comptrol.domains.metering.queries.covering import (
    DAYS_MAX,
    Covered,
    ProviderUsage,
    provider_usage,
)
from comptrol.domains.metering.queries.ranking import UserRank, UserRanks, most_used
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
    "DAYS_MAX",
    "Covered",
    "MeterUsage",
    "OrderUsage",
    "PartyUsage",
    "ProviderUsage",
    "UserRank",
    "UserRanks",
    "batch",
    "batches",
    "event",
    "events",
    "most_used",
    "order_usage",
    "party_usage",
    "provider_usage",
]
