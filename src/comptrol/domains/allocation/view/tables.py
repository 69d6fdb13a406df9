"""The tables of rounds."""

from comptrol.domains.allocation.statements import CallId, PlanId, PolicyId, ProposalId
from comptrol.domains.allocation.view.rows import (
    AssignmentRow,
    CallRow,
    DeclarationRow,
    PolicyRow,
    PoolRow,
    PriorityRow,
    ProposalRow,
    ReviewRow,
)
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
from comptrol.kernel.view import Table, View


class AllocationView(View):
    """Policies, calls, proposals, reviews, plans, awards and appeals."""

    policies: Table[PolicyId, PolicyRow] = Table.of("allocation_policies", PolicyRow, key="policy")
    calls: Table[CallId, CallRow] = Table.of(
        "allocation_calls", CallRow, key="call", indexes=("policy",)
    )
    pools: Table[tuple[str, str], PoolRow] = Table.of("allocation_pools", PoolRow, key="call pool")
    proposals: Table[ProposalId, ProposalRow] = Table.of(
        "allocation_proposals",
        ProposalRow,
        key="proposal",
        indexes=("call", "applicant", "call applicant"),
    )
    declarations: Table[tuple[str, str], DeclarationRow] = Table.of(
        "allocation_declarations", DeclarationRow, key="call reviewer"
    )
    assignments: Table[tuple[str, str], AssignmentRow] = Table.of(
        "allocation_assignments",
        AssignmentRow,
        key="proposal reviewer",
        indexes=("call", "call reviewer"),
    )
    reviews: Table[tuple[str, str], ReviewRow] = Table.of(
        "allocation_reviews", ReviewRow, key="proposal reviewer", indexes=("call",)
    )
    priorities: Table[tuple[str, str], PriorityRow] = Table.of(
        "allocation_priorities", PriorityRow, key="call priority"
    )
    parts: Table[tuple[str, int], PlanPartRow] = Table.of(
        "allocation_plan_parts", PlanPartRow, key="plan part"
    )
    plans: Table[PlanId, PlanRow] = Table.of(
        "allocation_plans", PlanRow, key="plan", indexes=("call",)
    )
    draws: Table[CallId, DrawRow] = Table.of("allocation_draws", DrawRow, key="call")
    decisions: Table[ProposalId, DecisionRow] = Table.of(
        "allocation_decisions", DecisionRow, key="proposal", indexes=("call",)
    )
    seconds: Table[str, SecondRow] = Table.of("allocation_seconds", SecondRow, key="act")
    awards: Table[ProposalId, AwardRow] = Table.of(
        "allocation_awards", AwardRow, key="proposal", indexes=("call", "holder")
    )
    notices: Table[ProposalId, NoticeRow] = Table.of(
        "allocation_notices", NoticeRow, key="proposal", indexes=("call",)
    )
    appeals: Table[tuple[str, int], AppealRow] = Table.of(
        "allocation_appeals", AppealRow, key="proposal position", indexes=("proposal open", "call")
    )
    grants: Table[ProposalId, GrantRow] = Table.of(
        "allocation_grants", GrantRow, key="grant", indexes=("call",)
    )
