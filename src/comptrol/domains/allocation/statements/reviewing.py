"""What is said of reviewers and reviews: who has a part in what, and how good it is."""

from typing import Annotated, ClassVar

import msgspec
from msgspec import Meta

from comptrol.domains.allocation.statements.words import (
    ALLOCATORS,
    REVIEWERS,
    CallId,
    Ground,
    Month,
    ProposalId,
    Reason,
    Score,
    Title,
)
from comptrol.kernel.identifiers import NAME, Digest, PartyId
from comptrol.kernel.roles import Role
from comptrol.kernel.statement import Statement


class Link(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a reviewer has to do with a proposal, or with an institution."""

    proposal: ProposalId | None = None
    institution: PartyId | None = None
    """Either of them."""
    ground: Ground
    last: Month | None = None
    """Joint work: the month of the last paper or grant."""


class ReviewerDeclared(Statement, frozen=True, kw_only=True, tag="allocation.reviewer-declared/1"):
    """A reviewer says with what in a call it has to do: all of it, each time; or nothing."""

    ABOUT: ClassVar[str] = "reviewer"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = (("call", "call"),)
    SAID_BY: ClassVar[frozenset[Role]] = REVIEWERS

    call: CallId
    reviewer: PartyId
    links: Annotated[tuple[Link, ...], Meta(max_length=80)] = ()


class Assigned(Statement, frozen=True, kw_only=True, tag="allocation.assigned/1"):
    """Reviewers are asked to review a proposal. Nobody who has a part in it is."""

    ABOUT: ClassVar[str] = "proposal"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = (("party", "reviewers"),)
    SAID_BY: ClassVar[frozenset[Role]] = ALLOCATORS

    proposal: ProposalId
    reviewers: Annotated[tuple[PartyId, ...], Meta(min_length=1, max_length=10)]


class Criterion(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One of the questions that a review answers with points."""

    criterion: Annotated[str, Meta(pattern=NAME)]
    score: Score


class Reviewed(Statement, frozen=True, kw_only=True, tag="allocation.reviewed/1"):
    """A reviewer says how good a proposal is."""

    ABOUT: ClassVar[str] = "proposal"
    SAID_BY: ClassVar[frozenset[Role]] = REVIEWERS

    proposal: ProposalId
    score: Score
    criteria: Annotated[tuple[Criterion, ...], Meta(max_length=12)] = ()
    text: Digest | None = None
    """SHA-256 of the sealed words, which its applicant may read without the reviewer's name."""


class Recused(Statement, frozen=True, kw_only=True, tag="allocation.recused/1"):
    """A reviewer leaves a proposal to others; a review that it gave counts no more."""

    ABOUT: ClassVar[str] = "proposal"
    SAID_BY: ClassVar[frozenset[Role]] = REVIEWERS

    proposal: ProposalId
    ground: Ground = Ground.RECUSED


class ReviewStruck(Statement, frozen=True, kw_only=True, tag="allocation.review-struck/1"):
    """A review turns out to be by somebody with a part in the matter: it counts no more."""

    ABOUT: ClassVar[str] = "proposal"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = (("party", "reviewer"),)
    SAID_BY: ClassVar[frozenset[Role]] = ALLOCATORS

    proposal: ProposalId
    reviewer: PartyId
    ground: Ground
    reason: Reason
    by: Title
