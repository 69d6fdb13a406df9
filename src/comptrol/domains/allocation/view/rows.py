"""The rows of rounds: calls, pools, proposals and who looks at them."""

from datetime import date, datetime
from enum import Enum

import msgspec

from comptrol.domains.allocation.statements import (
    AreaName,
    CallId,
    CallOpened,
    Criterion,
    Ground,
    Lawful,
    Link,
    PlanId,
    PolicyId,
    PolicySet,
    PoolFit,
    PoolId,
    PriorityId,
    PrioritySet,
    ProposalId,
    Proposed,
    Score,
    TrackName,
)
from comptrol.domains.chips import ModelId
from comptrol.kernel.identifiers import CountryCode, Digest, PartyId


class PolicyRow(msgspec.Struct, frozen=True, kw_only=True):
    """One policy, as it was set last."""

    policy: PolicyId
    said: PolicySet
    set_by: PartyId
    position: int


class CallRow(msgspec.Struct, frozen=True, kw_only=True):
    """One call, and how far it has come."""

    call: CallId
    policy: PolicyId
    said: CallOpened
    opened_by: PartyId
    position: int
    scores_seen: bool = False
    """A review was said: what decides by it stands."""
    theta_ppm: int | None = None
    planned: bool = False
    plan: PlanId | None = None
    """The plan that holds."""
    adopted_at: datetime | None = None
    ended_at: int | None = None


class PoolRow(msgspec.Struct, frozen=True, kw_only=True):
    """What a call has of one pool."""

    call: CallId
    pool: PoolId
    provider: PartyId
    model: ModelId
    site_country: CountryCode
    speed_h100e: str
    capacity_chip_hours: tuple[int, ...]
    """By month of the call, after maintenance, before the reserve."""
    offered_by: PartyId
    position: int


class State(Enum):
    """How far a proposal has come."""

    PROPOSED = "proposed"
    REVIEWED = "reviewed"
    AWARDED = "awarded"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class PoolStanding(msgspec.Struct, frozen=True, kw_only=True):
    """Whether a proposal may use a pool, who said so, and why not."""

    pool: PoolId
    lawful: Lawful
    rules: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    citation: str = ""
    settled_by: PartyId | None = None
    """The person who answered what the law had left open."""


class ProposalRow(msgspec.Struct, frozen=True, kw_only=True):
    """One proposal: as it was asked, as it was trimmed, and what became of it."""

    proposal: ProposalId
    call: CallId
    applicant: PartyId
    institution: PartyId
    area: AreaName
    track: TrackName
    investigator: Digest
    said: Proposed
    position: int
    need_h100e_hours: int
    least_fraction_ppm: int
    pools: tuple[PoolFit, ...]
    """As the technical review has them; before it, as asked."""
    need_by: PartyId | None = None
    eligibility: tuple[PoolStanding, ...] = ()
    as_of: date | None = None
    state: State = State.PROPOSED


class DeclarationRow(msgspec.Struct, frozen=True, kw_only=True):
    """What a reviewer has to do with a call, as it said last."""

    call: CallId
    reviewer: PartyId
    links: tuple[Link, ...]
    position: int


class AssignmentRow(msgspec.Struct, frozen=True, kw_only=True):
    """Who was asked to review what."""

    proposal: ProposalId
    reviewer: PartyId
    call: CallId
    position: int
    ended: Ground | None = None
    """It was given back, or taken."""


class ReviewRow(msgspec.Struct, frozen=True, kw_only=True):
    """One review."""

    proposal: ProposalId
    reviewer: PartyId
    call: CallId
    score: Score
    criteria: tuple[Criterion, ...]
    text: Digest | None
    position: int
    struck: Ground | None = None
    """It counts no more."""


class PriorityRow(msgspec.Struct, frozen=True, kw_only=True):
    """What comes first in a national call."""

    call: CallId
    priority: PriorityId
    said: PrioritySet
    position: int
