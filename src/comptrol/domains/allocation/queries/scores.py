"""What do the reviews that count come to, and which proposals still lack some?"""

from collections import Counter
from decimal import Decimal

from comptrol.domains.allocation.formulas.scoring import Given, Merit, merits
from comptrol.domains.allocation.queries.known import known_call, policy_of
from comptrol.domains.allocation.statements import CallId, Lawful, ProposalId
from comptrol.domains.allocation.view import AllocationView, ProposalRow, State
from comptrol.kernel.view import World


def merits_of(world: World, *, call: CallId) -> dict[str, Merit]:
    """Return the calibrated score of each proposal of a call, its noise, and how many reviews.

    Whoever asks for a party tells it no score before a plan is adopted.
    """
    view = world[AllocationView]
    policy = policy_of(view, known_call(view, call)).said
    given = (
        Given(it.proposal, it.reviewer, Decimal(it.score))
        for it in view.reviews.where(call=call)
        if it.struck is None
    )
    return merits(given, policy.calibration_prior, Decimal(policy.noise_sigma))


def lacking(world: World, *, call: CallId) -> tuple[ProposalId, ...]:
    """Return the proposals that would be compared, and have fewer reviews than the policy asks."""
    view = world[AllocationView]
    least = policy_of(view, known_call(view, call)).said.reviews_min
    counted = Counter(it.proposal for it in view.reviews.where(call=call) if it.struck is None)
    return tuple(
        it.proposal
        for it in view.proposals.where(call=call)
        if competes(view, it) and usable(it) and counted[it.proposal] < least
    )


def competes(view: AllocationView, proposal: ProposalRow) -> bool:
    """Tell whether a proposal is compared: not taken back, and no award of it over already."""
    if proposal.state is State.WITHDRAWN:
        return False
    award = view.awards.get(proposal.proposal)
    over = award is not None and award.freed_from is not None
    return not (over and proposal.state is State.AWARDED)


def usable(proposal: ProposalRow) -> bool:
    """Tell whether the law lets a proposal use any of its pools."""
    return bool(eligible_pools(proposal))


def eligible_pools(proposal: ProposalRow) -> dict[str, int]:
    """Return the pools that a proposal may use, by law and by its code, and its fit there."""
    lawful = {it.pool for it in proposal.eligibility if it.lawful is Lawful.ELIGIBLE}
    return {it.pool: it.fit_ppm for it in proposal.pools if it.pool in lawful}
