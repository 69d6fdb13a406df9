"""What may be said of batches of usage: each once, and each of one's own usage."""

from collections.abc import Iterator

from comptrol.domains.metering.refusals import MeteringRefusal
from comptrol.domains.metering.statements import BatchFiled, MeteringStatement
from comptrol.domains.metering.view import MeteringView
from comptrol.kernel.finding import Finding
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import World


def check_batch_filed(
    said: BatchFiled, entry: Entry[MeteringStatement], world: World
) -> Iterator[Finding]:
    """Yield every reason why a batch cannot be filed."""
    if said.provider != entry.signer:
        detail = f"{entry.signer} cannot file usage of {said.provider}"
        yield Finding.of(MeteringRefusal.OTHERS_BATCH, detail)
        return
    known = world[MeteringView].batches.get(said.batch)
    if known is None:
        return
    where = f"at position {known.position}, digest {known.digest}"
    if known.digest == said.digest:
        yield Finding.of(MeteringRefusal.BATCH_EXISTS, where)
    else:
        yield Finding.of(MeteringRefusal.BATCH_CONFLICT, where)
