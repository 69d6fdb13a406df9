"""What the platform posts of usage: by how much what was used differs from what is posted.

What an order used is the largest of what each meter saw of it and what was told at its end: they
are all of the same time. So nothing counts twice, whichever of them comes first.
"""

from collections.abc import Iterator
from typing import Any, Final

from comptrol.domains.alarms import unraised
from comptrol.domains.gate import Ended, GateView
from comptrol.domains.metering.reactions.alarming import never_allowed
from comptrol.domains.metering.reactions.counting import on_ending, on_event
from comptrol.domains.metering.statements import Corrected, Used
from comptrol.domains.metering.view import MeteringView
from comptrol.kernel.statement import Consequence, Entry
from comptrol.kernel.view import World

__all__ = ["HEARS", "react"]


HEARS: Final = (Used, Corrected, Ended)


def react(entry: Entry[Any], world: World) -> Iterator[Consequence]:
    """Post what an event or a correction changes, and what meters saw beyond what was told."""
    said = entry.statement
    if isinstance(said, Used | Corrected):
        event = world[MeteringView].events.get((entry.signer, said.source, said.event))
        assert event is not None, "an admitted event is in the view"
        order = world[GateView].orders.get(event.order) if event.order is not None else None
        if order is not None:
            yield from on_event(event, order, entry, world)
            yield from unraised(world, never_allowed(event, order, entry))
    elif isinstance(said, Ended):
        order = world[GateView].orders.get(said.order)
        assert order is not None, "an order that is over was made"
        yield from on_ending(order, entry, world)
