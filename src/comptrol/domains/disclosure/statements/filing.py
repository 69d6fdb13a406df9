"""What is said when something is filed, and when it turns out to have been otherwise."""

from datetime import date
from enum import Enum
from typing import Annotated, ClassVar

import msgspec
from msgspec import Meta
from typing_extensions import override

from comptrol.domains.disclosure.statements.words import (
    AmountText,
    DefinitionId,
    FigureName,
    FilingId,
    Millionths,
    PeriodId,
    RestatementId,
    Sentence,
    Title,
)
from comptrol.kernel.identifiers import Digest, PartyId
from comptrol.kernel.roles import Role
from comptrol.kernel.statement import Statement

PROVIDERS = frozenset({Role.PROVIDER})
LINES_MAX = 200
CUSTOMERS_MAX = 2_000


class Cause(Enum):
    """Why what was filed was not so."""

    ERROR = "error"
    LATE = "late"
    """Late news of a meter or of a customer."""
    DEFINITION = "definition"
    """The definition was read wrongly."""
    OTHER = "other"


class Line(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One figure of some days within the period, such as a week, under one definition."""

    figure: FigureName
    since: date
    until: date
    value: AmountText
    definition: DefinitionId

    @property
    def whole(self) -> int:
        """Return the value to calculate with."""
        return int(self.value)


class LargeCustomer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A customer that used more than the threshold of the period, and how much."""

    customer: PartyId
    chip_seconds: Annotated[int, Meta(ge=1, le=2**62)]


class LargeCustomers(Statement, frozen=True, kw_only=True, tag="disclosure.large-customers/1"):
    """A provider names its large customers. Said under seal, and never openly."""

    ABOUT: ClassVar[str] = "filing"
    ONLY_SEALED: ClassVar[bool] = True
    SAID_BY: ClassVar[frozenset[Role]] = PROVIDERS

    filing: FilingId
    period: PeriodId
    customers: Annotated[tuple[LargeCustomer, ...], Meta(max_length=CUSTOMERS_MAX)]
    """In the order of their names, so that the order tells nothing. Nobody is large: empty."""

    @override
    def __repr__(self) -> str:
        """Show no customer, wherever it is shown."""
        return f"LargeCustomers(filing={self.filing}, period={self.period}, …)"


class Filed(Statement, frozen=True, kw_only=True, tag="disclosure.filed/1"):
    """A provider files figures of a period: one title prepared them, another reviewed them.

    A period may be filed in several filings, each with other figures or other days.
    """

    ABOUT: ClassVar[str] = "filing"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = (
        ("period", "period"),
        ("commitment", "customers"),
    )
    SAID_BY: ClassVar[frozenset[Role]] = PROVIDERS

    filing: FilingId
    period: PeriodId
    lines: Annotated[tuple[Line, ...], Meta(min_length=1, max_length=LINES_MAX)]
    coverage_ppm: Millionths
    """Of how much of the period meters told, as the provider says."""
    unattributed_ppm: Millionths
    """How much of the chip time nobody knows an order of."""
    customers: Digest | None = None
    """The commitment to the sealed list of large customers."""
    prepared_by: Title
    reviewed_by: Title
    sources: Annotated[tuple[Sentence, ...], Meta(min_length=1, max_length=20)]


class Restated(Statement, frozen=True, kw_only=True, tag="disclosure.restated/1"):
    """A provider says that lines it filed were otherwise, and why. Both stand for ever."""

    ABOUT: ClassVar[str] = "restatement"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = (("filing", "filing"),)
    SAID_BY: ClassVar[frozenset[Role]] = PROVIDERS

    restatement: RestatementId
    filing: FilingId
    lines: Annotated[tuple[Line, ...], Meta(min_length=1, max_length=LINES_MAX)]
    """Only those that change."""
    reason: Sentence
    cause: Cause
