"""What can be said of a case, from its opening to its end."""

from typing import TypeAlias

from comptrol.domains.cases.statements.deciding import (
    OVERDUE_MAX,
    AppealDecided,
    Appealed,
    CarriedOut,
    Closed,
    Decided,
    Lifted,
    LookedOver,
    Measure,
    Overdue,
    Renewed,
    Reviewed,
)
from comptrol.domains.cases.statements.opening import (
    Answered,
    Detector,
    EvidenceAdded,
    Noticed,
    Opened,
    PolicySet,
)
from comptrol.domains.cases.statements.words import (
    DAYS_MAX,
    MILD,
    PPM,
    RESTRAINING,
    Act,
    CaseId,
    Channel,
    EvidenceId,
    Fact,
    MeasureKind,
    Outcome,
    PolicyId,
    ReviewId,
    Rule,
)

__all__ = [
    "DAYS_MAX",
    "MILD",
    "OVERDUE_MAX",
    "PPM",
    "RESTRAINING",
    "Act",
    "Answered",
    "AppealDecided",
    "Appealed",
    "CarriedOut",
    "CaseId",
    "CasesStatement",
    "Channel",
    "Closed",
    "Decided",
    "Detector",
    "EvidenceAdded",
    "EvidenceId",
    "Fact",
    "Lifted",
    "LookedOver",
    "Measure",
    "MeasureKind",
    "Noticed",
    "Opened",
    "Outcome",
    "Overdue",
    "PolicyId",
    "PolicySet",
    "Renewed",
    "ReviewId",
    "Reviewed",
    "Rule",
]

CasesStatement: TypeAlias = (
    PolicySet
    | Opened
    | Noticed
    | Answered
    | EvidenceAdded
    | Decided
    | Renewed
    | Lifted
    | CarriedOut
    | Appealed
    | AppealDecided
    | Closed
    | Reviewed
    | LookedOver
)
