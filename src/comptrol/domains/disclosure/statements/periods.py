"""What is said before anything is filed: what figures mean, which periods, who reports."""

from datetime import date
from typing import Annotated, ClassVar

from msgspec import Meta

from comptrol.domains.disclosure.statements.filing import LINES_MAX, Line
from comptrol.domains.disclosure.statements.words import (
    DefinitionId,
    DutyId,
    Factor,
    FigureName,
    PeriodId,
    Sentence,
    Title,
    UnitText,
)
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.quantity import Count, Position
from comptrol.kernel.roles import AUTHORITY, Role
from comptrol.kernel.statement import Statement

PROVIDERS = frozenset({Role.PROVIDER})
SCOPERS = frozenset({Role.AUTHORITY, Role.PROVIDER})
FIGURES_MAX = 30


class DefinitionSet(Statement, frozen=True, kw_only=True, tag="disclosure.definition-set/1"):
    """The authority says what a figure means, and how it compares to what it meant before."""

    ABOUT: ClassVar[str] = "definition"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = (("figure", "figure"),)
    SAID_BY: ClassVar[frozenset[Role]] = AUTHORITY

    definition: DefinitionId
    figure: FigureName
    unit: UnitText
    text: Annotated[str, Meta(min_length=1, max_length=2000, pattern=r"\S")]
    source: Sentence
    since: date
    """The first day that it may be used for."""
    replaces: DefinitionId | None = None
    factor_num: Factor | None = None
    factor_den: Factor | None = None
    """A value under this is one under the replaced times num over den; nothing: unknown."""
    review_by: date
    """By this day somebody looks at it again."""
    by: Title


class PeriodOpened(Statement, frozen=True, kw_only=True, tag="disclosure.period-opened/1"):
    """The authority opens a period to report on, with definitions that are frozen for it."""

    ABOUT: ClassVar[str] = "period"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = (("duty", "duty"),)
    SAID_BY: ClassVar[frozenset[Role]] = AUTHORITY

    period: PeriodId
    since: date
    until: date
    """The day after the last one."""
    due: date
    """The last day on which a filing is in time."""
    duty: DutyId
    definitions: Annotated[tuple[DefinitionId, ...], Meta(min_length=1, max_length=FIGURES_MAX)]
    """One to a figure: what is filed is filed under these."""
    large_customer_chip_seconds: Count | None = None
    """A customer that used more is large. Nothing: nobody is asked for large customers."""
    source: Sentence
    by: Title


class ScopeEntered(Statement, frozen=True, kw_only=True, tag="disclosure.scope-entered/1"):
    """A provider reports from a day on, because it says so or because the authority does."""

    ABOUT: ClassVar[str] = "provider"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = (("party", "provider"),)
    SAID_BY: ClassVar[frozenset[Role]] = SCOPERS

    provider: PartyId
    since: date
    reason: Sentence


class ScopeLeft(Statement, frozen=True, kw_only=True, tag="disclosure.scope-left/1"):
    """A provider reports no more from a day on, and why; what it owes from before stays owed."""

    ABOUT: ClassVar[str] = "provider"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = (("party", "provider"),)
    SAID_BY: ClassVar[frozenset[Role]] = SCOPERS

    provider: PartyId
    on: date
    """The first day that it does not report on."""
    reason: Sentence
    evidence: Annotated[tuple[Position, ...], Meta(max_length=50)] = ()
    """Positions of the log that show it."""


class DefinitionAnnounced(
    Statement, frozen=True, kw_only=True, tag="disclosure.definition-announced/1"
):
    """A provider says before it does so that it will count a figure otherwise, and why.

    It tells earlier values as they would have been, so that nothing jumps unexplained.
    """

    ABOUT: ClassVar[str] = "figure"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = (("period", "from_period"),)
    SAID_BY: ClassVar[frozenset[Role]] = PROVIDERS

    figure: FigureName
    before: DefinitionId
    after: DefinitionId
    from_period: PeriodId
    reason: Sentence
    backcast: Annotated[tuple[Line, ...], Meta(max_length=LINES_MAX)] = ()
    """Values of earlier days under the new definition."""
