"""What waits for people, what has to stop, and what went round the gate."""

from collections.abc import Mapping
from typing import Any, Final

from comptrol.domains.gate import GateView, Waiting
from comptrol.domains.law import rulebook_named
from comptrol.entrypoints.console.asking import Asking
from comptrol.entrypoints.console.page import Page
from comptrol.entrypoints.console.pages.whose import looks_after
from comptrol.entrypoints.console.visitor import Audience

ON_A_PAGE: Final = 50
DAYS: Final = 30


def queue(asking: Asking) -> Mapping[str, Any]:
    """Show what waits for people, by order, and how long people let others wait."""
    after = asking.word("after") or None
    found: tuple[Waiting, ...] = asking.ask("gate", "queue", after=after, limit=ON_A_PAGE)
    view, party = asking.world[GateView], asking.visitor.party
    orders = {it.order: view.orders.get(it.order) for it in found}
    return {
        "found": found,
        "after": found[-1].order if len(found) >= ON_A_PAGE else None,
        "ruled_at": {name: it.ruled_at for name, it in orders.items() if it is not None},
        "mine": {
            it.order for it in found if party and view.parts.get((it.order, party)) is not None
        },
        "questions": rulebook_named(asking.world, None).questions,
        "times": asking.ask("gate", "service-times", until=asking.today, days=DAYS),
        "days": DAYS,
        "now": asking.platform.intake.clock.now(),
    }


def stops(asking: Asking) -> Mapping[str, Any]:
    """Show the orders that were let through and must stop: a seller its own, with why."""
    everything = looks_after(asking.visitor)
    found = asking.ask(
        "gate",
        "stops",
        seller=None if everything else asking.visitor.party,
        after=asking.word("after") or None,
        limit=ON_A_PAGE + 1,
    )
    view = asking.world[GateView]
    return {
        "found": [(it, view.orders.get(it.order)) for it in found[:ON_A_PAGE]],
        "after": found[ON_A_PAGE - 1].order if len(found) > ON_A_PAGE else None,
        "everything": everything,
    }


def bypasses(asking: Asking) -> Mapping[str, Any]:
    """Show what went where no allowing ruling let it go, by lot."""
    after = asking.word("after") or None
    found = asking.ask("gate", "bypasses", after_lot=after, limit=ON_A_PAGE)
    return {"found": found, "after": found[-1].lot if len(found) == ON_A_PAGE else None}


PAGES: Final = (
    Page(
        path="/queue",
        title="What waits for people",
        template="gate/queue.html",
        audience=frozenset({Audience.REVIEWER, Audience.AUTHORITY}),
        answer=queue,
        menu="The gate",
    ),
    Page(
        path="/stops",
        title="What has to stop",
        template="gate/stops.html",
        audience=frozenset(
            {Audience.PROVIDER, Audience.EXPORTER, Audience.REVIEWER, Audience.AUTHORITY}
        ),
        answer=stops,
        menu="The gate",
    ),
    Page(
        path="/bypasses",
        title="What went round the gate",
        template="gate/bypasses.html",
        audience=frozenset({Audience.REVIEWER, Audience.INSPECTOR, Audience.AUTHORITY}),
        answer=bypasses,
        menu="The gate",
    ),
)
