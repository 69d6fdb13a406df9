"""What can be said of usage in bulk: that a batch is in the lake, and what it comes to."""

from typing import Annotated, ClassVar, Final, NewType

from msgspec import Meta

from comptrol.kernel.identifiers import END, Digest, PartyId
from comptrol.kernel.quantity import Flop
from comptrol.kernel.roles import HOLDERS, Role
from comptrol.kernel.statement import Statement

BatchId = NewType(
    "BatchId",
    Annotated[
        str,
        Meta(pattern=r"^[a-z0-9][a-z0-9._-]{0,62}/[0-9]{4}-[0-9]{2}(-[0-9]{2})?/[0-9]{1,6}" + END),
    ],
)
"""Provider, period and number, with a stroke between: ``acme/2026-11/1``."""
Period = Annotated[
    str, Meta(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?" + END)
]
"""The month or the day, in UTC, in which the usage began."""
Sequence = Annotated[int, Meta(ge=1, le=999_999)]
Rows = Annotated[int, Meta(ge=0, le=10**12)]

SCHEMA: Final = 1
"""The columns of usage as docs/lake.md has them."""
BATCH_SECONDS_MAX: Final = 2**62


class BatchFiled(Statement, frozen=True, kw_only=True, tag="metering.batch-filed/1"):
    """A provider says that it filed a batch of usage: its digest, and what its rows come to.

    The rows stay in the lake. What is in the log is enough to tell whether a file there is the
    one that was filed, and to hold its sums against what is read from it.
    """

    ABOUT: ClassVar[str] = "batch"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = (("party", "provider"),)
    SAID_BY: ClassVar[frozenset[Role]] = HOLDERS

    batch: BatchId
    provider: PartyId
    period: Period
    sequence: Sequence
    """The number of the batch within its period: a correction is a row of a later batch."""
    digest: Digest
    """Of the Parquet file in the lake, byte for byte: what was accepted."""
    rows: Rows
    rejected: Rows
    """Rows of what was sent that are not in the file, each told back with its reason."""
    chip_seconds: Annotated[int, Meta(ge=0, le=BATCH_SECONDS_MAX)]
    """Of all rows of the file as they stand there: a correction counts beside what it mends."""
    flop: Flop | None = None
    """Of those rows that tell operations; nothing: none does."""
    schema: Annotated[int, Meta(ge=1, le=1)] = SCHEMA
    """Which columns the file has."""

    def __post_init__(self) -> None:
        """Refuse a name that is not the batch's own; from outside this reads as a wrong field."""
        if self.batch != batch_name(self.provider, self.period, self.sequence):
            raise ValueError("batch is provider/period/sequence")


def batch_name(provider: str, period: str, sequence: int) -> BatchId:
    """Return the name of a batch.

    >>> batch_name("acme", "2026-11", 1)
    'acme/2026-11/1'
    """
    return BatchId(f"{provider}/{period}/{sequence}")
