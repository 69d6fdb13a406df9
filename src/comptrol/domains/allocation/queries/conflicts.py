"""Who has a part in what? From where parties belong, what they asked for, and what they declared.

Grounds as the sheet has them (facts: allocation, 11). Links that nobody declared cannot be seen
here: one that is found later strikes the review.
"""

from collections.abc import Iterator

import msgspec

from comptrol.domains.allocation.queries.known import known_call, policy_of
from comptrol.domains.allocation.statements import CallId, Ground, Link, Month, ProposalId
from comptrol.domains.allocation.view import AllocationView, ProposalRow, State
from comptrol.domains.parties import PartiesView, group
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.view import World


class Conflict(msgspec.Struct, frozen=True, kw_only=True):
    """A reviewer, and a proposal that it has a part in."""

    reviewer: PartyId
    proposal: ProposalId
    grounds: tuple[Ground, ...]


def conflicts(world: World, *, call: CallId) -> tuple[Conflict, ...]:
    """Return every pair of a reviewer who declared and a proposal that it must not review."""
    view = world[AllocationView]
    known_call(view, call)
    return tuple(
        Conflict(reviewer=row.reviewer, proposal=it.proposal, grounds=grounds)
        for row in view.declarations.where(call=call)
        for it in view.proposals.where(call=call)
        if it.state is not State.WITHDRAWN and (grounds := grounds_of(world, it, row.reviewer))
    )


def grounds_of(world: World, proposal: ProposalRow, reviewer: PartyId) -> tuple[Ground, ...]:
    """Return all grounds on which a party has a part in a proposal; none: it has none."""
    return tuple(sorted(set(_grounds(world, proposal, reviewer)), key=lambda it: it.value))


def _grounds(world: World, proposal: ProposalRow, reviewer: PartyId) -> Iterator[Ground]:
    view = world[AllocationView]
    sides = (proposal.applicant, proposal.institution)
    if reviewer in sides:
        yield Ground.OWN
    ours = set(group(world[PartiesView], reviewer))
    if ours & set(sides):
        yield Ground.INSTITUTION
    theirs = {it for side in sides for it in group(world[PartiesView], side)}
    declared = view.declarations.get((proposal.call, reviewer))
    for link in declared.links if declared is not None else ():
        reached = link.proposal == proposal.proposal or link.institution in theirs
        if reached and _lasts(view, proposal.call, link):
            yield link.ground
    for other in view.proposals.where(call=proposal.call, applicant=reviewer):
        if other.area == proposal.area and other.state is not State.WITHDRAWN:
            yield Ground.COMPETING
    assignment = view.assignments.get((proposal.proposal, reviewer))
    if assignment is not None and assignment.ended is not None:
        yield assignment.ended


def _lasts(view: AllocationView, call: CallId, link: Link) -> bool:
    """Tell whether a link still counts: joint work for some months, all else for ever."""
    if link.ground is not Ground.JOINT_WORK or link.last is None:
        return True
    found = known_call(view, call)
    opens = found.said.opens
    months = opens.year * 12 + opens.month - _months(link.last)
    return months <= policy_of(view, found).said.conflict_months


def _months(month: Month) -> int:
    return int(month[:4]) * 12 + int(month[5:])


def had_a_part(view: AllocationView, proposal: ProposalRow) -> set[PartyId]:
    """Return everybody who had a part in what was decided on a proposal.

    Reviewers, whoever trimmed its need or answered for the law, and the panel that settled it or
    adopted a plan of its call.
    """
    parts = {it.reviewer for it in view.assignments.where(proposal=proposal.proposal)}
    parts |= {it.settled_by for it in proposal.eligibility if it.settled_by is not None}
    if proposal.need_by is not None:
        parts.add(proposal.need_by)
    decision = view.decisions.get(proposal.proposal)
    parts.update(decision.by if decision is not None else ())
    for plan in view.plans.where(call=proposal.call):
        parts.update((plan.planner, *plan.adopted_by))
    return parts
