"""Which of its pools may a proposal use, by the rulebook and the law of the call's day?"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Final

from comptrol.domains.allocation.queries.known import known_call
from comptrol.domains.allocation.statements import Lawful, PoolEligibility, PoolFit
from comptrol.domains.allocation.view import AllocationView, PoolRow, ProposalRow
from comptrol.domains.chips import ChipsView, specification
from comptrol.domains.law import (
    DECIDED,
    AccessRequest,
    Decision,
    Item,
    LawView,
    Outcome,
    Recipient,
    Rulebook,
    adopted,
    adopted_rulebook,
    stance,
)
from comptrol.domains.parties import PartiesView, seat
from comptrol.domains.screening import ScreeningView, standing_on
from comptrol.kernel.countries import Countries
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.view import World

HOURS_OF_A_MONTH: Final = 730
"""A twelfth of 365 days: how many chips at once follows from it."""
NO_RULEBOOK: Final = "law.rulebook"
"""What is asked where the rulebook that was adopted is not at hand."""
NAMED_MAX, CITATION_MAX, NAME_MAX = 3, 120, 120
"""So much of each pool that thirty pools fit into an entry."""
WORST: Final = (Outcome.ALLOW, Outcome.HOLD, Outcome.REFUSE)
_LAWFUL: Final = {
    Outcome.ALLOW: Lawful.ELIGIBLE,
    Outcome.HOLD: Lawful.ASKS,
    Outcome.REFUSE: Lawful.NOT_ELIGIBLE,
}


def eligibility_of(
    world: World, proposal: ProposalRow, known_at: date
) -> tuple[PoolEligibility, ...]:
    """Return what the law says of a proposal and each of the pools that it asked for."""
    return tuple(_eligibilities(world, proposal, known_at))


def _eligibilities(
    world: World, proposal: ProposalRow, known_at: date
) -> Iterator[PoolEligibility]:
    view, rulebook = world[AllocationView], adopted_rulebook(world)
    as_of = known_call(view, proposal.call).said.as_of
    for fit in proposal.said.pools:
        pool = view.pools.get((proposal.call, fit.pool))
        assert pool is not None, "a proposal asks for pools that are offered"
        if rulebook is None:
            yield PoolEligibility(pool=fit.pool, lawful=Lawful.ASKS, questions=(NO_RULEBOOK,))
            continue
        decisions = [
            _decided(world, _request(world, proposal, pool, fit, party), rulebook, as_of, known_at)
            for party in dict.fromkeys((proposal.applicant, proposal.institution))
        ]
        yield _found(fit, max(decisions, key=lambda it: WORST.index(it.outcome)))


def _decided(
    world: World, request: AccessRequest, rulebook: Rulebook, as_of: date, known_at: date
) -> Decision:
    return DECIDED.decide(
        request,
        rulebook,
        world.reference(Countries),
        as_of=as_of,
        known_at=known_at,
        stance=stance(adopted(world[LawView])),
    )


def _found(fit: PoolFit, decision: Decision) -> PoolEligibility:
    lawful = _LAWFUL[decision.outcome]
    findings = (*decision.law, *decision.policy) if lawful is not Lawful.ELIGIBLE else ()
    asked = decision.questions if lawful is Lawful.ASKS else ()
    cited = [*(it.citation for it in findings), *(it.citation for it in asked)]
    return PoolEligibility(
        pool=fit.pool,
        lawful=lawful,
        rules=tuple(dict.fromkeys(it.rule for it in findings))[:NAMED_MAX],
        questions=tuple(it.id for it in asked if it.blocking)[:NAMED_MAX],
        citation=next(iter(cited), "")[:CITATION_MAX],
    )


def _request(
    world: World, proposal: ProposalRow, pool: PoolRow, fit: PoolFit, party: PartyId
) -> AccessRequest:
    """Return a proposal as the law asks for it: a rental of as many chips as it would take."""
    hours = _chip_hours(proposal, pool, fit)
    months = _months(proposal)
    screened = standing_on(world[ScreeningView], party, _day(world, proposal))
    operator = seat(world[PartiesView], pool.provider)
    return AccessRequest(
        door="rental",
        item=Item(chip=pool.model, quantity=max(1, -(-hours // (HOURS_OF_A_MONTH * months)))),
        site_country=pool.site_country,
        recipient=_recipient(world[PartiesView], party),
        end_use=proposal.said.end_use,
        specification=specification(world[ChipsView], pool.model),
        chip_hours=Decimal(hours),
        operator_hq=operator.headquarters if operator is not None else None,
        operator_parent_hq=operator.ultimate_parent_headquarters if operator is not None else None,
        listings=screened.matches[:NAMED_MAX] if screened is not None else (),
        screening_verdict=screened.verdict if screened is not None else None,
        screened=screened is not None,
    )


def _day(world: World, proposal: ProposalRow) -> date:
    return known_call(world[AllocationView], proposal.call).said.as_of


def _recipient(view: PartiesView, party: PartyId) -> Recipient:
    found, where = view.parties.get(party), seat(view, party)
    assert found is not None, "a proposal is by enrolled parties"
    assert where is not None, "a proposal is by enrolled parties"
    return Recipient(
        name=(found.name or party)[:NAME_MAX],
        country=found.country,
        hq_country=where.headquarters,
        ultimate_parent_hq=where.ultimate_parent_headquarters,
    )


def _chip_hours(proposal: ProposalRow, pool: PoolRow, fit: PoolFit) -> int:
    """Return the chip-hours of the whole need, were it all in this pool; rounded up."""
    millionths = Decimal(pool.speed_h100e) * fit.fit_ppm
    return max(1, int(-(-Decimal(proposal.need_h100e_hours) * 1_000_000 // millionths)))


def _months(proposal: ProposalRow) -> int:
    first, last = proposal.said.first_month, proposal.said.last_month
    return (int(last[:4]) - int(first[:4])) * 12 + int(last[5:]) - int(first[5:]) + 1
