"""The rows that filings and what they rest on add up to."""

from datetime import date, datetime

import msgspec

from comptrol.domains.disclosure.statements import (
    AmountText,
    Cause,
    DefinitionId,
    DutyId,
    FigureName,
    FilingId,
    Line,
    PeriodId,
    RestatementId,
)
from comptrol.kernel.identifiers import Digest, PartyId


class Definition(msgspec.Struct, frozen=True, kw_only=True):
    """What a figure means, and how it compares to what it meant before."""

    definition: DefinitionId
    figure: FigureName
    unit: str
    text: str
    source: str
    since: date
    replaces: DefinitionId | None
    factor_num: int | None
    factor_den: int | None
    review_by: date
    by: str
    position: int


class Period(msgspec.Struct, frozen=True, kw_only=True):
    """A period to report on, with the definitions that are frozen for it."""

    period: PeriodId
    since: date
    until: date
    due: date
    duty: DutyId
    definitions: tuple[DefinitionId, ...]
    large_customer_chip_seconds: int | None
    source: str
    by: str
    position: int


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """A provider that reports from a day on, until it leaves."""

    provider: PartyId
    since: date
    left_on: date | None
    reason: str
    """Why it reports; once it has left, why it left."""
    evidence: tuple[int, ...]
    entered_at: int
    left_at: int | None
    """Positions of what was said."""


class Filing(msgspec.Struct, frozen=True, kw_only=True):
    """What a provider filed of a period, and who prepared and reviewed it."""

    filing: FilingId
    provider: PartyId
    period: PeriodId
    due: date
    filed_at: datetime
    """By the time of the log."""
    lines: int
    coverage_ppm: int
    unattributed_ppm: int
    customers: Digest | None
    prepared_by: str
    reviewed_by: str
    sources: tuple[str, ...]
    restatements: int
    position: int

    @property
    def days_late(self) -> int:
        """Return how many days after the due day it was filed; 0: in time."""
        return max(0, (self.filed_at.date() - self.due).days)


class FiledLine(msgspec.Struct, frozen=True, kw_only=True):
    """One figure of some days as it was filed first and as it stands now."""

    provider: PartyId
    figure: FigureName
    since: date
    until: date
    filing: FilingId
    period: PeriodId
    first: AmountText
    value: AmountText
    definition: DefinitionId
    filed_at: datetime
    position: int
    restated_at: datetime | None = None
    restatements: int = 0


class Changed(msgspec.Struct, frozen=True, kw_only=True):
    """A line before and after it was restated."""

    figure: FigureName
    since: date
    until: date
    before: AmountText
    after: AmountText


class Restatement(msgspec.Struct, frozen=True, kw_only=True):
    """What a provider says was otherwise than it had filed."""

    restatement: RestatementId
    filing: FilingId
    provider: PartyId
    period: PeriodId
    changes: tuple[Changed, ...]
    reason: str
    cause: Cause
    restated_at: datetime
    position: int


class Announcement(msgspec.Struct, frozen=True, kw_only=True):
    """A provider's word that it counts a figure otherwise from a period on."""

    provider: PartyId
    figure: FigureName
    from_period: PeriodId
    before: DefinitionId
    after: DefinitionId
    reason: str
    backcast: tuple[Line, ...]
    announced_at: datetime
    position: int
