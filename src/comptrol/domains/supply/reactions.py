"""What the platform says of critical sites: reminders before, and alarms after, something is due.

A reminder is said once for each due time, and so is the alarm that nothing came. An alarm is a
fact of counting and no verdict: what came by another way is not in the log.
"""

from collections.abc import Iterator
from itertools import islice
from typing import Any, Final

from comptrol.domains.alarms import Raised, Strength, unraised
from comptrol.domains.parties import PartiesView
from comptrol.domains.registry import RegistryView
from comptrol.domains.supply.queries import Due, due
from comptrol.domains.supply.statements import DueLooked, Reminded
from comptrol.domains.supply.view import SupplyView
from comptrol.kernel.statement import Consequence, Entry
from comptrol.kernel.view import World

OVERDUE: Final = "supply.overdue"
SAID_MAX: Final = 200
"""So many of each one look says; the next says the rest."""
BENIGN: Final = (
    "It was made in time by another way, and nobody has said so here.",
    "Nobody could tell or test before what had failed was back.",
    "The authority has agreed to more time outside the log.",
)


HEARS: Final = (DueLooked,)


def react(entry: Entry[Any], world: World) -> Iterator[Consequence]:
    """Remind of what is due soon, and raise an alarm about what is late."""
    if isinstance(entry.statement, DueLooked):
        now = entry.logged_at
        every = due(world, at=now)
        soon = (it for it in every if it.remind_from <= now <= it.due_at)
        yield from islice(_reminders(soon, entry, world[SupplyView]), SAID_MAX)
        late = (_overdue(it, entry, world) for it in every if it.due_at < now)
        yield from islice(unraised(world, late), SAID_MAX)


def _reminders(those: Iterator[Due], entry: Entry[Any], view: SupplyView) -> Iterator[Reminded]:
    for it in those:
        if view.reminders.get((it.site, it.matter, it.name, it.due_at)) is None:
            yield Reminded(
                because=entry.position,
                site=it.site,
                matter=it.matter,
                name=it.name,
                due_at=it.due_at,
            )


def _overdue(it: Due, entry: Entry[Any], world: World) -> Raised:
    site = world[RegistryView].sites.get(it.site)
    operator = None if site is None else site.operator
    known = operator is not None and world[PartiesView].parties.get(operator) is not None
    return Raised(
        because=entry.position,
        alarm=f"{OVERDUE}/{it.matter.value}/{it.site}/{it.name}/{it.due_at.isoformat()}",
        detector=OVERDUE,
        version=1,
        strength=Strength.FACT,
        explanation=(
            f"{it.site} owed a {it.matter.value} ({it.name}) until {it.due_at.isoformat()}; none "
            f"is in the log at {entry.logged_at.isoformat()}."
        ),
        benign=BENIGN,
        evidence=(it.position,),
        parties=(operator,) if operator is not None and known else (),
        sites=(it.site,),
    )
