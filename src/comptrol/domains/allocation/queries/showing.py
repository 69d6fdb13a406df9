"""What may be asked about rounds, by anybody or by those it is about.

Scores are told from the adoption of a plan on: before that nobody is told how anybody stands.
"""

from decimal import Decimal

import msgspec
from msgspec.structs import replace

from comptrol.domains.allocation.formulas.sentences import REMEDY
from comptrol.domains.allocation.queries.known import (
    known_call,
    known_plan,
    known_proposal,
    policy_of,
    pools_of,
)
from comptrol.domains.allocation.queries.scores import merits_of
from comptrol.domains.allocation.statements import (
    CallId,
    PlanId,
    PoolId,
    ProposalId,
)
from comptrol.domains.allocation.view import (
    AllocationView,
    AppealRow,
    AwardRow,
    CallRow,
    NoticeRow,
    PlanRow,
    PolicyRow,
    PoolRow,
    PoolStanding,
    PriorityRow,
    State,
)
from comptrol.kernel.errors import NotFoundError
from comptrol.kernel.identifiers import Digest, PartyId
from comptrol.kernel.quantity import Limit
from comptrol.kernel.view import World


class RoundSheet(msgspec.Struct, frozen=True, kw_only=True):
    """One call: its rules, what is on offer, how far it has come."""

    call: CallRow
    policy: PolicyRow
    pools: tuple[PoolRow, ...]
    priorities: tuple[PriorityRow, ...]
    proposals: dict[str, int]
    """How many, by how far they have come."""
    reviews: int
    plans: tuple[PlanRow, ...]
    appeals_open: int


class ProposalShown(msgspec.Struct, frozen=True, kw_only=True):
    """What anybody may know of a proposal."""

    proposal: ProposalId
    call: CallId
    applicant: PartyId
    institution: PartyId
    area: str
    track: str
    state: State
    need_h100e_hours: int
    least_fraction_ppm: int
    eligibility: tuple[PoolStanding, ...]
    reviews: int
    score: Decimal | None = None
    """Once a plan is adopted."""


class ReviewShown(msgspec.Struct, frozen=True, kw_only=True):
    """A review as its applicant may read it: nobody's name."""

    score: str
    text: Digest | None
    counts: bool


class Reasons(msgspec.Struct, frozen=True, kw_only=True):
    """What an applicant is told of its own proposal: the decision, why, and what it may do."""

    proposal: ProposalId
    state: State
    asked_h100e_hours: int
    need_h100e_hours: int
    """As the technical review trimmed it."""
    eligibility: tuple[PoolStanding, ...]
    reviews: tuple[ReviewShown, ...]
    score: Decimal | None
    notice: NoticeRow | None
    award: AwardRow | None
    remedy: str
    appeals: tuple[AppealRow, ...]


def round_sheet(world: World, *, call: CallId) -> RoundSheet:
    """Return a call, its rules, what is on offer and how far it has come."""
    view = world[AllocationView]
    found = known_call(view, call)
    states = [it.state.value for it in view.proposals.where(call=call)]
    return RoundSheet(
        call=found,
        policy=policy_of(view, found),
        pools=pools_of(view, call),
        priorities=tuple(view.priorities.where(call=call)),
        proposals={it.value: states.count(it.value) for it in State},
        reviews=sum(it.struck is None for it in view.reviews.where(call=call)),
        plans=tuple(view.plans.where(call=call)),
        appeals_open=sum(it.open for it in view.appeals.where(call=call)),
    )


def rounds(
    world: World, *, after: CallId | None = None, limit: Limit = 100
) -> tuple[CallRow, ...]:
    """Return calls in the order of their names, a page at a time."""
    start = None if after is None else (after,)
    return tuple(world[AllocationView].calls.where(after=start, limit=limit))


def proposals(
    world: World, *, call: CallId, after: ProposalId | None = None, limit: Limit = 100
) -> tuple[ProposalShown, ...]:
    """Return the proposals of a call, a page at a time; scores once a plan is adopted."""
    view = world[AllocationView]
    told = known_call(view, call).plan is not None
    merits = merits_of(world, call=call)
    start = None if after is None else (after,)
    return tuple(
        ProposalShown(
            proposal=it.proposal,
            call=it.call,
            applicant=it.applicant,
            institution=it.institution,
            area=it.area,
            track=it.track,
            state=it.state,
            need_h100e_hours=it.need_h100e_hours,
            least_fraction_ppm=it.least_fraction_ppm,
            eligibility=_without_names(it.eligibility),
            reviews=merits[it.proposal].reviews if it.proposal in merits else 0,
            score=merits[it.proposal].score if told and it.proposal in merits else None,
        )
        for it in view.proposals.where(call=call, after=start, limit=limit)
    )


def my_reasons(world: World, *, proposal: ProposalId, party: PartyId) -> Reasons:
    """Return what a party is told of a proposal of its own: why, and how to appeal."""
    view = world[AllocationView]
    found = known_proposal(view, proposal)
    if party not in {found.applicant, found.institution}:
        raise NotFoundError(f"{party} has no proposal {proposal!r}")
    told = known_call(view, found.call).plan is not None
    given = tuple(view.reviews.where(proposal=proposal)) if told else ()
    merit = merits_of(world, call=found.call).get(proposal) if told else None
    return Reasons(
        proposal=proposal,
        state=found.state,
        asked_h100e_hours=found.said.need_h100e_hours,
        need_h100e_hours=found.need_h100e_hours,
        eligibility=_without_names(found.eligibility),
        reviews=tuple(
            ReviewShown(score=it.score, text=it.text, counts=it.struck is None) for it in given
        ),
        score=merit.score if merit is not None else None,
        notice=view.notices.get(proposal) if found.state is State.DECLINED else None,
        award=view.awards.get(proposal),
        remedy=REMEDY,
        appeals=tuple(
            replace(it, decided_by=None) for it in view.appeals.where(proposal=proposal)
        ),
    )


def _without_names(standings: tuple[PoolStanding, ...]) -> tuple[PoolStanding, ...]:
    return tuple(replace(it, settled_by=None) for it in standings)


def award(world: World, *, proposal: ProposalId) -> AwardRow:
    """Return the award of a proposal, or a grant out of the reserve."""
    found = world[AllocationView].awards.get(proposal)
    if found is None:
        raise NotFoundError(f"{proposal!r} has no award")
    return found


def awards_of(world: World, *, party: PartyId) -> tuple[AwardRow, ...]:
    """Return every award that a party holds, or held."""
    return tuple(world[AllocationView].awards.where(holder=party))


def awards_in(world: World, *, call: CallId) -> tuple[AwardRow, ...]:
    """Return every award of a call."""
    return tuple(world[AllocationView].awards.where(call=call))


def plan(world: World, *, plan: PlanId) -> PlanRow:
    """Return a plan as it was said: its worth, its bound, who made and who adopted it."""
    return known_plan(world[AllocationView], plan)


def offered_pool(world: World, *, call: CallId, pool: PoolId) -> PoolRow:
    """Return a pool that is offered to a call."""
    found = world[AllocationView].pools.get((call, pool))
    if found is None:
        raise NotFoundError(f"call {call!r} has no pool {pool!r}")
    return found
