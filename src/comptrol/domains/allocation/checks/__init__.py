"""What may be said of rounds, given what is known."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from comptrol.domains.allocation.checks import deciding, opening, planning, proposing, reviewing
from comptrol.domains.allocation.statements import (
    Adjusted,
    AllocationStatement,
    AppealDecided,
    Appealed,
    Assigned,
    CallEnded,
    CallOpened,
    CapacityChanged,
    DrawCommitted,
    Drawn,
    EligibilitySettled,
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
    Reviewed,
    ReviewerDeclared,
    ReviewStruck,
    ThetaChosen,
    Withdrawn,
)
from comptrol.kernel.finding import Finding
from comptrol.kernel.statement import Entry, Statement
from comptrol.kernel.view import World

Checking = Callable[[Any, Entry[Any], World], Iterator[Finding]]

_CHECKS: Final[Mapping[type[Statement], Checking]] = {
    PolicySet: opening.check_policy_set,
    CallOpened: opening.check_call_opened,
    PoolOffered: opening.check_pool_offered,
    CapacityChanged: opening.check_capacity_changed,
    PrioritySet: opening.check_priority_set,
    CallEnded: opening.check_call_ended,
    Proposed: proposing.check_proposed,
    Withdrawn: proposing.check_withdrawn,
    EligibilitySettled: proposing.check_eligibility_settled,
    NeedReviewed: proposing.check_need_reviewed,
    ReviewerDeclared: reviewing.check_declared,
    Assigned: reviewing.check_assigned,
    Reviewed: reviewing.check_reviewed,
    Recused: reviewing.check_recused,
    ReviewStruck: reviewing.check_struck,
    ThetaChosen: planning.check_theta_chosen,
    PlanPart: planning.check_plan_part,
    Planned: planning.check_planned,
    DrawCommitted: planning.check_draw_committed,
    Drawn: planning.check_drawn,
    Adjusted: deciding.check_adjusted,
    PlanAdopted: deciding.check_plan_adopted,
    ReserveGranted: deciding.check_reserve_granted,
    Appealed: deciding.check_appealed,
    AppealDecided: deciding.check_appeal_decided,
}


def check(entry: Entry[AllocationStatement], world: World) -> Iterator[Finding]:
    """Yield every reason to refuse. What the platform itself says, nobody can send in."""
    checking = _CHECKS.get(type(entry.statement))
    if checking is not None:
        yield from checking(entry.statement, entry, world)
