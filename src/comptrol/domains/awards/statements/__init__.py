"""What can be said about awards: kept, used, moved in time, taken back, and what came of them."""

from typing import TypeAlias

from comptrol.domains.awards.statements.looking import (
    Compared,
    Looked,
    OutcomeTold,
    Pair,
)
from comptrol.domains.awards.statements.milestones import (
    MilestoneDecided,
    MilestoneSet,
    Reported,
)
from comptrol.domains.awards.statements.opening import (
    Account,
    Closed,
    Ending,
    Opened,
    Replanned,
)
from comptrol.domains.awards.statements.phasing import (
    OutageTold,
    Rephased,
    RephasingAsked,
    RephasingDecided,
)
from comptrol.domains.awards.statements.policy import (
    PolicySet,
    Step,
)
from comptrol.domains.awards.statements.reclaiming import (
    AppealDecided,
    Appealed,
    ClawedBack,
    Figures,
    NoticeGiven,
    Returned,
    Taken,
)
from comptrol.domains.awards.statements.words import (
    TOLD,
    ActId,
    AppealId,
    AskedUse,
    Condition,
    LookId,
    Matter,
    MilestoneId,
    MonthLeft,
    NoticeId,
    OutcomeId,
    PlannedUse,
    PolicyId,
    Product,
    ReportId,
    RequestId,
    Takes,
)

__all__ = [
    "TOLD",
    "Account",
    "ActId",
    "AppealDecided",
    "AppealId",
    "Appealed",
    "AskedUse",
    "AwardsStatement",
    "ClawedBack",
    "Closed",
    "Compared",
    "Condition",
    "Ending",
    "Figures",
    "LookId",
    "Looked",
    "Matter",
    "MilestoneDecided",
    "MilestoneId",
    "MilestoneSet",
    "MonthLeft",
    "NoticeGiven",
    "NoticeId",
    "Opened",
    "OutageTold",
    "OutcomeId",
    "OutcomeTold",
    "Pair",
    "PlannedUse",
    "PolicyId",
    "PolicySet",
    "Product",
    "Rephased",
    "RephasingAsked",
    "RephasingDecided",
    "Replanned",
    "ReportId",
    "Reported",
    "RequestId",
    "Returned",
    "Step",
    "Taken",
    "Takes",
]

AwardsStatement: TypeAlias = (
    PolicySet
    | Opened
    | Replanned
    | Closed
    | MilestoneSet
    | Reported
    | MilestoneDecided
    | RephasingAsked
    | Rephased
    | RephasingDecided
    | OutageTold
    | NoticeGiven
    | ClawedBack
    | Taken
    | Returned
    | Appealed
    | AppealDecided
    | OutcomeTold
    | Compared
    | Looked
)
