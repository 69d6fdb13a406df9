"""Who may say what of incidents: whoever runs the site or sees for others, in its order."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, assert_never

from comptrol.domains.supply.checks.telling import in_the_future, not_operator, unknown_sites
from comptrol.domains.supply.queries import missing_reports
from comptrol.domains.supply.refusals import SupplyRefusal
from comptrol.domains.supply.statements import (
    ContinuityPlanned,
    ContinuityTested,
    DueLooked,
    IncidentClosed,
    IncidentId,
    IncidentOpened,
    IncidentReported,
    IncidentStatement,
    LessonDrawn,
    Outcome,
    Reminded,
)
from comptrol.domains.supply.view import SupplyView
from comptrol.kernel.finding import Finding
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import World


def check_incident(said: IncidentStatement, entry: Entry[Any], world: World) -> Iterator[Finding]:
    """Yield every reason to refuse a statement about an incident or a continuity plan."""
    view, today = world[SupplyView], entry.logged_at.date()
    match said:
        case IncidentOpened():
            yield from _opened(said, entry, world)
        case IncidentReported():
            yield from _reported(said, entry, world)
        case IncidentClosed():
            yield from _closed(said, entry, view)
        case LessonDrawn():
            yield from _lesson(said, entry, world)
        case ContinuityPlanned():
            yield from unknown_sites(world, (said.site, *said.moves_to))
            yield from not_operator(world, said.site, entry.signer)
            known = view.plans.get(said.plan)
            if known is not None and known.site != said.site:
                yield Finding.of(SupplyRefusal.NAME_TAKEN, f"{said.plan} is of {known.site}")
            yield from in_the_future(said.on, today)
        case ContinuityTested():
            yield from _tested(said, entry, world)
            yield from in_the_future(said.on, today)
        case DueLooked() | Reminded():
            pass  # the path refuses a consequence that anybody sends in
        case never:
            assert_never(never)


def _opened(said: IncidentOpened, entry: Entry[Any], world: World) -> Iterator[Finding]:
    yield from unknown_sites(world, (said.site,))
    yield from not_operator(world, said.site, entry.signer)
    if world[SupplyView].incidents.get(said.incident) is not None:
        yield Finding.of(SupplyRefusal.NAME_TAKEN, said.incident)
    if said.known_at < said.began_at:
        yield Finding.of(SupplyRefusal.TURNED_ROUND, f"{said.began_at}, {said.known_at}")
    yield from _not_yet(said.known_at, entry)


def _reported(said: IncidentReported, entry: Entry[Any], world: World) -> Iterator[Finding]:
    view = world[SupplyView]
    row = view.incidents.get(said.incident)
    if row is None:
        yield from _unknown(said.incident)
        return
    yield from not_operator(world, row.site, entry.signer)
    if said.report not in {it.report for it in row.rules}:
        yield Finding.of(SupplyRefusal.UNKNOWN_REPORT, f"{said.incident}: {said.report}")
    else:
        first = view.reports.get((said.incident, said.report, 1))
        if (first is None) != (said.restated_because is None):
            told = "no reason is told" if first is not None else "nothing was reported before"
            yield Finding.of(SupplyRefusal.NOT_RESTATED, f"{said.report}: {told}")
    if said.ended_at is not None:
        if said.ended_at < row.began_at:
            yield Finding.of(SupplyRefusal.TURNED_ROUND, f"{row.began_at}, {said.ended_at}")
        yield from _not_yet(said.ended_at, entry)


def _closed(said: IncidentClosed, entry: Entry[Any], view: SupplyView) -> Iterator[Finding]:
    row = view.incidents.get(said.incident)
    if row is None:
        yield from _unknown(said.incident)
        return
    if row.ended_at is not None:
        yield Finding.of(SupplyRefusal.INCIDENT_CLOSED, said.incident)
    missing = missing_reports(view, row)
    if missing:
        yield Finding.of(SupplyRefusal.REPORTS_MISSING, ", ".join(missing))
    if said.ended_at < row.began_at:
        yield Finding.of(SupplyRefusal.TURNED_ROUND, f"{row.began_at}, {said.ended_at}")
    yield from _not_yet(said.ended_at, entry)


def _lesson(said: LessonDrawn, entry: Entry[Any], world: World) -> Iterator[Finding]:
    view = world[SupplyView]
    row = view.incidents.get(said.incident)
    yield from unknown_sites(world, said.sites)
    if row is None:
        yield from _unknown(said.incident)
    else:
        yield from not_operator(world, row.site, entry.signer)
    if view.lessons.get(said.lesson) is not None:
        yield Finding.of(SupplyRefusal.NAME_TAKEN, said.lesson)


def _tested(said: ContinuityTested, entry: Entry[Any], world: World) -> Iterator[Finding]:
    row = world[SupplyView].plans.get(said.plan)
    if row is None:
        yield Finding.of(SupplyRefusal.UNKNOWN_PLAN, said.plan)
        return
    yield from not_operator(world, row.site, entry.signer)
    hours, most = said.restored_hours, row.said.restored_within_hours
    if said.outcome is Outcome.PASSED and (hours is None or hours > most):
        took = "no hours are told" if hours is None else f"it took {hours} hours"
        yield Finding.of(SupplyRefusal.NOT_PASSED, f"{took}, and the plan says {most}")
    if said.on < row.said.on:
        yield Finding.of(SupplyRefusal.TURNED_ROUND, f"planned {row.said.on}, tested {said.on}")


def _unknown(incident: IncidentId) -> Iterator[Finding]:
    yield Finding.of(SupplyRefusal.UNKNOWN_INCIDENT, incident)


def _not_yet(moment: datetime, entry: Entry[Any]) -> Iterator[Finding]:
    if moment > entry.logged_at:
        yield Finding.of(SupplyRefusal.IN_THE_FUTURE, f"{moment}, and it is {entry.logged_at}")
