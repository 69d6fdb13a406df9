"""How policies, calls, pools and proposals are folded."""

from collections.abc import Iterator
from typing import Any

from msgspec.structs import replace

from comptrol.domains.allocation.formulas.assembling import next_month
from comptrol.domains.allocation.statements import (
    CallEnded,
    CallId,
    CallOpened,
    CapacityChanged,
    EligibilityFound,
    EligibilitySettled,
    Freed,
    Lawful,
    Month,
    NeedReviewed,
    PolicySet,
    PoolId,
    PoolOffered,
    PrioritySet,
    ProposalId,
    Proposed,
    Restored,
    Withdrawn,
)
from comptrol.domains.allocation.view.rows import (
    CallRow,
    PolicyRow,
    PoolRow,
    PoolStanding,
    PriorityRow,
    ProposalRow,
    State,
)
from comptrol.domains.allocation.view.settled import AwardRow
from comptrol.domains.allocation.view.tables import AllocationView
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import Change

Changes = Iterator[Change]


def call_of(view: AllocationView, call: CallId) -> CallRow:
    """Return a call that is known."""
    found = view.calls.get(call)
    assert found is not None, "what was admitted names a known call"
    return found


def proposal_of(view: AllocationView, proposal: ProposalId) -> ProposalRow:
    """Return a proposal that is known."""
    found = view.proposals.get(proposal)
    assert found is not None, "what was admitted names a known proposal"
    return found


def policy_set(view: AllocationView, said: PolicySet, entry: Entry[Any]) -> Changes:
    """Fold a policy: until a review is said, it may be set anew."""
    yield view.policies.put(
        PolicyRow(policy=said.policy, said=said, set_by=entry.signer, position=entry.position)
    )


def call_opened(view: AllocationView, said: CallOpened, entry: Entry[Any]) -> Changes:
    """Fold the opening of a call."""
    yield view.calls.put(
        CallRow(
            call=said.call,
            policy=said.policy,
            said=said,
            opened_by=entry.signer,
            position=entry.position,
        )
    )


def call_ended(view: AllocationView, said: CallEnded, entry: Entry[Any]) -> Changes:
    """Fold the end of a call."""
    yield view.calls.put(replace(call_of(view, said.call), ended_at=entry.position))


def pool_offered(view: AllocationView, said: PoolOffered, entry: Entry[Any]) -> Changes:
    """Fold an offer."""
    fields = {name: getattr(said, name) for name in said.__struct_fields__}
    yield view.pools.put(PoolRow(**fields, offered_by=entry.signer, position=entry.position))


def capacity_changed(view: AllocationView, said: CapacityChanged, _: Entry[Any]) -> Changes:
    """Fold another capacity of one month."""
    pool, call = view.pools.get((said.call, said.pool)), call_of(view, said.call)
    assert pool is not None, "only an offered pool changes"
    place = call.said.months.index(said.month)
    capacity = (
        *pool.capacity_chip_hours[:place],
        said.chip_hours,
        *pool.capacity_chip_hours[place + 1 :],
    )
    yield view.pools.put(replace(pool, capacity_chip_hours=capacity))


def priority_set(view: AllocationView, said: PrioritySet, entry: Entry[Any]) -> Changes:
    """Fold a priority: the last of its name counts."""
    yield view.priorities.put(
        PriorityRow(call=said.call, priority=said.priority, said=said, position=entry.position)
    )


def proposed(view: AllocationView, said: Proposed, entry: Entry[Any]) -> Changes:
    """Fold a proposal, as it was asked."""
    yield view.proposals.put(
        ProposalRow(
            proposal=said.proposal,
            call=said.call,
            applicant=said.applicant,
            institution=said.institution,
            area=said.area,
            track=said.track,
            investigator=said.investigator,
            said=said,
            position=entry.position,
            need_h100e_hours=said.need_h100e_hours,
            least_fraction_ppm=said.least_fraction_ppm,
            pools=said.pools,
        )
    )


def withdrawn(view: AllocationView, said: Withdrawn, entry: Entry[Any]) -> Changes:
    """Fold that a proposal was taken back, or its award given back."""
    found = view.proposals.get(said.proposal)
    if found is not None:  # a grant has no proposal
        yield view.proposals.put(replace(found, state=State.WITHDRAWN))
    award = view.awards.get(said.proposal)
    if award is not None:
        yield view.awards.put(replace(award, given_back=True, freed_from=_over(award, entry)))


def _over(award: AwardRow, entry: Entry[Any]) -> Month:
    """Return from which month on an award is over that ends now: the month that runs is used."""
    following = next_month(Month(f"{entry.logged_at:%Y-%m}"))
    return following if award.freed_from is None else min(following, award.freed_from)


def award_over(view: AllocationView, proposal: ProposalId, entry: Entry[Any]) -> Changes:
    """Fold that an award is over, if there was one."""
    award = view.awards.get(proposal)
    if award is not None:
        yield view.awards.put(replace(award, freed_from=_over(award, entry)))


def eligibility_found(view: AllocationView, said: EligibilityFound, _: Entry[Any]) -> Changes:
    """Fold what the law says; what a person answered stands where the law still asks."""
    found = proposal_of(view, said.proposal)
    answered = {it.pool: it for it in found.eligibility if it.settled_by is not None}
    standings = []
    for it in said.pools:
        row = PoolStanding(
            pool=it.pool,
            lawful=it.lawful,
            rules=it.rules,
            questions=it.questions,
            citation=it.citation,
        )
        before = answered.get(it.pool)
        if before is not None and it.lawful is Lawful.ASKS:
            row = replace(row, lawful=before.lawful, settled_by=before.settled_by)
        standings.append(row)
    yield view.proposals.put(replace(found, eligibility=tuple(standings), as_of=said.as_of))


def eligibility_settled(
    view: AllocationView, said: EligibilitySettled, entry: Entry[Any]
) -> Changes:
    """Fold what a person answers."""
    found = proposal_of(view, said.proposal)
    lawful = Lawful.ELIGIBLE if said.eligible else Lawful.NOT_ELIGIBLE
    yield view.proposals.put(answered_pool(found, (said.pool,), lawful, entry.signer))


def answered_pool(
    found: ProposalRow, pools: tuple[PoolId, ...], lawful: Lawful, by: PartyId
) -> ProposalRow:
    """Return a proposal for which a person has answered what the law had left open."""
    return replace(
        found,
        eligibility=tuple(
            replace(it, lawful=lawful, settled_by=by) if it.pool in pools else it
            for it in found.eligibility
        ),
    )


def need_reviewed(view: AllocationView, said: NeedReviewed, entry: Entry[Any]) -> Changes:
    """Fold what a proposal needs, as a technical reviewer found."""
    yield view.proposals.put(
        replace(
            proposal_of(view, said.proposal),
            need_h100e_hours=said.need_h100e_hours,
            least_fraction_ppm=said.least_fraction_ppm,
            pools=said.pools,
            need_by=entry.signer,
        )
    )


def freed(view: AllocationView, said: Freed, _: Entry[Any]) -> Changes:
    """Fold that the later months of an award are free again; never fewer than before."""
    award = view.awards.get(said.proposal)
    if award is None:
        return
    since = said.since if award.freed_from is None else min(said.since, award.freed_from)
    yield view.awards.put(replace(award, freed_from=since))


def restored(view: AllocationView, said: Restored, _: Entry[Any]) -> Changes:
    """Fold that an award goes on after all, unless it was given back."""
    award = view.awards.get(said.proposal)
    if award is not None and not award.given_back:
        yield view.awards.put(replace(award, freed_from=None))
