"""The rows of critical sites, of incidents and of continuity."""

from datetime import date, datetime

import msgspec

from comptrol.domains.registry import SiteId
from comptrol.domains.supply.statements import (
    ContinuityPlanned,
    ContinuityTested,
    CriteriaId,
    CriteriaSet,
    DependenceKind,
    DependenceStated,
    IncidentId,
    LessonDrawn,
    LessonId,
    Matter,
    Outcome,
    PartName,
    PlanId,
    Portion,
    ReportRule,
)
from comptrol.kernel.identifiers import PartyId


class Criteria(msgspec.Struct, frozen=True, kw_only=True):
    """Criteria, as they hold from a day on."""

    criteria: CriteriaId
    since: date
    said: CriteriaSet
    position: int


class Designation(msgspec.Struct, frozen=True, kw_only=True):
    """One site that is critical, or was."""

    site: SiteId
    criteria: CriteriaId
    on: date
    finding: str | None
    by: str
    ended_on: date | None = None
    reason: str | None = None
    position: int


class Done(msgspec.Struct, frozen=True, kw_only=True):
    """A duty that a site has done, as it was said last."""

    site: SiteId
    duty: PartName
    on: date
    evidence: str
    position: int


class Dependence(msgspec.Struct, frozen=True, kw_only=True):
    """Which shared things of a kind a site hangs on."""

    site: SiteId
    depends_on: DependenceKind
    said: DependenceStated
    said_by: PartyId
    position: int


class Incident(msgspec.Struct, frozen=True, kw_only=True):
    """One incident, and the reports that the criteria of its day ask for."""

    incident: IncidentId
    site: SiteId
    began_at: datetime
    known_at: datetime
    what: str
    things: tuple[str, ...]
    lost: Portion | None
    rules: tuple[ReportRule, ...]
    """None: the site was not designated, and nothing is due."""
    ended_at: datetime | None = None
    cause: str | None = None
    opened_by: PartyId
    opened_at: datetime
    position: int


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """One report of an incident; number 1 is the first, what follows are restatements."""

    incident: IncidentId
    report: PartName
    number: int
    told_at: datetime
    due_at: datetime | None
    late: bool
    """It came after it was due. What that means is for a person."""
    facts: str
    lost: Portion | None
    ended_at: datetime | None
    restated_because: str | None
    said_by: PartyId
    position: int


class Lesson(msgspec.Struct, frozen=True, kw_only=True):
    """What an incident teaches."""

    lesson: LessonId
    incident: IncidentId
    said: LessonDrawn
    position: int


class Continuity(msgspec.Struct, frozen=True, kw_only=True):
    """How a site goes on, as it was planned last."""

    plan: PlanId
    site: SiteId
    said: ContinuityPlanned
    passed_on: date | None = None
    """When a test was last passed, of the plan as it is."""
    position: int


class Trial(msgspec.Struct, frozen=True, kw_only=True):
    """One test of a plan."""

    plan: PlanId
    position: int
    on: date
    outcome: Outcome
    said: ContinuityTested


class Reminder(msgspec.Struct, frozen=True, kw_only=True):
    """Of what the platform has reminded."""

    site: SiteId
    matter: Matter
    name: str
    due_at: datetime
    position: int
