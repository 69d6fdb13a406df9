"""The call that a plan was made for, as the log had it then: what came later is left out.

A plan that was adopted changes what is to be planned next, so the rows of today no longer have the
call that it was held against. The log has it: its entries on parties and rounds are folded again,
up to the plan.
"""

from collections.abc import Callable
from typing import Final

from comptrol.adapters.store_memory.rows import MemoryRows
from comptrol.bootstrap.platform import Platform
from comptrol.domains.allocation import Call, PlanRow, call_document
from comptrol.flow.turn import read_entry
from comptrol.flow.world import RowsWorld

FOLDED: Final = (b'"allocation.', b'"parties.')
"""What a call depends on: how these statements begin, wherever they stand in an envelope."""
OFTEN: Final = 2_000


def call_planned(
    platform: Platform, plan: PlanRow, told: Callable[[int, int], None] | None = None
) -> Call:
    """Return the call as it was when a plan was said; tell how far it has come, of how much."""
    rows = MemoryRows()
    world = RowsWorld(rows, platform.references)
    for logged in platform.store.entries():
        if logged.position >= plan.position:
            break
        if told is not None and logged.position % OFTEN == 0:
            told(logged.position, plan.position)
        if not any(it in logged.raw for it in FOLDED):
            continue
        entry = read_entry(platform.catalogue, logged)
        domain = platform.catalogue.owner(entry.statement)
        if domain.name in {"allocation", "parties"}:
            for change in tuple(domain.apply(world[domain.view], entry)):
                rows.put(change)
    return call_document(world, call=plan.call, as_of=plan.said.as_of)
