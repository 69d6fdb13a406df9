"""How what is said of incidents and continuity adds up."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, assert_never

from msgspec.structs import replace

from comptrol.domains.supply.statements import (
    ContinuityPlanned,
    ContinuityTested,
    DueLooked,
    IncidentClosed,
    IncidentOpened,
    IncidentReported,
    IncidentStatement,
    LessonDrawn,
    Outcome,
    Reminded,
    ReportRule,
)
from comptrol.domains.supply.view.critical import criteria_on, designated_on
from comptrol.domains.supply.view.critical_rows import (
    Continuity,
    Incident,
    Lesson,
    Reminder,
    Report,
    Trial,
)
from comptrol.domains.supply.view.tables import SupplyView
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import Change


def apply_incident(
    view: SupplyView, said: IncidentStatement, entry: Entry[Any]
) -> Iterator[Change]:
    """Fold one statement about an incident or a continuity plan into the view."""
    position = entry.position
    match said:
        case IncidentOpened():
            yield view.incidents.put(_opened(view, said, entry))
        case IncidentReported():
            yield view.reports.put(_report(view, said, entry))
        case IncidentClosed():
            known = view.incidents.get(said.incident)
            assert known is not None, "what is closed was opened"
            closed = replace(known, ended_at=said.ended_at, cause=said.cause)
            yield view.incidents.put(closed)
        case LessonDrawn():
            yield view.lessons.put(
                Lesson(lesson=said.lesson, incident=said.incident, said=said, position=position)
            )
        case ContinuityPlanned():
            yield view.plans.put(
                Continuity(plan=said.plan, site=said.site, said=said, position=position)
            )
        case ContinuityTested():
            yield from _tested(view, said, position)
        case Reminded():
            yield view.reminders.put(
                Reminder(
                    site=said.site,
                    matter=said.matter,
                    name=said.name,
                    due_at=said.due_at,
                    position=position,
                )
            )
        case DueLooked():
            pass
        case never:
            assert_never(never)


def due_at(known_at: datetime, rule: ReportRule) -> datetime:
    """Return until when a report is due: so many hours after the incident was known."""
    return known_at + timedelta(hours=rule.within_hours)


def _opened(view: SupplyView, said: IncidentOpened, entry: Entry[Any]) -> Incident:
    day = said.known_at.date()
    held = designated_on(view, said.site, day)
    rules = None if held is None else criteria_on(view, held.criteria, day)
    return Incident(
        incident=said.incident,
        site=said.site,
        began_at=said.began_at,
        known_at=said.known_at,
        what=said.what,
        things=said.things,
        lost=said.lost,
        rules=() if rules is None else rules.said.reports,
        opened_by=entry.signer,
        opened_at=entry.logged_at,
        position=entry.position,
    )


def _report(view: SupplyView, said: IncidentReported, entry: Entry[Any]) -> Report:
    known = view.incidents.get(said.incident)
    assert known is not None, "what is reported was opened"
    before = sum(1 for _ in view.reports.where(incident=said.incident, report=said.report))
    due = {it.report: due_at(known.known_at, it) for it in known.rules}.get(said.report)
    first = before == 0
    return Report(
        incident=said.incident,
        report=said.report,
        number=before + 1,
        told_at=entry.logged_at,
        due_at=due,
        late=first and due is not None and entry.logged_at > due,
        facts=said.facts,
        lost=said.lost,
        ended_at=said.ended_at,
        restated_because=said.restated_because,
        said_by=entry.signer,
        position=entry.position,
    )


def _tested(view: SupplyView, said: ContinuityTested, position: int) -> Iterator[Change]:
    trial = Trial(plan=said.plan, position=position, on=said.on, outcome=said.outcome, said=said)
    yield view.trials.put(trial)
    plan = view.plans.get(said.plan)
    assert plan is not None, "what is tested was planned"
    newer = plan.passed_on is None or plan.passed_on < said.on
    if said.outcome is Outcome.PASSED and newer:
        yield view.plans.put(replace(plan, passed_on=said.on))
