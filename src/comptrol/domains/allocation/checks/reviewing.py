"""Who may review what, and until when?"""

from collections.abc import Iterator
from typing import Any

from comptrol.domains.allocation.checks.opening import Findings, running
from comptrol.domains.allocation.checks.proposing import (
    check_apart,
    check_not_closed,
    standing_proposal,
)
from comptrol.domains.allocation.queries import lacking, policy_of
from comptrol.domains.allocation.refusals import AllocationRefusal
from comptrol.domains.allocation.statements import (
    Assigned,
    CallId,
    Recused,
    Reviewed,
    ReviewerDeclared,
    ReviewStruck,
)
from comptrol.domains.allocation.view import AllocationView, ProposalRow
from comptrol.domains.parties import PartiesView, may
from comptrol.kernel.finding import Finding
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.roles import Role
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import World


def check_declared(said: ReviewerDeclared, entry: Entry[Any], world: World) -> Findings:
    """Yield why a reviewer cannot declare so: for another, or of what is not known."""
    view = world[AllocationView]
    yield from running(view, said.call)[1]
    for link in said.links:
        row = view.proposals.get(link.proposal) if link.proposal is not None else None
        if link.proposal is not None and (row is None or row.call != said.call):
            yield Finding.of(AllocationRefusal.UNKNOWN_PROPOSAL, link.proposal)
        party = link.institution
        if party is not None and world[PartiesView].parties.get(party) is None:
            yield Finding.of(AllocationRefusal.UNKNOWN_PARTY, party)
    if entry.signer != said.reviewer:
        yield Finding.of(AllocationRefusal.NOT_YOURS, f"{said.reviewer} declares for itself")
    if any(link.proposal is None and link.institution is None for link in said.links):
        yield Finding.of(AllocationRefusal.NOTHING_SET, "a link is to a proposal or institution")


def check_assigned(said: Assigned, entry: Entry[Any], world: World) -> Findings:
    """Yield why these reviewers cannot be asked: a part in the matter, or too much to do."""
    view = world[AllocationView]
    found, over = standing_proposal(view, said.proposal)
    yield from over
    if found is None:
        return
    call = view.calls.get(found.call)
    yield from check_not_closed(call, entry)
    for reviewer in dict.fromkeys(said.reviewers):
        yield from check_apart(world, found, reviewer)
        if view.declarations.get((found.call, reviewer)) is None:
            yield Finding.of(AllocationRefusal.NOT_DECLARED, reviewer)
        yield from _check_reviewer(found, reviewer, world)
    twice = len(set(said.reviewers)) < len(said.reviewers)
    taken = [it for it in said.reviewers if view.assignments.get((said.proposal, it)) is not None]
    if twice or taken:
        yield Finding.of(AllocationRefusal.ASSIGNED_ALREADY, ", ".join(taken) or "named twice")


def _check_reviewer(found: ProposalRow, reviewer: PartyId, world: World) -> Findings:
    view = world[AllocationView]
    if not may(world[PartiesView], reviewer, frozenset({Role.REVIEWER})):
        yield Finding.of(AllocationRefusal.UNKNOWN_REVIEWER, reviewer)
    call = view.calls.get(found.call)
    assert call is not None, "a proposal is in a call"
    theirs = view.assignments.where(call=found.call, reviewer=reviewer)
    load = sum(it.ended is None for it in theirs)
    most = policy_of(view, call).said.load_max
    if load >= most:
        yield Finding.of(AllocationRefusal.OVERLOADED, f"{reviewer} has {load} of {most}")


def check_reviewed(said: Reviewed, entry: Entry[Any], world: World) -> Findings:
    """Yield why a review does not count: not asked for, by somebody with a part, or too late."""
    view = world[AllocationView]
    found, over = standing_proposal(view, said.proposal)
    yield from over
    if found is None:
        return
    yield from check_apart(world, found, entry.signer)
    if view.assignments.get((said.proposal, entry.signer)) is None:
        yield Finding.of(AllocationRefusal.NOT_ASSIGNED, entry.signer)
    known = view.reviews.get((said.proposal, entry.signer))
    if known is not None:
        yield Finding.of(AllocationRefusal.REVIEWED_ALREADY, f"at position {known.position}")
    late = tuple(_check_in_time(view, found.call))
    if late and found.proposal not in lacking(world, call=found.call):
        yield from late  # but where one was struck, another takes its place


def _check_in_time(view: AllocationView, call: CallId) -> Findings:
    """Yield that scores decide already: a plan was adopted, or a draw was committed to.

    What is wrong after that goes to appeal.
    """
    found, draw = view.calls.get(call), view.draws.get(call)
    if found is not None and found.plan is not None:
        yield Finding.of(AllocationRefusal.TOO_LATE, f"plan {found.plan} was adopted")
    elif draw is not None:
        yield Finding.of(AllocationRefusal.TOO_LATE, f"a draw stands at position {draw.position}")


def check_recused(said: Recused, entry: Entry[Any], world: World) -> Findings:
    """Yield why somebody cannot leave a proposal to others: it was not asked, or has left it."""
    view = world[AllocationView]
    yield from standing_proposal(view, said.proposal)[1]
    yield from _check_strikes(view, said, entry.signer)


def check_struck(said: ReviewStruck, _: Entry[Any], world: World) -> Findings:
    """Yield why a review cannot be struck: there is none, or it counts no more."""
    view = world[AllocationView]
    yield from standing_proposal(view, said.proposal)[1]
    yield from _check_strikes(view, said, said.reviewer)


def _check_strikes(
    view: AllocationView, said: Recused | ReviewStruck, reviewer: PartyId
) -> Iterator[Finding]:
    known = view.assignments.get((said.proposal, reviewer))
    if known is None:
        yield Finding.of(AllocationRefusal.NOT_ASSIGNED, reviewer)
    elif known.ended is not None:
        yield Finding.of(AllocationRefusal.STRUCK_ALREADY, f"{reviewer}: {known.ended.value}")
