"""What is looked up by name, or is not there."""

from comptrol.domains.allocation.statements import CallId, PlanId, ProposalId
from comptrol.domains.allocation.view import (
    AllocationView,
    CallRow,
    PlanRow,
    PolicyRow,
    PoolRow,
    ProposalRow,
)
from comptrol.kernel.errors import NotFoundError


def known_call(view: AllocationView, call: CallId) -> CallRow:
    """Return a call, or raise NotFoundError."""
    found = view.calls.get(call)
    if found is None:
        raise NotFoundError(f"no call {call!r} has been opened")
    return found


def known_proposal(view: AllocationView, proposal: ProposalId) -> ProposalRow:
    """Return a proposal, or raise NotFoundError."""
    found = view.proposals.get(proposal)
    if found is None:
        raise NotFoundError(f"no proposal {proposal!r} has been made")
    return found


def known_plan(view: AllocationView, plan: PlanId) -> PlanRow:
    """Return a plan that was said, or raise NotFoundError."""
    found = view.plans.get(plan)
    if found is None:
        raise NotFoundError(f"no plan {plan!r} has been said")
    return found


def policy_of(view: AllocationView, call: CallRow) -> PolicyRow:
    """Return the policy that a call is under."""
    found = view.policies.get(call.policy)
    assert found is not None, "a call is opened under a known policy"
    return found


def pools_of(view: AllocationView, call: CallId) -> tuple[PoolRow, ...]:
    """Return the pools that are offered to a call, in the order of their names."""
    return tuple(view.pools.where(call=call))
