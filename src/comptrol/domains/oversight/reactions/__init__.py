"""What the platform says of those who watch: reminders, and alarms that are no verdicts."""

from collections.abc import Iterator
from itertools import islice
from typing import Any, Final

from comptrol.domains.alarms import unraised
from comptrol.domains.oversight.queries import acts, in_force, policy_on, state_of
from comptrol.domains.oversight.reactions.at_once import said_alarms
from comptrol.domains.oversight.reactions.looking import decided_alarms
from comptrol.domains.oversight.reactions.reminding import reminders
from comptrol.domains.oversight.statements import Looked, LookedThrough
from comptrol.domains.oversight.view import OversightView
from comptrol.domains.privacy import OFFICES
from comptrol.kernel.statement import Consequence, Entry
from comptrol.kernel.view import World

__all__ = ["react"]

ALARMS_MAX: Final = 100
"""So many alarms one look raises; the next raises the rest."""
REMINDERS_MAX: Final = 200


def react(entry: Entry[Any], world: World) -> Iterator[Consequence]:
    """Look for what is due, or hold what an office says against its looks and its interests."""
    said = entry.statement
    if isinstance(said, Looked):
        yield from _looked_through(said, entry, world)
    elif not said.SAID_BY.isdisjoint(OFFICES):
        yield from unraised(world, said_alarms(entry, world))


def _looked_through(said: Looked, entry: Entry[Any], world: World) -> Iterator[Consequence]:
    view = world[OversightView]
    policy, found = policy_on(view, said.on), acts(world)
    states = [state_of(view, it, said.on) for it in in_force(world, said.on)]
    ahead = policy.ahead_days if policy is not None else 0
    told = list(islice(reminders(states, said, entry, view, ahead), REMINDERS_MAX))
    yield from told
    alarms = decided_alarms(found.acts, policy, entry, world)
    raised = list(islice(unraised(world, alarms), ALARMS_MAX))
    yield from raised
    yield LookedThrough(
        because=entry.position,
        look=said.look,
        matters=len(states),
        undated=sum(it.review_by is None for it in states),
        reminders=len(told),
        decisions=len(found.acts),
        alarms=len(raised),
        whole=found.whole and len(raised) < ALARMS_MAX and len(told) < REMINDERS_MAX,
    )
