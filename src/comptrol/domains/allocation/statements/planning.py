"""What is said of plans: how even, who gets what, what was drawn or changed, what holds."""

from datetime import date, datetime
from typing import Annotated, ClassVar, Literal

import msgspec
from msgspec import Meta

from comptrol.domains.allocation.statements.words import (
    ALLOCATORS,
    Bookings,
    CallId,
    Cause,
    Declining,
    Month,
    Number,
    PlanId,
    PoolId,
    Ppm,
    ProposalId,
    Reason,
    Signed,
    Title,
)
from comptrol.kernel.identifiers import Digest
from comptrol.kernel.quantity import Count
from comptrol.kernel.roles import Role
from comptrol.kernel.statement import Statement

PARTS_MAX = 2000
BAND_MAX = 150
Label = Annotated[str, Meta(max_length=200)]
Seed = Annotated[int, Meta(ge=0, le=2**62)]


class CurvePoint(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How even the areas come out at one theta, and what it costs."""

    theta_ppm: Ppm
    worst_fill_ppm: Ppm
    value: Signed


class ThetaChosen(Statement, frozen=True, kw_only=True, tag="allocation.theta-chosen/1"):
    """The panel chooses how even the areas come out, before it sees who wins."""

    ABOUT: ClassVar[str] = "call"
    SAID_BY: ClassVar[frozenset[Role]] = ALLOCATORS

    call: CallId
    theta_ppm: Ppm
    """Every area is filled to so much of what the worst could be at best; 0: value alone."""
    curve: Annotated[tuple[CurvePoint, ...], Meta(max_length=20)] = ()
    """What the panel was shown."""
    reason: Reason
    by: Title


class PlannedAward(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a plan gives one proposal."""

    proposal: ProposalId
    bookings: Bookings


class PlannedPrice(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """What one more chip-hour of a pool in a month, or hour under a ceiling or floor, is worth."""

    pool: PoolId | None = None
    month: Month | None = None
    group: Label | None = None
    floor: Label | None = None
    price: Number


class Confirmed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One change that would have been enough, as solving again confirmed."""

    field: Literal["pools", "months", "least_fraction"]
    to: Label
    best_value: Signed


class PlannedReason(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """Why one proposal gets nothing, or less than it asked."""

    proposal: ProposalId
    outcome: Literal["refused", "cut"]
    reason: Declining
    value: Number
    best_value_with_it: Signed | None = None
    best_value_without_it: Signed | None = None
    award_value_that_wins: Signed | None = None
    confirmed_by_resolve: bool = False
    within: Label = ""
    displaces: Annotated[tuple[ProposalId, ...], Meta(max_length=20)] = ()
    changes: Annotated[tuple[Confirmed, ...], Meta(max_length=6)] = ()
    detail: Annotated[str, Meta(max_length=400)] = ""


class PlanPart(Statement, frozen=True, kw_only=True, tag="allocation.plan-part/1"):
    """One part of a plan, before the plan is said: awards, prices and reasons."""

    ABOUT: ClassVar[str] = "plan"
    SAID_BY: ClassVar[frozenset[Role]] = ALLOCATORS

    plan: PlanId
    call: CallId
    part: Annotated[int, Meta(ge=0, lt=PARTS_MAX)]
    awards: tuple[PlannedAward, ...] = ()
    prices: tuple[PlannedPrice, ...] = ()
    reasons: tuple[PlannedReason, ...] = ()


class Option(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A setting of the solver."""

    name: Label
    value: Label


class Planned(Statement, frozen=True, kw_only=True, tag="allocation.planned/1"):
    """A plan for a call. It is refused unless the exact check finds nothing wrong in it."""

    ABOUT: ClassVar[str] = "plan"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = (("call", "call"),)
    SAID_BY: ClassVar[frozenset[Role]] = ALLOCATORS

    plan: PlanId
    call: CallId
    replaces: PlanId | None = None
    """The plan that was adopted before."""
    cause: Cause
    as_of: date
    """Months that had begun by then stay as they were used."""
    objective: Signed
    bound: Signed
    bound_of: Literal["linear", "integer"] = "integer"
    gap: Number
    input_digest: Digest
    """Of the call as the log has it here: ``call_digest``."""
    plan_digest: Digest
    """Of who gets what: ``plan_digest``."""
    solver: Title
    version: Label
    options: Annotated[tuple[Option, ...], Meta(max_length=40)] = ()
    seed: Seed = 0
    parts: Annotated[int, Meta(ge=0, le=PARTS_MAX)]


class DrawCommitted(Statement, frozen=True, kw_only=True, tag="allocation.draw-committed/1"):
    """Between whom a lot decides, and by which future word of which public beacon."""

    ABOUT: ClassVar[str] = "call"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = (("plan", "plan"), ("proposal", "band"))
    SAID_BY: ClassVar[frozenset[Role]] = ALLOCATORS

    call: CallId
    plan: PlanId
    """Outside the band this plan stands."""
    band: Annotated[tuple[ProposalId, ...], Meta(min_length=1, max_length=BAND_MAX)]
    noise: Reason
    """How the chances were worked out, in words."""
    samples: Annotated[int, Meta(ge=1, le=10**6)]
    input_digest: Digest
    beacon: Title
    beacon_round: Count
    beacon_from: Annotated[datetime, Meta(tz=True)]
    """When that round is said, and not before: later than this statement."""


class Lot(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the draw came to for one proposal: in its turn, did it still fit?"""

    proposal: ProposalId
    awarded: bool


class Drawn(Statement, frozen=True, kw_only=True, tag="allocation.drawn/1"):
    """The beacon has spoken: the band by its tickets, and who still fitted in turn."""

    ABOUT: ClassVar[str] = "call"
    SAID_BY: ClassVar[frozenset[Role]] = ALLOCATORS

    call: CallId
    beacon_round: Count
    beacon_output: Digest
    """The 32 bytes that the beacon said, in hexadecimal."""
    lots: Annotated[tuple[Lot, ...], Meta(min_length=1, max_length=BAND_MAX)]
    """In the order of the tickets."""


class Adjusted(Statement, frozen=True, kw_only=True, tag="allocation.adjusted/1"):
    """Two of the panel decide on a proposal against the plan: each says so, and the cost."""

    ABOUT: ClassVar[str] = "proposal"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = (("call", "call"), ("plan", "plan"))
    SAID_BY: ClassVar[frozenset[Role]] = ALLOCATORS

    call: CallId
    plan: PlanId
    """The plan that it is held against."""
    proposal: ProposalId
    awarded: bool
    value_cost: Signed
    """The value of that plan less the best value with this settled."""
    reason: Reason
    by: Title


class PlanAdopted(Statement, frozen=True, kw_only=True, tag="allocation.plan-adopted/1"):
    """Two of the panel adopt a plan: each says so, and the second makes it hold."""

    ABOUT: ClassVar[str] = "plan"
    SAID_BY: ClassVar[frozenset[Role]] = ALLOCATORS

    plan: PlanId
    reason: Reason
    by: Title
