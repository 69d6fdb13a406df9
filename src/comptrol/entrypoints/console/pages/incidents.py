"""Incidents at sites with their clocks: reports, restatements, lessons, and what is due."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from comptrol.domains.supply import (
    DueLooked,
    IncidentClosed,
    IncidentId,
    IncidentOpened,
    IncidentReported,
    LessonDrawn,
    SupplyView,
)
from comptrol.entrypoints.console.act import Act
from comptrol.entrypoints.console.asking import Asking
from comptrol.entrypoints.console.page import Page
from comptrol.entrypoints.console.pages.speaking import as_authority, as_witness
from comptrol.entrypoints.console.pages.supply_asking import ROWS, paged
from comptrol.entrypoints.console.pages.tellers import (
    TELLERS,
    runs,
    sees_all,
    sees_site,
    tells,
)
from comptrol.entrypoints.console.remembering import REMEMBERED
from comptrol.kernel.errors import NotFoundError

LOOKED_MAX: Final = 1000
"""So many incidents are looked through for those of a provider's own sites."""


def incidents(asking: Asking) -> Mapping[str, Any]:
    """Show incidents by name, a page at a time; a provider those at its own sites."""
    after = asking.word("after") or None
    everything = sees_all(asking)
    limit = ROWS + 1 if everything else LOOKED_MAX
    found = asking.ask("supply", "incidents", after=after, limit=limit)
    mine = found if everything else [it for it in found if runs(asking, it.site)]
    more = found[-1].incident if not everything and len(found) == limit else None
    return {
        "found": mine[:ROWS],
        "after": mine[ROWS - 1].incident if len(mine) > ROWS else more,
        "due": len(due_now(asking)),
    }


def incident(asking: Asking) -> Mapping[str, Any]:
    """Show one incident: what happened, each report and restatement, what is still to come."""
    found = asking.ask("supply", "incident-file", incident=asking.place["incident"])
    if found is None:
        raise NotFoundError(f"no incident is called {asking.place['incident'][:80]!r}")
    return {"file": found, "now": asking.platform.intake.clock.now()}


def due(asking: Asking) -> Mapping[str, Any]:
    """Show every report, duty and test that is to be done, soonest first."""
    found, after = paged(due_now(asking), asking)
    return {"found": found, "after": after, "now": asking.platform.intake.clock.now()}


def due_now(asking: Asking) -> list[Any]:
    """Return what is due by what holds now; a provider sees what its own sites owe."""
    at = asking.platform.intake.clock.now().replace(minute=0, second=0, microsecond=0)
    found = REMEMBERED.of_log(
        asking.platform,
        ("due", at),
        lambda world: asking.platform.questions.named("supply", "due").ask(
            world, at=at + timedelta(hours=1)
        ),
    )
    if sees_all(asking):
        return list(found)
    return [it for it in found if runs(asking, it.site)]


def _sees(asking: Asking) -> bool:
    row = asking.world[SupplyView].incidents.get(IncidentId(asking.place["incident"]))
    return sees_all(asking) if row is None else sees_site(asking, row.site)


def _tells(asking: Asking) -> bool:
    row = asking.world[SupplyView].incidents.get(IncidentId(asking.place["incident"]))
    return row is not None and tells(asking, row.site)


def _open(asking: Asking) -> bool:
    row = asking.world[SupplyView].incidents.get(IncidentId(asking.place["incident"]))
    return as_witness(asking) and row is not None and row.ended_at is None


def _this(asking: Asking) -> Mapping[str, Any]:
    return {"incident": asking.place["incident"]}


INCIDENTS: Final = Page(
    path="/supply/incidents",
    title="Incidents",
    template="analyst/incidents.html",
    audience=TELLERS,
    answer=incidents,
    acts=(
        Act(
            name="open",
            label="Tell of an incident",
            told="The clock of every report runs from when it was known. What was lost may be "
            'left empty while it is not known; else as {"low_ppm": 200000, "high_ppm": 400000}.',
            statement=IncidentOpened,
            fields=("incident", "site", "began_at", "known_at", "what", "things", "lost"),
        ),
    ),
    menu="Supply",
)
INCIDENT: Final = Page(
    path="/supply/incidents/{incident}",
    title="An incident",
    template="analyst/incident.html",
    audience=TELLERS,
    answer=incident,
    about=_sees,
    acts=(
        Act(
            name="report",
            label="Report, or restate",
            told="What was reported before stays; a restatement says why.",
            statement=IncidentReported,
            fields=("report", "facts", "lost", "ended_at", "restated_because"),
            given=_this,
            shown=_tells,
        ),
        Act(
            name="lesson",
            label="Draw a lesson",
            statement=LessonDrawn,
            fields=("lesson", "what", "sites"),
            given=_this,
            shown=_tells,
        ),
        Act(
            name="close",
            label="Close the incident",
            told="When every report is made: when it ended, and what it came from.",
            statement=IncidentClosed,
            fields=("ended_at", "cause", "by"),
            given=_this,
            shown=_open,
        ),
    ),
)
DUE: Final = Page(
    path="/supply/due",
    title="Reports, duties and tests due",
    template="analyst/due.html",
    audience=TELLERS,
    answer=due,
    acts=(
        Act(
            name="look",
            label="Look, and remind",
            told="The platform reminds once of whatever is near, and raises an alarm of what is "
            "late. A watch does this by itself.",
            statement=DueLooked,
            fields=("look",),
            shown=as_authority,
        ),
    ),
    menu="Supply",
)
