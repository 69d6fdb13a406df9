"""The rows in which cases are kept."""

from datetime import date, datetime
from enum import Enum

import msgspec

from comptrol.domains.cases.statements import (
    Answered,
    CaseId,
    Channel,
    Decided,
    EvidenceId,
    MeasureKind,
    Noticed,
    Outcome,
    PolicySet,
    ReviewId,
    Rule,
)
from comptrol.domains.gate import OrderId
from comptrol.domains.registry import LotId, SiteId
from comptrol.kernel.identifiers import Digest, PartyId


class Stage(Enum):
    """Where a case is in its life."""

    OPENED = "opened"
    NOTICED = "noticed"
    ANSWERED = "answered"
    DECIDED = "decided"
    APPEALED = "appealed"
    APPEAL_DECIDED = "appeal-decided"
    CLOSED = "closed"


UNDECIDED = frozenset({Stage.OPENED, Stage.NOTICED, Stage.ANSWERED})
TOLD = frozenset({Stage.NOTICED, Stage.ANSWERED})


class Policy(msgspec.Struct, frozen=True, kw_only=True):
    """The policy in force, as it was set."""

    name: str
    said: PolicySet
    position: int


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """One case as it stands: what it is about, how far it has come, and what is due by when."""

    case: CaseId
    parties: tuple[PartyId, ...]
    sites: tuple[SiteId, ...]
    lots: tuple[LotId, ...]
    orders: tuple[OrderId, ...]
    alarms: tuple[str, ...]
    rule: Rule
    grounds: str
    title: str
    """Of whoever opened it."""
    opener: PartyId
    position: int
    opened_at: datetime
    stage: Stage
    open: bool
    notice_due: date
    answer_days: int
    """To answer, to appeal, and of the longest measure, by the policy at its opening."""
    appeal_days: int
    measure_days_max: int
    noticed_at: datetime | None = None
    answer_due: date | None = None
    answered_by: tuple[PartyId, ...] = ()
    """The subjects that have answered."""
    admitted_by: tuple[PartyId, ...] = ()
    """Those for whom an answer to the last notice admits its facts."""
    decide_due: date | None = None
    decided_at: datetime | None = None
    outcome: Outcome | None = None
    appeal_due: date | None = None
    appeal_decide_due: date | None = None
    renewed_at: int | None = None
    """Where a measure of it was renewed last: that is appealed anew."""
    granted: bool | None = None
    """What came of an appeal; nothing: none was decided."""
    closed_at: datetime | None = None


class Subject(msgspec.Struct, frozen=True, kw_only=True):
    """A party that a case is about."""

    party: PartyId
    case: CaseId


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was said in a case, by whom, under which title."""

    case: CaseId
    position: int
    kind: str
    by: PartyId
    title: str | None
    at: datetime


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """A notice as it was given."""

    case: CaseId
    position: int
    said: Noticed
    at: datetime


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """An answer as it was given."""

    case: CaseId
    position: int
    said: Answered
    at: datetime


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """One piece of evidence of a case."""

    case: CaseId
    evidence: EvidenceId
    channel: Channel
    shows: str
    supports: bool
    statistical: bool
    positions: tuple[int, ...]
    digest: Digest | None
    ratio_ppm: int | None
    ratio_source: str | None
    position: int
    at: datetime


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """A decision as it was said."""

    case: CaseId
    position: int
    said: Decided
    reviewer: PartyId
    at: datetime


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """One measure of a decided case, and whether it still holds."""

    case: CaseId
    number: int
    measure: MeasureKind
    parties: tuple[PartyId, ...]
    orders: tuple[OrderId, ...]
    what: str
    milder: str
    since: date
    until: date
    citation: str
    in_force: bool
    position: int
    """Where it was decided."""
    said_at: int
    """Where it was decided or renewed last."""
    ended_at: int | None = None
    """The entry because of which it ended."""
    ended_on: date | None = None
    ended_by: str | None = None
    renewals: int = 0
    inspection: str | None = None
    cap: str | None = None
    carried_out_at: int | None = None


class Appeal(msgspec.Struct, frozen=True, kw_only=True):
    """Why a subject says that a decision is wrong, and what came of it."""

    case: CaseId
    position: int
    party: PartyId
    by: PartyId
    grounds: str
    corrections: tuple[int, ...]
    evidence: tuple[int, ...]
    at: datetime
    open: bool
    granted: bool | None = None
    reasons: str | None = None
    citation: str | None = None
    title: str | None = None
    reviewer: PartyId | None = None
    decided_at: datetime | None = None


class Review(msgspec.Struct, frozen=True, kw_only=True):
    """One look over all cases, and what it came to."""

    review: ReviewId
    on: date
    position: int
    ended: int = 0
    overdue: int = 0
