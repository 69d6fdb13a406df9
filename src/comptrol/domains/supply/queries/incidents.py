"""What may be asked of incidents, of what is due, and of continuity."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

import msgspec

from comptrol.domains.registry import SiteId
from comptrol.domains.supply.statements import (
    DueLooked,
    DueLookId,
    IncidentId,
    Matter,
    Moment,
    ReportRule,
)
from comptrol.domains.supply.view import (
    Continuity,
    Criteria,
    Incident,
    Lesson,
    Reminder,
    Report,
    SupplyView,
    Trial,
    criteria_on,
    designated_on,
    due_at,
)
from comptrol.kernel.days import later
from comptrol.kernel.quantity import Limit
from comptrol.kernel.view import World
from comptrol.kernel.watch import Since


class Due(msgspec.Struct, frozen=True, kw_only=True):
    """One report, duty or test that is still to be done, and until when."""

    matter: Matter
    site: SiteId
    name: str
    """Of a report: the incident, a slash, and the report."""
    what: str
    due_at: datetime
    remind_from: datetime
    position: int
    """Where the statement stands from which it is due."""


class IncidentFile(msgspec.Struct, frozen=True, kw_only=True):
    """One incident with its reports and restatements, its lessons, and what is still to come."""

    incident: Incident
    reports: tuple[Report, ...]
    missing: tuple[Due, ...]
    lessons: tuple[Lesson, ...]


class ContinuityFile(msgspec.Struct, frozen=True, kw_only=True):
    """One continuity plan with its tests; what was tested before it was replanned says nothing."""

    plan: Continuity
    trials: tuple[Trial, ...]
    due_at: datetime


def incidents(
    world: World, *, after: IncidentId | None = None, limit: Limit = 100
) -> list[Incident]:
    """Return incidents in the order of their names."""
    start = None if after is None else (after,)
    return list(world[SupplyView].incidents.where(after=start, limit=limit))


def incident_file(world: World, *, incident: IncidentId) -> IncidentFile | None:
    """Return an incident with its reports, restatements and lessons; or nothing."""
    view = world[SupplyView]
    row = view.incidents.get(incident)
    if row is None:
        return None
    return IncidentFile(
        incident=row,
        reports=tuple(sorted(view.reports.where(incident=incident), key=_position)),
        missing=tuple(_reports_due(view, row)),
        lessons=tuple(view.lessons.where(incident=incident)),
    )


def continuity(world: World, *, site: SiteId) -> list[ContinuityFile]:
    """Return how a site goes on, what its tests came to, and when the next is due."""
    view = world[SupplyView]
    return [
        ContinuityFile(
            plan=it, trials=tuple(view.trials.where(plan=it.plan)), due_at=_end(_test(it))
        )
        for it in view.plans.where(site=site)
    ]


def due(world: World, *, at: Moment) -> list[Due]:
    """Return every report, duty and test that is to be done, by what holds then, soonest first."""
    view = world[SupplyView]
    found = [
        *(it for row in view.incidents.where() for it in _reports_due(view, row)),
        *_duties_due(view, at.date()),
        *_tests_due(view, at.date()),
    ]
    return sorted(found, key=lambda it: (it.due_at, it.matter.value, it.site, it.name))


def supply_reminders(world: World, *, site: SiteId) -> list[Reminder]:
    """Return of what the platform has reminded a site."""
    return list(world[SupplyView].reminders.where(site=site))


def missing_reports(view: SupplyView, incident: Incident) -> list[str]:
    """Return the reports that an incident asks for and that nobody has made."""
    return [it.report for it in _rules_left(view, incident)]


def due_looks(world: World, since: Since) -> Iterator[DueLooked]:
    """Yield a look on a new day if anything is due, and on a day on which to remind of a report.

    A watch knows the day and not the hour: so on a day on which something is due there is a look
    at every run, until it is done or known to be late.
    """
    midnight = datetime.combine(later(since.today, 1), time(), UTC)
    every = due(world, at=midnight - timedelta(seconds=1))
    near = any(it.matter is Matter.REPORT and it.remind_from < midnight for it in every)
    if near or (every and since.a_new_day):
        yield DueLooked(look=DueLookId(f"watch-{since.today}-{since.size}"))


def _rules_left(view: SupplyView, row: Incident) -> Iterator[ReportRule]:
    for rule in row.rules:
        if view.reports.get((row.incident, rule.report, 1)) is None:
            yield rule


def _reports_due(view: SupplyView, row: Incident) -> Iterator[Due]:
    known_on = row.known_at.date()
    held = designated_on(view, row.site, known_on)
    criteria = None if held is None else criteria_on(view, held.criteria, known_on)
    for rule in _rules_left(view, row):
        until = due_at(row.known_at, rule)
        yield Due(
            matter=Matter.REPORT,
            site=row.site,
            name=f"{row.incident}/{rule.report}",
            what=rule.what,
            due_at=until,
            remind_from=until - _ahead(criteria),
            position=row.position,
        )


def _duties_due(view: SupplyView, day: date) -> Iterator[Due]:
    for row in view.designations.where():
        is_held = designated_on(view, row.site, day) == row
        criteria = criteria_on(view, row.criteria, day) if is_held else None
        for duty in () if criteria is None else criteria.said.duties:
            done = view.done.get((row.site, duty.duty))
            if done is None or done.on < row.on:
                until = later(row.on, duty.within_days)
            elif duty.every_days is not None:
                until = later(done.on, duty.every_days)
            else:
                continue
            yield Due(
                matter=Matter.DUTY,
                site=row.site,
                name=duty.duty,
                what=duty.what,
                due_at=_end(until),
                remind_from=_end(until) - _ahead(criteria),
                position=row.position,
            )


def _tests_due(view: SupplyView, day: date) -> Iterator[Due]:
    for row in view.plans.where():
        held = designated_on(view, row.site, day)
        criteria = None if held is None else criteria_on(view, held.criteria, day)
        until = _end(_test(row))
        yield Due(
            matter=Matter.TEST,
            site=row.site,
            name=row.plan,
            what="a test of the continuity plan that is passed",
            due_at=until,
            remind_from=until - _ahead(criteria),
            position=row.position,
        )


def _test(row: Continuity) -> date:
    return later(row.passed_on or row.said.on, row.said.test_every_days)


def _ahead(criteria: Criteria | None) -> timedelta:
    return timedelta(hours=0 if criteria is None else criteria.said.remind_hours)


def _end(day: date) -> datetime:
    """Return the end of a day: what is due on it is late on the next."""
    return datetime.combine(later(day, 1), time(), UTC)


def _position(row: Report) -> int:
    return row.position
