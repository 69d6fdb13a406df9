"""What is known of rounds: policies, calls, proposals, reviews, plans, awards and appeals."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from comptrol.domains.allocation.statements import (
    Adjusted,
    AllocationStatement,
    AppealDecided,
    Appealed,
    Assigned,
    Awarded,
    CallEnded,
    CallOpened,
    CapacityChanged,
    Declined,
    DrawCommitted,
    Drawn,
    EligibilityFound,
    EligibilitySettled,
    Freed,
    NeedReviewed,
    PlanAdopted,
    Planned,
    PlanPart,
    PolicySet,
    PoolOffered,
    PrioritySet,
    Proposed,
    Recused,
    ReserveGranted,
    Restored,
    Reviewed,
    ReviewerDeclared,
    ReviewStruck,
    ThetaChosen,
    Withdrawn,
)
from comptrol.domains.allocation.view import deciding, opening, reviewing
from comptrol.domains.allocation.view.rows import (
    AssignmentRow,
    CallRow,
    DeclarationRow,
    PolicyRow,
    PoolRow,
    PoolStanding,
    PriorityRow,
    ProposalRow,
    ReviewRow,
    State,
)
from comptrol.domains.allocation.view.seconding import TakesTwo, act_of, holds_at
from comptrol.domains.allocation.view.settled import (
    AppealRow,
    AwardRow,
    DecisionRow,
    DrawRow,
    GrantRow,
    NoticeRow,
    PlanPartRow,
    PlanRow,
    SecondRow,
)
from comptrol.domains.allocation.view.tables import AllocationView
from comptrol.kernel.statement import Entry, Statement
from comptrol.kernel.view import Change

__all__ = [
    "AllocationView",
    "AppealRow",
    "AssignmentRow",
    "AwardRow",
    "CallRow",
    "DecisionRow",
    "DeclarationRow",
    "DrawRow",
    "GrantRow",
    "NoticeRow",
    "PlanPartRow",
    "PlanRow",
    "PolicyRow",
    "PoolRow",
    "PoolStanding",
    "PriorityRow",
    "ProposalRow",
    "ReviewRow",
    "SecondRow",
    "State",
    "TakesTwo",
    "act_of",
    "apply",
    "holds_at",
]

Folding = Callable[[AllocationView, Any, Entry[Any]], Iterator[Change]]

_FOLDS: Final[Mapping[type[Statement], Folding]] = {
    PolicySet: opening.policy_set,
    CallOpened: opening.call_opened,
    CallEnded: opening.call_ended,
    PoolOffered: opening.pool_offered,
    CapacityChanged: opening.capacity_changed,
    PrioritySet: opening.priority_set,
    Proposed: opening.proposed,
    Withdrawn: opening.withdrawn,
    EligibilityFound: opening.eligibility_found,
    EligibilitySettled: opening.eligibility_settled,
    NeedReviewed: opening.need_reviewed,
    Freed: opening.freed,
    Restored: opening.restored,
    ReviewerDeclared: reviewing.declared,
    Assigned: reviewing.assigned,
    Reviewed: reviewing.reviewed,
    Recused: reviewing.recused,
    ReviewStruck: reviewing.review_struck,
    ThetaChosen: deciding.theta_chosen,
    PlanPart: deciding.plan_part,
    Planned: deciding.planned,
    DrawCommitted: deciding.draw_committed,
    Drawn: deciding.drawn,
    Adjusted: deciding.adjusted,
    PlanAdopted: deciding.plan_adopted,
    ReserveGranted: deciding.reserve_granted,
    Awarded: deciding.awarded,
    Declined: deciding.declined,
    Appealed: deciding.appealed,
    AppealDecided: deciding.appeal_decided,
}


def apply(view: AllocationView, entry: Entry[AllocationStatement]) -> Iterator[Change]:
    """Fold one accepted statement into the view."""
    return _FOLDS[type(entry.statement)](view, entry.statement, entry)
