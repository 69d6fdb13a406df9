"""How a batch is closed: what its seal says."""

from datetime import datetime
from typing import Final, Protocol

from comptrol.domains.ledger import LedgerView, Sealed, latest_seal
from comptrol.flow.ports import Settled
from comptrol.kernel.identifiers import Digest
from comptrol.kernel.view import World

ROWS_START: Final = Digest("0" * 64)
"""The running digest of the rows before the first seal."""


class Settling(Protocol):
    """A step as far as its seal goes."""

    @property
    def position(self) -> int:
        """Return the position of the next entry."""
        ...

    def digested(self, rows: Digest) -> Digest:
        """Return the running digest of the rows, after that of the last seal."""
        ...

    def settle(self) -> Settled:
        """Bring the subject map up to the last entry."""
        ...


def seal_of(step: Settling, world: World, layouts: Digest, at: datetime) -> Sealed | None:
    """Return the seal over the entries since the last; nothing where there is none."""
    before = latest_seal(world[LedgerView])
    first, last = before.position + 1 if before else 0, step.position - 1
    if last < first:
        return None
    rows = step.digested(before.rows if before else ROWS_START)
    settled = step.settle()
    return Sealed(
        because=last,
        seal=before.seal + 1 if before else 0,
        first=first,
        at=at,
        previous=before.position if before else None,
        subjects=settled.subjects,
        depth=settled.depth,
        map_root=settled.map_root,
        rows=rows,
        layouts=layouts,
    )
