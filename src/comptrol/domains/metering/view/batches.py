"""What is known of a batch of usage whose rows are in the lake: what its provider said of it."""

import msgspec

from comptrol.domains.metering.statements import BatchFiled, BatchId
from comptrol.kernel.identifiers import Digest, PartyId
from comptrol.kernel.quantity import Flop
from comptrol.kernel.view import Table


class Batch(msgspec.Struct, frozen=True, kw_only=True):
    """One batch as it was filed. It is never changed: a correction is a row of a later one."""

    batch: BatchId
    provider: PartyId
    period: str
    sequence: int
    digest: Digest
    """Of the Parquet file in the lake, byte for byte."""
    rows: int
    rejected: int
    chip_seconds: int
    flop: Flop | None
    schema: int
    position: int
    """Where it was filed."""


BATCHES: Table[BatchId, Batch] = Table.of(
    "metering_batches", Batch, key="batch", indexes=("provider",)
)


def batch_of(said: BatchFiled, position: int) -> Batch:
    """Return the row of a batch that was filed at a position of the log."""
    return Batch(
        batch=said.batch,
        provider=said.provider,
        period=said.period,
        sequence=said.sequence,
        digest=said.digest,
        rows=said.rows,
        rejected=said.rejected,
        chip_seconds=said.chip_seconds,
        flop=said.flop,
        schema=said.schema,
        position=position,
    )
