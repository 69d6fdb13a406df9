"""What can be said of incidents at sites, their reports and lessons, and of continuity."""

from datetime import date
from typing import Annotated, ClassVar

from msgspec import Meta

from comptrol.domains.registry import SiteId
from comptrol.domains.supply.statements.critical import TELLERS
from comptrol.domains.supply.statements.site_words import (
    DependenceKind,
    DueLookId,
    DutyDays,
    Hours,
    IncidentId,
    LessonId,
    Matter,
    Moment,
    Outcome,
    PartName,
    PlanId,
    SharedId,
)
from comptrol.domains.supply.statements.words import Portion, Sentence, Title
from comptrol.kernel.identifiers import Digest
from comptrol.kernel.roles import AUTHORITY, WITNESSES, Role
from comptrol.kernel.statement import Consequence, Statement

Facts = Annotated[str, Meta(min_length=1, max_length=2000, pattern=r"\S")]


class IncidentOpened(Statement, frozen=True, kw_only=True, tag="supply.incident-opened/1"):
    """Whoever runs a site, or sees for others, says that something happened, and since when known.

    The clock of every report that its designation asks for runs from when it was known.
    """

    ABOUT: ClassVar[str] = "incident"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = (("site", "site"), ("shared", "things"))
    SAID_BY: ClassVar[frozenset[Role]] = TELLERS

    incident: IncidentId
    site: SiteId
    began_at: Moment
    known_at: Moment
    what: Facts
    things: Annotated[tuple[SharedId, ...], Meta(max_length=20)] = ()
    """Shared things that failed, where that is known."""
    lost: Portion | None = None
    """Which share of the compute of the site; nothing: not known yet."""


class IncidentReported(Statement, frozen=True, kw_only=True, tag="supply.incident-reported/1"):
    """Whoever runs the site, or sees for others, makes one of the reports, or restates it.

    What was reported before stays; a restatement says why.
    """

    ABOUT: ClassVar[str] = "incident"
    SAID_BY: ClassVar[frozenset[Role]] = TELLERS

    incident: IncidentId
    report: PartName
    facts: Facts
    lost: Portion | None = None
    ended_at: Moment | None = None
    restated_because: Sentence | None = None


class IncidentClosed(Statement, frozen=True, kw_only=True, tag="supply.incident-closed/1"):
    """The authority or an inspector closes an incident: when it ended, and what it came from."""

    ABOUT: ClassVar[str] = "incident"
    SAID_BY: ClassVar[frozenset[Role]] = WITNESSES

    incident: IncidentId
    ended_at: Moment
    cause: Facts
    by: Title


class LessonDrawn(Statement, frozen=True, kw_only=True, tag="supply.lesson-drawn/1"):
    """Whoever runs the site, or sees for others, says what an incident teaches, and whom."""

    ABOUT: ClassVar[str] = "lesson"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = (("incident", "incident"), ("site", "sites"))
    SAID_BY: ClassVar[frozenset[Role]] = TELLERS

    lesson: LessonId
    incident: IncidentId
    what: Facts
    sites: Annotated[tuple[SiteId, ...], Meta(max_length=40)] = ()
    """Which other sites it is for."""


class ContinuityPlanned(Statement, frozen=True, kw_only=True, tag="supply.continuity-planned/1"):
    """Whoever runs a site says how it goes on: against what, how soon, and how often it tries.

    The plan itself stays with whoever wrote it; the log has its digest. Said again, it replaces.
    """

    ABOUT: ClassVar[str] = "plan"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = (("site", "site"), ("site", "moves_to"))
    SAID_BY: ClassVar[frozenset[Role]] = TELLERS

    plan: PlanId
    site: SiteId
    on: date
    against: Annotated[tuple[DependenceKind, ...], Meta(min_length=1, max_length=5)]
    restored_within_hours: Hours
    test_every_days: DutyDays
    moves_to: Annotated[tuple[SiteId, ...], Meta(max_length=20)] = ()
    """Where its work goes meanwhile."""
    document: Digest


class ContinuityTested(Statement, frozen=True, kw_only=True, tag="supply.continuity-tested/1"):
    """Whoever runs a site, or sees for others, says what a test of a plan came to."""

    ABOUT: ClassVar[str] = "plan"
    SAID_BY: ClassVar[frozenset[Role]] = TELLERS

    plan: PlanId
    on: date
    outcome: Outcome
    restored_hours: Hours | None = None
    """After so many hours it was whole again; a test that passed says so."""
    findings: Sentence


class DueLooked(Statement, frozen=True, kw_only=True, tag="supply.due-looked/1"):
    """The authority looks for reports, duties and tests that are due."""

    ABOUT: ClassVar[str] = "look"
    SAID_BY: ClassVar[frozenset[Role]] = AUTHORITY

    look: DueLookId


class Reminded(Consequence, frozen=True, kw_only=True, tag="supply.reminded/1"):
    """The platform reminds of a report, a duty or a test that is due: once for each due time."""

    ABOUT: ClassVar[str] = "site"

    site: SiteId
    matter: Matter
    name: str
    due_at: Moment
