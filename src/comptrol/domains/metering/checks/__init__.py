"""What may be said of usage, given what is known. That it was too much is never a reason."""

from collections.abc import Iterator
from typing import assert_never

from comptrol.domains.metering.checks.batches import check_batch_filed
from comptrol.domains.metering.checks.events import check_corrected, check_used
from comptrol.domains.metering.statements import BatchFiled, Corrected, MeteringStatement, Used
from comptrol.kernel.finding import Finding
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import World

__all__ = ["check"]


def check(entry: Entry[MeteringStatement], world: World) -> Iterator[Finding]:
    """Yield every reason to refuse, most important first."""
    match entry.statement:
        case Used() as said:
            yield from check_used(said, entry, world)
        case Corrected() as said:
            yield from check_corrected(said, entry, world)
        case BatchFiled() as said:
            yield from check_batch_filed(said, entry, world)
        case never:
            assert_never(never)
