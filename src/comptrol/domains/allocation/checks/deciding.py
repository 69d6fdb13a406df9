"""Who may adopt, adjust, grant and decide appeals, and who may not because of a part they had."""

from typing import Any

from comptrol.domains.allocation.checks.opening import Findings, check_drawn_first, running
from comptrol.domains.allocation.checks.proposing import (
    check_apart,
    check_trimmed,
    standing_proposal,
)
from comptrol.domains.allocation.formulas.exchange import call_digest
from comptrol.domains.allocation.queries import call_document, had_a_part, reserve_left
from comptrol.domains.allocation.refusals import AllocationRefusal
from comptrol.domains.allocation.statements import (
    Adjusted,
    AppealDecided,
    Appealed,
    CallId,
    Lawful,
    PlanAdopted,
    Remedy,
    ReserveGranted,
)
from comptrol.domains.allocation.view import AllocationView, ProposalRow, State, TakesTwo, act_of
from comptrol.domains.parties import PartiesView, group
from comptrol.kernel.finding import Finding
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import World


def check_two(said: TakesTwo, entry: Entry[Any], view: AllocationView) -> Findings:
    """Yield that the one who said it first says it again: it takes a second person."""
    known = view.seconds.get(act_of(said))
    if known is not None and known.second is None and known.first == entry.signer:
        detail = f"{entry.signer} said so at position {known.first_at}"
        yield Finding.of(AllocationRefusal.SAME_PERSON, detail)


def check_plan_adopted(said: PlanAdopted, entry: Entry[Any], world: World) -> Findings:
    """Yield why a plan cannot be adopted: the call has changed since, or a draw is open."""
    view = world[AllocationView]
    plan = view.plans.get(said.plan)
    if plan is None:
        yield Finding.of(AllocationRefusal.UNKNOWN_PLAN, said.plan)
        return
    yield from running(view, plan.call)[1]
    document = call_document(world, call=plan.call, as_of=plan.said.as_of)
    if plan.adopted_at is None and call_digest(document) != plan.said.input_digest:
        yield Finding.of(AllocationRefusal.ANOTHER_CALL, f"since position {plan.position}")
    yield from _check_no_part(plan.call, entry, world)
    yield from check_drawn_first(view, plan.call)
    if plan.adopted_at is not None:
        yield Finding.of(AllocationRefusal.NO_CHANGE, f"at position {plan.adopted_at}")
    yield from check_two(said, entry, view)


def _check_no_part(call: CallId, entry: Entry[Any], world: World) -> Findings:
    """Yield that somebody would adopt a plan in which it has a proposal, or its group does."""
    ours = set(group(world[PartiesView], entry.signer))
    for it in world[AllocationView].proposals.where(call=call):
        if ours & {it.applicant, it.institution} and it.state is not State.WITHDRAWN:
            detail = f"{entry.signer} belongs to {it.institution}"
            yield Finding.of(AllocationRefusal.CONFLICTED, detail)
            return


def check_adjusted(said: Adjusted, entry: Entry[Any], world: World) -> Findings:
    """Yield why the panel cannot settle a proposal so: nobody does who has a part in it."""
    view = world[AllocationView]
    found, over = standing_proposal(view, said.proposal)
    yield from over
    plan = view.plans.get(said.plan)
    if plan is None or plan.call != said.call:
        yield Finding.of(AllocationRefusal.UNKNOWN_PLAN, said.plan)
    if found is None:
        return
    if found.call != said.call:
        yield Finding.of(AllocationRefusal.UNKNOWN_PROPOSAL, f"{said.proposal} in {said.call}")
    yield from check_apart(world, found, entry.signer)
    yield from check_drawn_first(view, said.call)
    known = view.decisions.get(said.proposal)
    if known is not None and known.awarded is said.awarded:
        yield Finding.of(AllocationRefusal.NO_CHANGE, f"at position {known.position}")
    yield from check_two(said, entry, view)


def check_reserve_granted(said: ReserveGranted, entry: Entry[Any], world: World) -> Findings:
    """Yield why nothing can be granted so: the reserve has it, and two people say so."""
    view = world[AllocationView]
    call, over = running(view, said.call)
    yield from over
    if world[PartiesView].parties.get(said.holder) is None:
        yield Finding.of(AllocationRefusal.UNKNOWN_PARTY, said.holder)
    if view.proposals.get(said.grant) is not None or view.grants.get(said.grant) is not None:
        yield Finding.of(AllocationRefusal.NAME_TAKEN, said.grant)
    if call is None:
        return
    if said.reserve not in {it.reserve for it in call.said.reserves}:
        yield Finding.of(AllocationRefusal.NOT_IN_CALL, f"a reserve for {said.reserve.value}")
        return
    if not said.bookings:
        yield Finding.of(AllocationRefusal.NO_CHANGE, "it grants nothing")
    yield from check_two(said, entry, view)
    if entry.signer in group(world[PartiesView], said.holder):
        detail = f"{entry.signer} belongs to {said.holder}"
        yield Finding.of(AllocationRefusal.CONFLICTED, detail)
    yield from _check_left(said, world)


def _check_left(said: ReserveGranted, world: World) -> Findings:
    left = reserve_left(world, said.call, said.reserve)
    for it in said.bookings:
        place = (it.pool, it.month)
        left[place] = left.get(place, 0) - it.chip_hours
        if left[place] < 0:
            detail = f"{it.pool} in {it.month}: {-left[place]} chip-hours too many"
            yield Finding.of(AllocationRefusal.RESERVE_SPENT, detail)
            return


def check_appealed(said: Appealed, entry: Entry[Any], world: World) -> Findings:
    """Yield why an appeal cannot be made: only by whom it is about, in time, once a decision."""
    view = world[AllocationView]
    found, over = standing_proposal(view, said.proposal)
    yield from over
    if found is None:
        return
    if entry.signer not in {found.applicant, found.institution}:
        yield Finding.of(AllocationRefusal.NOT_YOURS, f"it is of {found.applicant}")
    call = view.calls.get(found.call)
    notice, award = view.notices.get(said.proposal), view.awards.get(said.proposal)
    told = max(
        (it for it in (notice, award) if it is not None), key=lambda it: it.position, default=None
    )
    if told is not None and entry.logged_at.date() > told.appeal_until:
        yield Finding.of(AllocationRefusal.TOO_LATE, f"until {told.appeal_until}")
    if told is None or call is None or call.plan is None:
        yield Finding.of(AllocationRefusal.NOTHING_TO_APPEAL, said.proposal)
        return
    before = [it for it in view.appeals.where(proposal=said.proposal) if it.against == call.plan]
    if before:
        yield Finding.of(AllocationRefusal.APPEAL_OPEN, f"at position {before[-1].position}")


def check_appeal_decided(said: AppealDecided, entry: Entry[Any], world: World) -> Findings:
    """Yield why somebody cannot decide an appeal: above all a part in what it is against."""
    view = world[AllocationView]
    found, over = standing_proposal(view, said.proposal)
    yield from over
    if found is None:
        return
    own = entry.signer in had_a_part(view, found)
    apart = [*check_apart(world, found, entry.signer)]
    if own and not apart:
        detail = f"{entry.signer} had a part in the decision"
        apart.append(Finding.of(AllocationRefusal.CONFLICTED, detail))
    if said.remedy is not None and said.remedy.pools is not None:
        yield from check_trimmed(found, said.remedy.need_h100e_hours, said.remedy.pools)
    elif said.remedy is not None:
        yield from check_trimmed(found, said.remedy.need_h100e_hours, ())
    yield from apart
    if next(view.appeals.where(proposal=said.proposal, open=True), None) is None:
        yield Finding.of(AllocationRefusal.NO_APPEAL, said.proposal)
    if said.remedy is not None:
        yield from _check_remedy(said.remedy, found, view)
    empty = said.remedy is None or said.remedy == Remedy()
    if said.granted is empty:
        yield Finding.of(AllocationRefusal.NO_REMEDY, "granted" if said.granted else "dismissed")


def _check_remedy(remedy: Remedy, found: ProposalRow, view: AllocationView) -> Findings:
    standing = {it.pool: it for it in found.eligibility}
    for pool in remedy.eligible:
        known = standing.get(pool)
        by_law = known is not None and known.lawful is Lawful.NOT_ELIGIBLE
        if known is None or (by_law and known.settled_by is None):
            yield Finding.of(AllocationRefusal.AGAINST_LAW, pool)
    for reviewer in remedy.strikes:
        review = view.reviews.get((found.proposal, reviewer))
        if review is None or review.struck is not None:
            yield Finding.of(AllocationRefusal.NO_REMEDY, f"{reviewer} has no review that counts")
