"""The words that awards are made of."""

from enum import Enum
from typing import Annotated, Final, NewType

import msgspec
from msgspec import Meta

from comptrol.domains.allocation import PoolId
from comptrol.kernel.identifiers import END, NAME
from comptrol.kernel.roles import Role

PolicyId = NewType("PolicyId", Annotated[str, Meta(pattern=NAME)])
MilestoneId = NewType("MilestoneId", Annotated[str, Meta(pattern=NAME)])
ReportId = NewType("ReportId", Annotated[str, Meta(pattern=NAME)])
RequestId = NewType("RequestId", Annotated[str, Meta(pattern=NAME)])
NoticeId = NewType("NoticeId", Annotated[str, Meta(pattern=NAME)])
ActId = NewType("ActId", Annotated[str, Meta(pattern=NAME)])
AppealId = NewType("AppealId", Annotated[str, Meta(pattern=NAME)])
OutcomeId = NewType("OutcomeId", Annotated[str, Meta(pattern=NAME)])
LookId = NewType("LookId", Annotated[str, Meta(pattern=NAME)])
MONTH: Final = r"^2[0-9]{3}-(0[1-9]|1[0-2])" + END
Month = Annotated[str, Meta(pattern=MONTH)]
"""Of the years 2000 to 2999, such as ``2026-12``."""
Quarter = Annotated[str, Meta(pattern=r"^2[0-9]{3}-Q[1-4]" + END)]
"""Of the calendar and of the same years, such as ``2026-Q4``."""
BookedMonth = Annotated[str, Meta(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])" + END)]
"""As a call may name it: what follows from a plan is never narrower than the plan."""
Percent = Annotated[int, Meta(ge=0, le=100)]
Ppm = Annotated[int, Meta(ge=0, le=1_000_000)]
Sentence = Annotated[str, Meta(min_length=1, max_length=400, pattern=r"\S")]
Reason = Annotated[str, Meta(min_length=10, max_length=1000, pattern=r"\S")]
"""Why, in plain words."""
Days = Annotated[int, Meta(ge=1, le=366)]
ChipSeconds = Annotated[int, Meta(ge=0, le=2**62)]
MONTHS_MAX: Final = 240
"""Pools and months of one award: four pools over five years."""
ALLOCATORS: Final = frozenset({Role.ALLOCATOR, Role.AUTHORITY})
DECIDERS: Final = frozenset({Role.ALLOCATOR, Role.AUTHORITY, Role.REVIEWER})


class Condition(Enum):
    """What a milestone asks for."""

    REPORT = "report"
    """The holder reports."""
    SECURITY_REVIEW = "security-review"
    """The holder shows that a review of security was passed."""
    OPEN_RELEASE = "open-release"
    """The holder shows that what was promised is open to all."""
    RULING = "ruling"
    """The gate would still let the holder through."""
    USE = "use"
    """So much of what was planned until then is used."""


TOLD: Final = frozenset({Condition.REPORT, Condition.SECURITY_REVIEW, Condition.OPEN_RELEASE})
"""What the holder tells: the months after it wait for that, and for nobody's answer to it."""


class Takes(Enum):
    """Out of which months a claw-back takes."""

    UNUSED_FIRST = "unused-first"
    """Out of what was left unused in months that are over, then out of the last ones to come."""
    COMING_FIRST = "coming-first"
    """Out of the last months to come, which others can still use."""


class Matter(Enum):
    """What an act against a holder is about."""

    CLAW_BACK = "claw-back"
    MILESTONE = "milestone"


class Product(Enum):
    """What came of an award."""

    PUBLICATION = "publication"
    DATASET = "dataset"
    SOFTWARE = "software"
    MODEL = "model"
    PATENT = "patent"
    THESIS = "thesis"
    OTHER = "other"


class PlannedUse(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whole chip-hours of one pool in one month; none: nothing of it."""

    pool: PoolId
    month: BookedMonth
    chip_hours: Annotated[int, Meta(ge=0, le=10**12)]


class AskedUse(PlannedUse, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whole chip-hours of one pool in one month, as its holder asks for them."""

    month: Month


class MonthLeft(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Chip time of one pool in one month, to the second."""

    pool: PoolId
    month: BookedMonth
    chip_seconds: ChipSeconds


MonthsLeft = Annotated[tuple[MonthLeft, ...], Meta(max_length=MONTHS_MAX)]
Plan = Annotated[tuple[AskedUse, ...], Meta(min_length=1, max_length=MONTHS_MAX)]
