"""What can be said of rounds of allocation, from the policy to the appeal."""

from typing import TypeAlias

from comptrol.domains.allocation.statements.deciding import (
    JUDGES,
    AppealDecided,
    Appealed,
    Awarded,
    Declined,
    Freed,
    Remedy,
    Restored,
)
from comptrol.domains.allocation.statements.planning import (
    BAND_MAX,
    PARTS_MAX,
    Adjusted,
    Confirmed,
    CurvePoint,
    DrawCommitted,
    Drawn,
    Lot,
    Option,
    PlanAdopted,
    Planned,
    PlannedAward,
    PlannedPrice,
    PlannedReason,
    PlanPart,
    ThetaChosen,
)
from comptrol.domains.allocation.statements.proposing import (
    EligibilityFound,
    EligibilitySettled,
    Fits,
    NeedReviewed,
    PoolEligibility,
    Proposed,
    Withdrawn,
)
from comptrol.domains.allocation.statements.reviewing import (
    Assigned,
    Criterion,
    Link,
    Recused,
    Reviewed,
    ReviewerDeclared,
    ReviewStruck,
)
from comptrol.domains.allocation.statements.rounds import (
    Area,
    AreaWeight,
    CallEnded,
    CallOpened,
    CapacityChanged,
    PolicySet,
    PoolOffered,
    PrioritySet,
    Reserve,
    ReserveGranted,
    Track,
    ValueCurve,
)
from comptrol.domains.allocation.statements.words import (
    ALLOCATORS,
    AWARD_POOLS_MAX,
    DECIDERS,
    MONTHS_MAX,
    OFFERERS,
    POOLS_MAX,
    REVIEWERS,
    AppealGround,
    AreaName,
    Booked,
    Bookings,
    CallId,
    Cause,
    ChipHours,
    CurveForm,
    Declining,
    FitPpm,
    Ground,
    HoursH100e,
    Lawful,
    Month,
    Number,
    PartPpm,
    PlanId,
    PolicyId,
    PoolFit,
    PoolId,
    Ppm,
    PriorityId,
    Programme,
    ProposalId,
    Reason,
    ReserveClass,
    Score,
    Sentence,
    Signed,
    Title,
    TrackName,
)

__all__ = [
    "ALLOCATORS",
    "AWARD_POOLS_MAX",
    "BAND_MAX",
    "DECIDERS",
    "JUDGES",
    "MONTHS_MAX",
    "OFFERERS",
    "PARTS_MAX",
    "POOLS_MAX",
    "REVIEWERS",
    "Adjusted",
    "AllocationStatement",
    "AppealDecided",
    "AppealGround",
    "Appealed",
    "Area",
    "AreaName",
    "AreaWeight",
    "Assigned",
    "Awarded",
    "Booked",
    "Bookings",
    "CallEnded",
    "CallId",
    "CallOpened",
    "CapacityChanged",
    "Cause",
    "ChipHours",
    "Confirmed",
    "Criterion",
    "CurveForm",
    "CurvePoint",
    "Declined",
    "Declining",
    "DrawCommitted",
    "Drawn",
    "EligibilityFound",
    "EligibilitySettled",
    "FitPpm",
    "Fits",
    "Freed",
    "Ground",
    "HoursH100e",
    "Lawful",
    "Link",
    "Lot",
    "Month",
    "NeedReviewed",
    "Number",
    "Option",
    "PartPpm",
    "PlanAdopted",
    "PlanId",
    "PlanPart",
    "Planned",
    "PlannedAward",
    "PlannedPrice",
    "PlannedReason",
    "PolicyId",
    "PolicySet",
    "PoolEligibility",
    "PoolFit",
    "PoolId",
    "PoolOffered",
    "Ppm",
    "PriorityId",
    "PrioritySet",
    "Programme",
    "ProposalId",
    "Proposed",
    "Reason",
    "Recused",
    "Remedy",
    "Reserve",
    "ReserveClass",
    "ReserveGranted",
    "Restored",
    "ReviewStruck",
    "Reviewed",
    "ReviewerDeclared",
    "Score",
    "Sentence",
    "Signed",
    "ThetaChosen",
    "Title",
    "Track",
    "TrackName",
    "ValueCurve",
    "Withdrawn",
]

AllocationStatement: TypeAlias = (
    PolicySet
    | CallOpened
    | PoolOffered
    | CapacityChanged
    | PrioritySet
    | ReserveGranted
    | CallEnded
    | Proposed
    | Withdrawn
    | EligibilityFound
    | EligibilitySettled
    | NeedReviewed
    | ReviewerDeclared
    | Assigned
    | Reviewed
    | Recused
    | ReviewStruck
    | ThetaChosen
    | PlanPart
    | Planned
    | DrawCommitted
    | Drawn
    | Adjusted
    | PlanAdopted
    | Awarded
    | Declined
    | Freed
    | Restored
    | Appealed
    | AppealDecided
)
