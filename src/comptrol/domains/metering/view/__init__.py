"""What is known of usage: every event as it stands, and what orders and days add up to."""

from collections.abc import Iterator
from typing import assert_never

from comptrol.domains.metering.statements import BatchFiled, Corrected, MeteringStatement, Used
from comptrol.domains.metering.view.batches import Batch, batch_of
from comptrol.domains.metering.view.folding import corrected, digest_of, used
from comptrol.domains.metering.view.rows import (
    NOBODYS,
    DayMeter,
    Event,
    MeteringView,
    OrderMeter,
)
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import Change

__all__ = [
    "NOBODYS",
    "Batch",
    "DayMeter",
    "Event",
    "MeteringView",
    "OrderMeter",
    "apply",
    "batch_of",
    "digest_of",
]


def apply(view: MeteringView, entry: Entry[MeteringStatement]) -> Iterator[Change]:
    """Fold one accepted statement into the view."""
    match entry.statement:
        case Used() as said:
            yield from used(view, said, entry)
        case Corrected() as said:
            yield from corrected(view, said, entry)
        case BatchFiled() as said:
            yield view.batches.put(batch_of(said, entry.position))
        case never:
            assert_never(never)
