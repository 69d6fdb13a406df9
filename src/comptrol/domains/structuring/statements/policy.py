"""What the authority can say about how splitting is looked for."""

from datetime import date
from typing import Annotated, ClassVar

from msgspec import Meta

from comptrol.domains.structuring.statements.words import (
    Alike,
    BasisPoints,
    Bunching,
    Days,
    HandOver,
    Headroom,
    Limit,
    Margin,
    Millionths,
    PolicyId,
    Sentence,
    Swarm,
    Unattributed,
    Weight,
)
from comptrol.kernel.roles import AUTHORITY, Role
from comptrol.kernel.statement import Statement


class PolicySet(Statement, frozen=True, kw_only=True, tag="structuring.policy-set/1"):
    """The authority says which limits are watched, what links parties, and when to raise an alarm.

    A look is by the policy in force on its last day. What is left out is not looked for.
    """

    ABOUT: ClassVar[str] = "policy"
    SAID_BY: ClassVar[frozenset[Role]] = AUTHORITY

    policy: PolicyId
    since: date
    """The first day that it is for."""
    source: Sentence
    """Where the decision on these numbers stands."""
    by: Sentence
    """Who decided, by title."""
    limits: Annotated[tuple[Limit, ...], Meta(min_length=1, max_length=20)]
    weights: Annotated[tuple[Weight, ...], Meta(min_length=1, max_length=8)]
    bound_at: Annotated[int, Meta(ge=1, le=800)]
    """Two parties are linked where the different kinds of evidence between them weigh as much."""
    owner_share_bp: BasisPoints
    """Who certainly owns this share of a party counts as its beneficial owner."""
    members_min: Annotated[int, Meta(ge=2, le=50)]
    """So many accounts of a group take part in what is named, at least."""
    reach_days: Days
    """How far before the days that are looked at orders are read."""
    bunching: Bunching | None = None
    hand_over: HandOver | None = None
    headroom: Headroom | None = None
    margin: Margin | None = None
    swarm: Swarm | None = None
    unattributed: Unattributed | None = None
    alike: Alike | None = None
    horizon_days: Days | None = None
    """A slow run is named where it would reach a total within so many days."""
    training_prior_ppm: Millionths | None = None
    """How many runs in a million that are not declared as training are training."""
