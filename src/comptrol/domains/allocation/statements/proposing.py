"""What is said of a proposal: what it asks for, whether law lets it, what it needs."""

from datetime import date
from typing import Annotated, ClassVar

import msgspec
from msgspec import Meta

from comptrol.domains.allocation.statements.words import (
    POOLS_MAX,
    REVIEWERS,
    AreaName,
    CallId,
    HoursH100e,
    Lawful,
    Month,
    PartPpm,
    PoolFit,
    PoolId,
    ProposalId,
    Reason,
    Title,
    TrackName,
)
from comptrol.kernel.identifiers import Digest, PartyId
from comptrol.kernel.roles import ANYONE, Role
from comptrol.kernel.statement import Consequence, Statement

Fits = Annotated[tuple[PoolFit, ...], Meta(min_length=1, max_length=POOLS_MAX)]


class Proposed(Statement, frozen=True, kw_only=True, tag="allocation.proposed/1"):
    """A party asks for compute in a call. Its words stay outside: the log has their digest."""

    ABOUT: ClassVar[str] = "proposal"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = (
        ("call", "call"),
        ("party", "applicant"),
        ("party", "institution"),
    )
    SAID_BY: ClassVar[frozenset[Role]] = ANYONE

    call: CallId
    proposal: ProposalId
    applicant: PartyId
    institution: PartyId
    area: AreaName
    track: TrackName
    need_h100e_hours: HoursH100e
    least_fraction_ppm: PartPpm
    """The least useful part of the need; a million: all or nothing."""
    first_month: Month
    last_month: Month
    """The last of its months, itself one of them."""
    pools: Fits
    investigator: Digest
    """A code of who leads it, keyed by its institution: the same person has the same code."""
    end_use: Annotated[str, Meta(max_length=200)] = ""
    """What the law asks of it, such as ``weather research``; nobody is named in it."""
    text: Digest | None = None
    """SHA-256 of the sealed words."""


class Withdrawn(Statement, frozen=True, kw_only=True, tag="allocation.withdrawn/1"):
    """An applicant takes a proposal back, or gives an award back."""

    ABOUT: ClassVar[str] = "proposal"
    SAID_BY: ClassVar[frozenset[Role]] = ANYONE

    proposal: ProposalId


class PoolEligibility(msgspec.Struct, frozen=True, kw_only=True):
    """What the law says of one proposal and one pool."""

    pool: PoolId
    lawful: Lawful
    rules: tuple[str, ...] = ()
    """Which rules say no."""
    questions: tuple[str, ...] = ()
    """Which questions a person has to answer."""
    citation: str = ""


class EligibilityFound(
    Consequence, frozen=True, kw_only=True, tag="allocation.eligibility-found/1"
):
    """The rulebook says which of its pools a proposal may use, by the law of the call's day."""

    ABOUT: ClassVar[str] = "proposal"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = (("call", "call"),)

    proposal: ProposalId
    call: CallId
    as_of: date
    rulebook: Digest | None
    """Nothing: no rulebook was at hand, and every pool has to be asked about."""
    pools: tuple[PoolEligibility, ...]


class EligibilitySettled(
    Statement, frozen=True, kw_only=True, tag="allocation.eligibility-settled/1"
):
    """A person answers for one pool what the rulebook leaves to people."""

    ABOUT: ClassVar[str] = "proposal"
    SAID_BY: ClassVar[frozenset[Role]] = REVIEWERS

    proposal: ProposalId
    pool: PoolId
    eligible: bool
    reason: Reason
    by: Title


class NeedReviewed(Statement, frozen=True, kw_only=True, tag="allocation.need-reviewed/1"):
    """A technical reviewer says what a proposal needs, how little would do, and what fits."""

    ABOUT: ClassVar[str] = "proposal"
    SAID_BY: ClassVar[frozenset[Role]] = REVIEWERS

    proposal: ProposalId
    need_h100e_hours: HoursH100e
    least_fraction_ppm: PartPpm
    pools: Fits
    reasons: Digest
    """SHA-256 of the sealed words, which its applicant may read."""
    by: Title
