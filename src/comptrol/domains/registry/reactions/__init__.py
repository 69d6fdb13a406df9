"""What the platform says about chips: alarms, each a signal and never a verdict."""

from collections.abc import Iterator
from typing import Any, Final

from comptrol.domains.alarms import Raised, unraised
from comptrol.domains.registry.queries import policy_in_force
from comptrol.domains.registry.reactions.counting import (
    elsewhere_alarms,
    missing_alarms,
    strangers_seen,
)
from comptrol.domains.registry.reactions.losing import losing_alarms
from comptrol.domains.registry.reactions.moving import power_alarms, unannounced_move
from comptrol.domains.registry.reactions.overdue import overdue_alarms
from comptrol.domains.registry.reactions.quiet import quiet_alarms
from comptrol.domains.registry.reactions.sighting import sighting_alarms
from comptrol.domains.registry.reactions.silence import attrition_alarms, silence_alarms
from comptrol.domains.registry.reactions.unwitnessed import unwitnessed_alarms
from comptrol.domains.registry.statements import (
    Counted,
    Installed,
    Moved,
    Received,
    Reviewed,
    Sighted,
)
from comptrol.domains.registry.view import RegistryView
from comptrol.kernel.statement import Consequence, Entry
from comptrol.kernel.view import World

__all__ = ["HEARS", "react"]


HEARS: Final = (Counted, Installed, Received, Moved, Sighted, Reviewed)


def react(entry: Entry[Any], world: World) -> Iterator[Consequence]:
    """Raise what a statement shows to be wrong; what has been raised is not raised again."""
    said = entry.statement
    if isinstance(said, Counted):
        yield from strangers_seen(said, entry, world)
    yield from unraised(world, _alarms(entry, world))


def _alarms(entry: Entry[Any], world: World) -> Iterator[Raised]:
    said = entry.statement
    if isinstance(said, Counted):
        yield from missing_alarms(said, entry, world)
        yield from elsewhere_alarms(said, entry, world)
    elif isinstance(said, Installed | Received):
        if isinstance(said, Installed):
            yield from unannounced_move(said, entry, world)
        yield from power_alarms(entry, world)
    elif isinstance(said, Moved):
        yield from unannounced_move(said, entry, world)
        yield from power_alarms(entry, world)
    elif isinstance(said, Sighted):
        yield from sighting_alarms(said, entry, world)
    elif isinstance(said, Reviewed):
        policy = policy_in_force(world[RegistryView])
        assert policy is not None, "a review is admitted under a policy"
        all_lots = (
            *(silence_alarms, quiet_alarms, attrition_alarms),
            *(unwitnessed_alarms, losing_alarms),
        )
        standing = all_lots if said.whole else ()
        for alarms in (overdue_alarms, *standing):
            yield from alarms(said.on, entry.position, policy, world)
