"""What can be said of reporting: definitions, periods, who is in scope, filings, restatements."""

from typing import TypeAlias

from comptrol.domains.disclosure.statements.filing import (
    LINES_MAX,
    Cause,
    Filed,
    LargeCustomer,
    LargeCustomers,
    Line,
    Restated,
)
from comptrol.domains.disclosure.statements.periods import (
    DefinitionAnnounced,
    DefinitionSet,
    PeriodOpened,
    ScopeEntered,
    ScopeLeft,
)
from comptrol.domains.disclosure.statements.words import (
    BY_POLICY,
    PPM,
    AmountText,
    DefinitionId,
    DutyId,
    FigureName,
    FilingId,
    Millionths,
    PeriodId,
    RestatementId,
    Sentence,
    Title,
    amount,
)

__all__ = [
    "BY_POLICY",
    "LINES_MAX",
    "PPM",
    "AmountText",
    "Cause",
    "DefinitionAnnounced",
    "DefinitionId",
    "DefinitionSet",
    "DisclosureStatement",
    "DutyId",
    "FigureName",
    "Filed",
    "FilingId",
    "LargeCustomer",
    "LargeCustomers",
    "Line",
    "Millionths",
    "PeriodId",
    "PeriodOpened",
    "Restated",
    "RestatementId",
    "ScopeEntered",
    "ScopeLeft",
    "Sentence",
    "Title",
    "amount",
]

DisclosureStatement: TypeAlias = (
    DefinitionSet
    | PeriodOpened
    | ScopeEntered
    | ScopeLeft
    | DefinitionAnnounced
    | LargeCustomers
    | Filed
    | Restated
)
