"""What is said of a case by those who decide it, and what follows: measures, appeals, an end."""

from datetime import date
from typing import Annotated, ClassVar

import msgspec
from msgspec import Meta

from comptrol.domains.caps import CapId
from comptrol.domains.cases.statements.words import (
    SUBJECTS_MAX,
    Act,
    AlarmName,
    CaseId,
    EvidenceId,
    MeasureKind,
    MeasureNumber,
    Outcome,
    Positions,
    Reason,
    ReviewId,
    Text,
    Words,
)
from comptrol.domains.gate import OrderId
from comptrol.domains.inspection import InspectionId
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.quantity import Position
from comptrol.kernel.roles import AUTHORITY, HOLDERS, WITNESSES, Role
from comptrol.kernel.statement import Consequence, Statement

REVIEWER = frozenset({Role.REVIEWER})
CLOSERS = frozenset({Role.AUTHORITY, Role.REVIEWER})
MEASURES_MAX = 10
OVERDUE_MAX = 100


class Measure(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing that follows from a decision, whom it is about, and until when."""

    measure: MeasureKind
    parties: Annotated[tuple[PartyId, ...], Meta(max_length=SUBJECTS_MAX)] = ()
    orders: Annotated[tuple[OrderId, ...], Meta(max_length=SUBJECTS_MAX)] = ()
    what: Text
    """What exactly has to be done or left."""
    milder: Words = ""
    """Why nothing milder protects."""
    until: date | None = None
    """The first day on which it no longer holds."""


class Decided(Statement, frozen=True, kw_only=True, tag="cases.decided/1"):
    """A reviewer who had no part in it decides a case, by a cited rule, on facts with evidence."""

    ABOUT: ClassVar[str] = "case"
    SAID_BY: ClassVar[frozenset[Role]] = REVIEWER

    case: CaseId
    outcome: Outcome
    act: Act = Act()
    """Its deadline is the last day of an appeal."""
    alarms: Annotated[tuple[AlarmName, ...], Meta(max_length=20)] = ()
    evidence: Annotated[tuple[EvidenceId, ...], Meta(max_length=50)] = ()
    admission: bool = False
    """What it rests on: alarms, evidence, or that a subject admitted the facts."""
    measures: Annotated[tuple[Measure, ...], Meta(max_length=MEASURES_MAX)] = ()


class Renewed(Statement, frozen=True, kw_only=True, tag="cases.renewed/1"):
    """A reviewer lets a measure go on that would end, and says why it is still needed."""

    ABOUT: ClassVar[str] = "case"
    SAID_BY: ClassVar[frozenset[Role]] = REVIEWER

    case: CaseId
    number: MeasureNumber
    until: date
    reasons: Reason
    by: Text


class Lifted(Statement, frozen=True, kw_only=True, tag="cases.lifted/1"):
    """A reviewer ends a measure before its day: it is no longer needed."""

    ABOUT: ClassVar[str] = "case"
    SAID_BY: ClassVar[frozenset[Role]] = REVIEWER

    case: CaseId
    number: MeasureNumber
    reasons: Reason
    by: Text


class CarriedOut(Statement, frozen=True, kw_only=True, tag="cases.carried-out/1"):
    """An inspection was planned or a cap set because a case was decided so: here it stands."""

    ABOUT: ClassVar[str] = "case"
    SAID_BY: ClassVar[frozenset[Role]] = WITNESSES

    case: CaseId
    number: MeasureNumber
    inspection: InspectionId | None = None
    cap: CapId | None = None
    position: Position
    """Where the statement stands that carries it out."""


class Appealed(Statement, frozen=True, kw_only=True, tag="cases.appealed/1"):
    """A subject, or its seller where it has no key, says why the decision is wrong."""

    ABOUT: ClassVar[str] = "case"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = (("party", "party"),)
    SAID_BY: ClassVar[frozenset[Role]] = HOLDERS

    case: CaseId
    party: PartyId
    grounds: Reason
    corrections: Positions = ()
    evidence: Positions = ()


class AppealDecided(Statement, frozen=True, kw_only=True, tag="cases.appeal-decided/1"):
    """A reviewer who had no part so far decides an appeal; granted, all measures are undone."""

    ABOUT: ClassVar[str] = "case"
    SAID_BY: ClassVar[frozenset[Role]] = REVIEWER

    case: CaseId
    granted: bool
    reasons: Reason
    citation: Text
    by: Text


class Closed(Statement, frozen=True, kw_only=True, tag="cases.closed/1"):
    """A case is over: decided, past its appeal, without a measure that still binds; or dropped."""

    ABOUT: ClassVar[str] = "case"
    SAID_BY: ClassVar[frozenset[Role]] = CLOSERS

    case: CaseId
    reasons: Reason
    by: Text


class Reviewed(Statement, frozen=True, kw_only=True, tag="cases.reviewed/1"):
    """The authority goes through all cases on a day: what expired is let go, overdue is named."""

    ABOUT: ClassVar[str] = "review"
    SAID_BY: ClassVar[frozenset[Role]] = AUTHORITY

    review: ReviewId
    on: date


class Overdue(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A step that somebody owes a case, and since when."""

    case: CaseId
    step: str
    due_on: date


class LookedOver(Consequence, frozen=True, kw_only=True, tag="cases.looked-over/1"):
    """The platform says what a review came to: what ended on it, and who owes which step."""

    ABOUT: ClassVar[str] = "review"

    review: ReviewId
    on: date
    ended: int
    """How many measures ended."""
    overdue: Annotated[tuple[Overdue, ...], Meta(max_length=OVERDUE_MAX)]
    more: int
    """How many more steps are overdue, or measures to end, than one entry names."""
