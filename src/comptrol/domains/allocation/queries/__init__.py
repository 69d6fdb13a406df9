"""What may be asked about rounds of allocation."""

from comptrol.domains.allocation.queries.assembling import (
    call_document,
    theta_of,
    total_h100e_hours,
)
from comptrol.domains.allocation.queries.conflicts import (
    Conflict,
    conflicts,
    grounds_of,
    had_a_part,
)
from comptrol.domains.allocation.queries.eligibility import eligibility_of
from comptrol.domains.allocation.queries.known import (
    known_call,
    known_plan,
    known_proposal,
    policy_of,
    pools_of,
)
from comptrol.domains.allocation.queries.plans import (
    adopted_plan,
    assembled_plan,
    found_wrong,
    parts_said,
    plan_document,
)
from comptrol.domains.allocation.queries.reserve import reserve_left
from comptrol.domains.allocation.queries.scores import (
    competes,
    eligible_pools,
    lacking,
    merits_of,
    usable,
)
from comptrol.domains.allocation.queries.showing import (
    ProposalShown,
    Reasons,
    ReviewShown,
    RoundSheet,
    award,
    awards_in,
    awards_of,
    my_reasons,
    offered_pool,
    plan,
    proposals,
    round_sheet,
    rounds,
)

__all__ = [
    "Conflict",
    "ProposalShown",
    "Reasons",
    "ReviewShown",
    "RoundSheet",
    "adopted_plan",
    "assembled_plan",
    "award",
    "awards_in",
    "awards_of",
    "call_document",
    "competes",
    "conflicts",
    "eligibility_of",
    "eligible_pools",
    "found_wrong",
    "grounds_of",
    "had_a_part",
    "known_call",
    "known_plan",
    "known_proposal",
    "lacking",
    "merits_of",
    "my_reasons",
    "offered_pool",
    "parts_said",
    "plan",
    "plan_document",
    "policy_of",
    "pools_of",
    "proposals",
    "reserve_left",
    "round_sheet",
    "rounds",
    "theta_of",
    "total_h100e_hours",
    "usable",
]
