"""The words that cases are made of."""

from datetime import date
from enum import Enum
from typing import Annotated, Final, NewType

import msgspec
from msgspec import Meta

from comptrol.kernel.identifiers import NAME
from comptrol.kernel.quantity import Position

CaseId = NewType("CaseId", Annotated[str, Meta(pattern=NAME)])
EvidenceId = NewType("EvidenceId", Annotated[str, Meta(pattern=NAME)])
PolicyId = NewType("PolicyId", Annotated[str, Meta(pattern=NAME)])
ReviewId = NewType("ReviewId", Annotated[str, Meta(pattern=NAME)])

SUBJECTS_MAX: Final = 50
"""So many parties, sites, lots or orders one case is about at most."""
FACTS_MAX: Final = 20
DAYS_MAX: Final = 3660
PPM: Final = 10**6

Text = Annotated[str, Meta(min_length=1, max_length=400, pattern=r"\S")]
Words = Annotated[str, Meta(max_length=400)]
"""May be left empty, and is then refused by the guardrail that asks for it."""
Reason = Annotated[str, Meta(min_length=10, max_length=3000, pattern=r"\S")]
LongWords = Annotated[str, Meta(max_length=3000)]
AlarmName = Annotated[str, Meta(min_length=1, max_length=1000)]
Days = Annotated[int, Meta(ge=1, le=DAYS_MAX)]
Ppm = Annotated[int, Meta(ge=1, le=10**15)]
"""Millionths, so that odds and ratios are exact: 3.0 is 3000000."""
MeasureNumber = Annotated[int, Meta(ge=1, le=100)]
Positions = Annotated[tuple[Position, ...], Meta(max_length=50)]
Names = Annotated[tuple[str, ...], Meta(max_length=SUBJECTS_MAX)]


class Channel(Enum):
    """Where a signal comes from. Two signals of one channel count once (methods.md 3.12)."""

    ENERGY = "energy"
    CUSTOMS = "customs"
    SATELLITE = "satellite"
    WHISTLE_BLOWER = "whistle-blower"
    INSPECTION = "inspection"
    LOCATION = "location"
    FILINGS = "filings"
    """What the subject itself reported."""
    METERS = "meters"
    RECORDS = "records"
    """What was logged in the ordinary course: every detector that reads it is of this channel,
    unless the policy says otherwise."""
    OTHER = "other"


class Outcome(Enum):
    """What a person decided of a case."""

    UPHELD = "upheld"
    DISMISSED = "dismissed"
    UNDETERMINED = "undetermined"


class MeasureKind(Enum):
    """What follows from a decision, the mildest first."""

    ASK = "ask"
    INSPECT = "inspect"
    CAP = "cap"
    HOLD = "hold"
    SUSPEND = "suspend"


MILD: Final = frozenset({MeasureKind.ASK, MeasureKind.INSPECT})
"""What a single statistical signal may lead to."""
RESTRAINING: Final = frozenset({MeasureKind.HOLD, MeasureKind.SUSPEND})
"""What the gate enforces."""


class Rule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A rule as one cites it, in the version that is applied."""

    rule: Words = ""
    version: Words = ""
    citation: Words = ""


class Fact(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing that is stated, and where in the log it can be seen."""

    text: Text
    evidence: Positions = ()


class Act(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What every act against somebody has to say (methods.md 6.1). Without any, it is refused.

    The fields may be left out when it is read, so that a refusal can name all that is missing.
    """

    rule: Rule = Rule()
    facts: Annotated[tuple[Fact, ...], Meta(max_length=FACTS_MAX)] = ()
    method: Words = ""
    """Which method found it, by its name and version."""
    inputs: Words = ""
    """What the method was given: figures, dates, or where they stand."""
    reasons: LongWords = ""
    """In plain words."""
    on: date | None = None
    """The day on which the subject is told."""
    deadline: date | None = None
    """The last day of the subject's answer, or of its appeal."""
    remedy: Words = ""
    """What the subject can do about it, and where."""
    responsible: Words = ""
    """The title of the person who answers for it."""
