"""What the platform says about splitting: alarms, each a signal and never a verdict."""

from collections.abc import Iterator
from itertools import islice
from typing import Any, Final

from comptrol.domains.alarms import Raised, unraised
from comptrol.domains.structuring.queries import policy_on
from comptrol.domains.structuring.reactions.adding_up import split_alarms, swarm_alarms
from comptrol.domains.structuring.reactions.alikeness import alike_alarms
from comptrol.domains.structuring.reactions.classing import margin_alarms
from comptrol.domains.structuring.reactions.controlling import control_alarms
from comptrol.domains.structuring.reactions.crowding import (
    bunching_alarms,
    headroom_alarms,
)
from comptrol.domains.structuring.reactions.passing_on import (
    elsewhere_alarms,
    hand_over_alarms,
    unattributed_alarms,
)
from comptrol.domains.structuring.reactions.seeing import Seen, see
from comptrol.domains.structuring.reactions.signalling import signal_alarms
from comptrol.domains.structuring.reactions.slowness import slow_alarms
from comptrol.domains.structuring.statements import Looked, LookedThrough, Signalled
from comptrol.domains.structuring.view import StructuringView
from comptrol.kernel.statement import Consequence, Entry
from comptrol.kernel.view import World

__all__ = ["looked_at", "react"]

ALARMS_MAX: Final = 200
"""So many alarms one look raises: who gets more looks at fewer days."""


HEARS: Final = (Signalled, Looked)


def react(entry: Entry[Any], world: World) -> Iterator[Consequence]:
    """Look through the orders of some days, or weigh a signal. No ruling ever follows."""
    said = entry.statement
    if isinstance(said, Signalled):
        yield from unraised(world, signal_alarms(said, entry, world))
    elif isinstance(said, Looked):
        yield from _looked_through(said, entry, world)


def _looked_through(said: Looked, entry: Entry[Any], world: World) -> Iterator[Consequence]:
    last_day = said.until.fromordinal(said.until.toordinal() - 1)
    policy = policy_on(world[StructuringView], last_day)
    assert policy is not None, "a look is admitted under a policy"
    seen = see(world, said, entry.position, policy)
    raised = list(islice(unraised(world, looked_at(seen, world)), ALARMS_MAX))
    yield from raised
    yield LookedThrough(
        because=entry.position,
        look=said.look,
        policy=policy.policy,
        orders=len({*seen.orders, *(name for it in seen.gatherings for name in it.orders)}),
        accounts=len({it.parties[0] for it in seen.orders.values()}),
        groups=len(seen.gatherings),
        alarms=len(raised),
        whole=seen.whole and len(raised) < ALARMS_MAX,
    )


def looked_at(seen: Seen, world: World) -> Iterator[Raised]:
    """Yield what every detector sees in what was read.

    What only a crowd shows, or all that one party passed on, is not seen in what a few did.
    """
    yield from split_alarms(seen)
    yield from swarm_alarms(seen, world)
    yield from hand_over_alarms(seen)
    yield from elsewhere_alarms(seen)
    if not seen.said.parties:
        yield from unattributed_alarms(seen, world)
        yield from bunching_alarms(seen)
        yield from alike_alarms(seen, world)
    yield from control_alarms(seen, world)
    yield from margin_alarms(seen, world)
    yield from slow_alarms(seen, world)
    yield from headroom_alarms(seen, world)
