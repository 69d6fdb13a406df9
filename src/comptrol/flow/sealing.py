"""How a batch is closed: what its seal says."""

from datetime import datetime
from typing import Final

from comptrol.domains.ledger import LedgerView, Sealed, latest_seal
from comptrol.flow.ports import Step
from comptrol.kernel.identifiers import Digest
from comptrol.kernel.view import World

ROWS_START: Final = Digest("0" * 64)
"""The running digest of the rows before the first seal."""


def seal_of(step: Step, world: World, layouts: Digest, at: datetime) -> Sealed | None:
    """Return the seal over the entries since the last; nothing where there is none."""
    before = latest_seal(world[LedgerView])
    first, last = before.position + 1 if before else 0, step.position - 1
    if last < first:
        return None
    settled = step.settle(before.rows if before else ROWS_START)
    return Sealed(
        because=last,
        seal=before.seal + 1 if before else 0,
        first=first,
        at=at,
        previous=before.position if before else None,
        subjects=settled.subjects,
        depth=settled.depth,
        map_root=settled.map_root,
        rows=settled.rows,
        layouts=layouts,
    )
