"""What waits for whoever has signed in: shown first, each with where it is done."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from comptrol.domains.registry import RegistryView
from comptrol.entrypoints.console.asking import Asking
from comptrol.kernel.roles import HOLDERS, Role

COUNTED: Final = 20
"""Past so many it says "more than": the page itself tells the rest."""
LOOKED_THROUGH: Final = 200
"""So many open hand-overs of everybody are looked through; the page of hand-overs has all."""
STOPS: Final = "Orders of yours that must stop"
COMING: Final = "Chips on their way to you, to be received"
HELD: Final = "Orders for you that are on hold"
QUEUE: Final = "Orders, appeals and overrides that wait for a person"
LATE: Final = "Steps in cases that are overdue"
TOLD: Final = (STOPS, COMING, HELD, QUEUE, LATE)
IN_CHARGE: Final = frozenset({Role.REVIEWER, Role.AUTHORITY})


class Waits(NamedTuple):
    """One kind of thing that waits, how many there are, and where."""

    told: str
    many: int
    more: bool
    """There are more than were counted."""
    to: str


def waiting(asking: Asking) -> tuple[Waits, ...]:
    """Return what waits for a visitor, the most pressing first; nothing of nobody."""
    if asking.visitor.party is None:
        return ()
    return tuple(it for it in _all(asking) if it.many)


def _all(asking: Asking) -> Iterator[Waits]:
    party, roles = asking.visitor.party, asking.visitor.roles
    if not HOLDERS.isdisjoint(roles):
        stops = asking.ask("gate", "stops", seller=party, limit=COUNTED + 1)
        yield _counted(STOPS, len(stops), "/stops")
        yield _counted(COMING, _coming(asking), "/hand-overs")
    held = asking.ask("gate", "orders", customer=party, outcome="hold", limit=COUNTED + 1)
    yield _counted(HELD, len(held), "/orders?outcome=hold")
    if not IN_CHARGE.isdisjoint(roles):
        queue = asking.ask("gate", "queue", limit=COUNTED + 1)
        yield _counted(QUEUE, len(queue), "/queue")
        late = asking.ask("cases", "due", on=asking.today, overdue=True, limit=COUNTED + 1)
        yield _counted(LATE, len(late), "/cases")


def _counted(told: str, many: int, to: str) -> Waits:
    return Waits(told, min(many, COUNTED), many > COUNTED, to)


def _coming(asking: Asking) -> int:
    going = asking.world[RegistryView].shipments.where(
        limit=LOOKED_THROUGH, received_on=None, ended_on=None
    )
    return sum(it.to == asking.visitor.party for it in going)
