"""The words of programmes and of critical sites: amounts, windows, duties and what is shared."""

from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Annotated, NewType

import msgspec
from msgspec import Meta

from comptrol.domains.supply.statements.words import Sentence, Title
from comptrol.kernel.identifiers import NAME
from comptrol.kernel.quantity import is_amount

ProgrammeId = NewType("ProgrammeId", Annotated[str, Meta(pattern=NAME)])
InvestmentId = NewType("InvestmentId", Annotated[str, Meta(pattern=NAME)])
StockpileId = NewType("StockpileId", Annotated[str, Meta(pattern=NAME)])
CriteriaId = NewType("CriteriaId", Annotated[str, Meta(pattern=NAME)])
SharedId = NewType("SharedId", Annotated[str, Meta(pattern=NAME)])
"""What several sites may hang on: a grid, a river, a cable, a vendor."""
IncidentId = NewType("IncidentId", Annotated[str, Meta(pattern=NAME)])
LessonId = NewType("LessonId", Annotated[str, Meta(pattern=NAME)])
PlanId = NewType("PlanId", Annotated[str, Meta(pattern=NAME)])
DueLookId = NewType("DueLookId", Annotated[str, Meta(pattern=NAME)])

PartName = Annotated[str, Meta(pattern=NAME)]
Moment = Annotated[datetime, Meta(tz=True)]
Hours = Annotated[int, Meta(ge=1, le=24 * 366)]
DutyDays = Annotated[int, Meta(ge=1, le=3660)]


class Between(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An amount: at least, and at most."""

    low: Decimal
    high: Decimal

    def __post_init__(self) -> None:
        """Refuse what is no amount, or turned round; from outside this reads as a wrong field."""
        if not (is_amount(self.low) and is_amount(self.high) and self.low <= self.high):
            raise ValueError(f"expected 0 <= low <= high, not {self.low}, {self.high}")


class Window(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When something comes: not before, and at the latest."""

    earliest: date
    latest: date | None = None
    """Nothing: nobody says."""

    def __post_init__(self) -> None:
        """Refuse days that are turned round."""
        if self.latest is not None and self.latest < self.earliest:
            raise ValueError(f"expected earliest <= latest, not {self.earliest}, {self.latest}")


class Phase(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part of a programme that comes online as one: how much, and when."""

    phase: PartName
    capacity: Between
    online: Window


class Milestone(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is to be reached on the way, and when."""

    milestone: PartName
    title: Title
    due: Window


class Stands(Enum):
    """How far an investment has come."""

    PROMISED = "promised"
    PAID = "paid"
    WITHDRAWN = "withdrawn"


class Hazard(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How fast chips fail: ``h(t) = first + growth t``, per year, by a source."""

    first: Between
    """Per year."""
    growth: Between
    """Per year and year of age."""
    source: Sentence


class Duty(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a designated site owes, how soon, and how often again."""

    duty: PartName
    what: Sentence
    within_days: DutyDays
    every_days: DutyDays | None = None


class ReportRule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A report that an incident asks for, within so many hours of when it was known."""

    report: PartName
    what: Sentence
    within_hours: Hours


class DependenceKind(Enum):
    """What a site hangs on."""

    GRID = "grid"
    RIVER = "river"
    CABLE = "cable"
    VENDOR = "vendor"
    OTHER = "other"


class Needs(Enum):
    """How a site needs the things that are named."""

    EVERY = "every"
    """It stops when one of them fails."""
    ANY = "any"
    """It goes on while one of them is left."""
    UNKNOWN = "unknown"
    """Nobody says: what the failure of some comes to is open."""


class Matter(Enum):
    """Of what the platform reminds."""

    REPORT = "report"
    DUTY = "duty"
    TEST = "test"


class Outcome(Enum):
    """What a test of a plan came to."""

    PASSED = "passed"
    FAILED = "failed"
