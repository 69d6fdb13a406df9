"""The words that rounds of allocation are made of."""

from enum import Enum
from typing import Annotated, Final, NewType

import msgspec
from msgspec import Meta

from comptrol.kernel.identifiers import END, NAME
from comptrol.kernel.roles import Role

CallId = NewType("CallId", Annotated[str, Meta(pattern=NAME)])
PolicyId = NewType("PolicyId", Annotated[str, Meta(pattern=NAME)])
PoolId = NewType("PoolId", Annotated[str, Meta(pattern=NAME)])
PlanId = NewType("PlanId", Annotated[str, Meta(pattern=NAME)])
PriorityId = NewType("PriorityId", Annotated[str, Meta(pattern=NAME)])
ProposalId = NewType(
    "ProposalId", Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9._-]{0,56}" + END)]
)
"""A proposal's name in the whole log; short enough for ``award-…`` to be a name too."""
AreaName = Annotated[str, Meta(pattern=NAME)]
TrackName = Annotated[str, Meta(pattern=NAME)]
Month = Annotated[str, Meta(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])" + END)]
Score = Annotated[str, Meta(pattern=r"^(100(\.0)?|[1-9]?[0-9](\.[0-9])?)" + END)]
"""Points of merit, 0 to 100, whole or with one decimal, as text so that no reader rounds them."""
Number = Annotated[str, Meta(pattern=r"^(0|[1-9][0-9]{0,11})(\.[0-9]{1,12})?" + END)]
"""A number that is not below zero, exact, as text."""
Signed = Annotated[str, Meta(pattern=r"^-?(0|[1-9][0-9]{0,11})(\.[0-9]{1,12})?" + END)]
Ppm = Annotated[int, Meta(ge=0, le=1_000_000)]
"""Millionths of a whole."""
PartPpm = Annotated[int, Meta(ge=1, le=1_000_000)]
FitPpm = Annotated[int, Meta(ge=1, le=100_000_000)]
"""How well a code runs on a pool, in millionths; a million: as the speed of the pool says."""
HoursH100e = Annotated[int, Meta(ge=1, le=10**12)]
ChipHours = Annotated[int, Meta(ge=0, le=10**12)]
Sentence = Annotated[str, Meta(min_length=1, max_length=400, pattern=r"\S")]
Reason = Annotated[str, Meta(min_length=10, max_length=1000, pattern=r"\S")]
"""Why, in plain words. Nobody is named in it."""
Title = Annotated[str, Meta(min_length=1, max_length=200, pattern=r"\S")]
"""The title under which somebody decides; the key says who it is."""

MONTHS_MAX: Final = 60
POOLS_MAX: Final = 30
AWARD_POOLS_MAX: Final = 4
"""So many months in a call, pools in a proposal and pools in an award: an award fits an entry."""

ALLOCATORS: Final = frozenset({Role.ALLOCATOR})
DECIDERS: Final = frozenset({Role.ALLOCATOR, Role.AUTHORITY})
OFFERERS: Final = frozenset({Role.PROVIDER, Role.ALLOCATOR})
REVIEWERS: Final = frozenset({Role.REVIEWER})


class Programme(Enum):
    """Whom a call is for."""

    RESEARCH = "research"
    """Merit decides, as reviewers see it."""
    NATIONAL = "national"
    """A state directs chips to what it gives priority, and says what that costs the others."""


class CurveForm(Enum):
    """How the worth of an award grows with how much of the need it covers."""

    SHARE = "share"
    """The least award has a stated share of the full worth, whatever the least useful part is."""
    CONCAVE = "concave"
    """One curve for all from nothing to the whole need: who needs all or nothing loses nothing."""


class ReserveClass(Enum):
    """What is kept out of a call, and for what."""

    SOVEREIGN = "sovereign"
    EMERGENCY = "emergency"


class Lawful(Enum):
    """Whether a proposal may use a pool, by the law of the call's day."""

    ELIGIBLE = "eligible"
    NOT_ELIGIBLE = "not-eligible"
    ASKS = "asks"
    """A person has to say; until then, no."""


class Ground(Enum):
    """Why a reviewer has a part in a matter. Closer than this nobody need say in a public log."""

    OWN = "own"
    INSTITUTION = "institution"
    """The same institution, or the same ultimate parent."""
    PERSONAL = "personal"
    """Family, household, adviser or advisee, ever."""
    JOINT_WORK = "joint-work"
    """A joint paper or grant: it counts for as long as the policy says."""
    FINANCIAL = "financial"
    COMPETING = "competing"
    """A proposal of its own in the same area of the same call."""
    RECUSED = "recused"


class Cause(Enum):
    """Why a plan was made."""

    FIRST = "first"
    APPEAL = "appeal"
    MILESTONE = "milestone"
    CAPACITY = "capacity"
    PANEL = "panel"
    LOTTERY = "lottery"
    REVIEW = "review"
    """A review was struck, or a proposal was withdrawn."""


class AppealGround(Enum):
    """What an applicant says went wrong; its words are sealed."""

    ELIGIBILITY = "eligibility"
    NEED = "need"
    REVIEW = "review"
    PROCEDURE = "procedure"
    DRAW = "draw"


class Declining(Enum):
    """Why a proposal gets nothing, the first that applies."""

    NOT_ELIGIBLE = "not-eligible"
    BELOW_THRESHOLD = "below-threshold"
    GROUP_CEILING = "group-ceiling"
    NO_CAPACITY = "no-capacity"
    OUTBID = "outbid"
    LOTTERY = "lottery"
    PANEL = "panel"


class PoolFit(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A pool that a proposal could use, and how well its code runs there."""

    pool: PoolId
    fit_ppm: FitPpm = 1_000_000


class Booked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whole chip-hours of one pool in one month."""

    pool: PoolId
    month: Month
    chip_hours: Annotated[int, Meta(ge=1, le=10**12)]


Bookings = Annotated[tuple[Booked, ...], Meta(max_length=MONTHS_MAX * AWARD_POOLS_MAX)]
