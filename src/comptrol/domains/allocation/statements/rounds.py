"""What is said of a call: its policy, what is on offer, what comes first, what is kept."""

from datetime import date
from typing import Annotated, ClassVar

import msgspec
from msgspec import Meta

from comptrol.domains.allocation.statements.words import (
    ALLOCATORS,
    AWARD_POOLS_MAX,
    DECIDERS,
    MONTHS_MAX,
    OFFERERS,
    AreaName,
    Bookings,
    CallId,
    ChipHours,
    CurveForm,
    HoursH100e,
    Month,
    Number,
    PartPpm,
    PolicyId,
    PoolId,
    Ppm,
    PriorityId,
    Programme,
    ProposalId,
    Reason,
    ReserveClass,
    Score,
    Sentence,
    Title,
    TrackName,
)
from comptrol.domains.chips import ModelId
from comptrol.kernel.identifiers import CountryCode, PartyId
from comptrol.kernel.roles import Role
from comptrol.kernel.statement import Statement

SlopePpm = Annotated[int, Meta(ge=1, le=10**8)]


class ValueCurve(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an award is worth by how much of the need it covers, as published.

    The full worth is ``weight x (score/100)^2 x sqrt(need/1000 H100e-hours) x 10`` points.
    """

    version: Title
    form: CurveForm
    award_share_ppm: Ppm = 400_000
    """``share``: of the full worth, for the least award. ``concave`` reads the pieces alone."""
    slopes_ppm: Annotated[tuple[SlopePpm, ...], Meta(min_length=1, max_length=12)]
    """Falling, one for each of as many equal pieces; in parts of the full worth for each unit."""


class AreaWeight(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a point in one area counts for."""

    area: AreaName
    weight: Number


class PolicySet(Statement, frozen=True, kw_only=True, tag="allocation.policy-set/1"):
    """A policy of allocation is published: what an award is worth, and by which rules.

    Nothing of it can change once a review of a call under it was said.
    """

    ABOUT: ClassVar[str] = "policy"
    SAID_BY: ClassVar[frozenset[Role]] = DECIDERS

    policy: PolicyId
    curve: ValueCurve
    weights: Annotated[tuple[AreaWeight, ...], Meta(max_length=40)] = ()
    """An area that is not named has weight 1."""
    theta_ppm: Ppm | None = None
    """How even the areas come out, unless the panel chooses; nothing: it has to choose."""
    noise_sigma: Number
    """How far two reviewers of the same proposal lie apart, as a standard deviation in points."""
    calibration_prior: Annotated[int, Meta(ge=0, le=1000)] | None = None
    """How many reviews it takes to believe half of what a reviewer seems strict by; nothing:
    scores are not calibrated."""
    merit_threshold: Score = "0"
    reviews_min: Annotated[int, Meta(ge=1, le=10)] = 2
    load_max: Annotated[int, Meta(ge=1, le=1000)] = 10
    conflict_months: Annotated[int, Meta(ge=0, le=600)] = 48
    """So long a joint paper or grant is a conflict."""
    max_pools: Annotated[int, Meta(ge=1, le=AWARD_POOLS_MAX)] = 2
    pool_cost: Number = "0.05"
    monthly_rate: Number = "2.0"
    change_penalty: Number = "1"
    """Points for an award that a later plan drops, times the part of it that is cut."""
    lottery: bool = False
    band_ppm: tuple[PartPpm, PartPpm] = (200_000, 800_000)
    """Whose chance to be in, over the noise of reviews, lies between is drawn by lot."""
    appeal_days: Annotated[int, Meta(ge=7, le=366)] = 30
    sources: Annotated[tuple[Sentence, ...], Meta(min_length=1, max_length=20)]
    """Where the decision on these numbers stands."""
    by: Title
    review_by: date


class Area(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An area of science or need, and how much it should come to."""

    area: AreaName
    floor_h100e_hours: Annotated[int, Meta(ge=0, le=10**12)] = 0
    penalty_per_h100e_hour: Number = "0"
    """Points for what is short of the floor: it is soft."""


class Track(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A way into the call, with its share, and what one may ask for in it."""

    track: TrackName
    ceiling_ppm: PartPpm = 1_000_000
    ask_max_h100e_hours: HoursH100e | None = None
    """For all linked proposals together: splitting gains nothing."""


class Reserve(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """So much of every pool and month is kept out of the call."""

    reserve: ReserveClass
    share_ppm: Annotated[int, Meta(ge=1, le=500_000)]


class CallOpened(Statement, frozen=True, kw_only=True, tag="allocation.call-opened/1"):
    """A call for proposals is opened: months, areas, tracks, and whose law it goes by."""

    ABOUT: ClassVar[str] = "call"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = (("policy", "policy"),)
    SAID_BY: ClassVar[frozenset[Role]] = DECIDERS

    call: CallId
    programme: Programme
    title: Title
    months: Annotated[tuple[Month, ...], Meta(min_length=1, max_length=MONTHS_MAX)]
    opens: date
    closes: date
    policy: PolicyId
    areas: Annotated[tuple[Area, ...], Meta(min_length=1, max_length=40)]
    tracks: Annotated[tuple[Track, ...], Meta(min_length=1, max_length=20)]
    reserves: Annotated[tuple[Reserve, ...], Meta(max_length=2)] = ()
    institution_ceiling_ppm: PartPpm = 1_000_000
    """Of what the call has, for an institution and all that belong to it."""
    as_of: date
    """The law of this day decides who is eligible."""
    by: Title


class PoolOffered(Statement, frozen=True, kw_only=True, tag="allocation.pool-offered/1"):
    """Chips of one model at one provider in one country are offered to a call."""

    ABOUT: ClassVar[str] = "pool"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = (("call", "call"), ("party", "provider"))
    SAID_BY: ClassVar[frozenset[Role]] = OFFERERS

    call: CallId
    pool: PoolId
    provider: PartyId
    model: ModelId
    site_country: CountryCode
    speed_h100e: Number
    """H100 equivalents of one chip."""
    capacity_chip_hours: Annotated[
        tuple[ChipHours, ...], Meta(min_length=1, max_length=MONTHS_MAX)
    ]
    """For each month of the call, after maintenance."""


class CapacityChanged(Statement, frozen=True, kw_only=True, tag="allocation.capacity-changed/1"):
    """A pool has more, or less, in a month than was offered."""

    ABOUT: ClassVar[str] = "pool"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = (("call", "call"),)
    SAID_BY: ClassVar[frozenset[Role]] = OFFERERS

    call: CallId
    pool: PoolId
    month: Month
    chip_hours: ChipHours
    reason: Reason


class PrioritySet(Statement, frozen=True, kw_only=True, tag="allocation.priority-set/1"):
    """A state says what comes first in a national call: a floor, a weight, and who decided it."""

    ABOUT: ClassVar[str] = "priority"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = (("call", "call"),)
    SAID_BY: ClassVar[frozenset[Role]] = DECIDERS

    call: CallId
    priority: PriorityId
    area: AreaName | None = None
    proposals: Annotated[tuple[ProposalId, ...], Meta(max_length=100)] = ()
    """Either an area or some proposals."""
    weight: Number | None = None
    floor_h100e_hours: HoursH100e | None = None
    penalty_per_h100e_hour: Number = "0"
    """Points for what is short of the floor."""
    source: Sentence
    by: Title


class ReserveGranted(Statement, frozen=True, kw_only=True, tag="allocation.reserve-granted/1"):
    """Two people grant chip-hours out of a reserve: each says so, and the second makes it hold."""

    ABOUT: ClassVar[str] = "grant"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = (("call", "call"), ("party", "holder"))
    SAID_BY: ClassVar[frozenset[Role]] = DECIDERS

    call: CallId
    grant: ProposalId
    reserve: ReserveClass
    holder: PartyId
    bookings: Bookings
    reason: Reason
    by: Title


class CallEnded(Statement, frozen=True, kw_only=True, tag="allocation.call-ended/1"):
    """A call is over: nothing more is proposed, planned or granted in it. Awards stand."""

    ABOUT: ClassVar[str] = "call"
    SAID_BY: ClassVar[frozenset[Role]] = ALLOCATORS

    call: CallId
    reason: Reason
    by: Title
