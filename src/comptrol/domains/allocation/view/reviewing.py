"""How reviewers, assignments and reviews are folded."""

from collections.abc import Iterator
from typing import Any

from msgspec.structs import replace

from comptrol.domains.allocation.statements import (
    Assigned,
    Ground,
    ProposalId,
    Recused,
    Reviewed,
    ReviewerDeclared,
    ReviewStruck,
)
from comptrol.domains.allocation.view.opening import call_of, proposal_of
from comptrol.domains.allocation.view.rows import (
    AssignmentRow,
    DeclarationRow,
    ReviewRow,
    State,
)
from comptrol.domains.allocation.view.tables import AllocationView
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import Change


def declared(view: AllocationView, said: ReviewerDeclared, entry: Entry[Any]) -> Iterator[Change]:
    """Fold what a reviewer has to do with a call: the last word counts, and holds all of it."""
    yield view.declarations.put(
        DeclarationRow(
            call=said.call, reviewer=said.reviewer, links=said.links, position=entry.position
        )
    )


def assigned(view: AllocationView, said: Assigned, entry: Entry[Any]) -> Iterator[Change]:
    """Fold who was asked."""
    call = proposal_of(view, said.proposal).call
    for reviewer in said.reviewers:
        yield view.assignments.put(
            AssignmentRow(
                proposal=said.proposal, reviewer=reviewer, call=call, position=entry.position
            )
        )


def reviewed(view: AllocationView, said: Reviewed, entry: Entry[Any]) -> Iterator[Change]:
    """Fold a review, and that scores have been seen in its call."""
    found = proposal_of(view, said.proposal)
    yield view.reviews.put(
        ReviewRow(
            proposal=said.proposal,
            reviewer=entry.signer,
            call=found.call,
            score=said.score,
            criteria=said.criteria,
            text=said.text,
            position=entry.position,
        )
    )
    if found.state is State.PROPOSED:
        yield view.proposals.put(replace(found, state=State.REVIEWED))
    call = call_of(view, found.call)
    if not call.scores_seen:
        yield view.calls.put(replace(call, scores_seen=True))


def recused(view: AllocationView, said: Recused, entry: Entry[Any]) -> Iterator[Change]:
    """Fold that a reviewer leaves a proposal to others."""
    yield from struck(view, said.proposal, entry.signer, said.ground)


def review_struck(view: AllocationView, said: ReviewStruck, _: Entry[Any]) -> Iterator[Change]:
    """Fold that a review counts no more."""
    yield from struck(view, said.proposal, said.reviewer, said.ground)


def struck(
    view: AllocationView, proposal: ProposalId, reviewer: PartyId, ground: Ground
) -> Iterator[Change]:
    """End an assignment, and let its review count no more."""
    assignment = view.assignments.get((proposal, reviewer))
    if assignment is not None:
        yield view.assignments.put(replace(assignment, ended=ground))
    review = view.reviews.get((proposal, reviewer))
    if review is not None:
        yield view.reviews.put(replace(review, struck=ground))
