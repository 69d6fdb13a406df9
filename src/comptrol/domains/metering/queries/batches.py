"""Which batches of usage are filed, and what was said of each?"""

from comptrol.domains.metering.statements import BatchId
from comptrol.domains.metering.view import Batch, MeteringView
from comptrol.kernel.errors import NotFoundError
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.quantity import Limit
from comptrol.kernel.view import World


def batch(world: World, *, batch: BatchId) -> Batch:
    """Return what was filed under one name."""
    found = world[MeteringView].batches.get(batch)
    if found is None:
        raise NotFoundError(f"no batch {batch} was filed")
    return found


def batches(
    world: World,
    *,
    provider: PartyId | None = None,
    after: BatchId | None = None,
    limit: Limit = 500,
) -> tuple[Batch, ...]:
    """Return the batches that were filed, of everybody or of one provider, by name, in pages."""
    table, start = world[MeteringView].batches, None if after is None else (after,)
    if provider is None:
        return tuple(table.where(after=start, limit=limit))
    return tuple(table.where(after=start, limit=limit, provider=provider))
