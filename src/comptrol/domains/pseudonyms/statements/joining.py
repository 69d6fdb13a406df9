"""What is said of sums over providers, and of thresholds that they pass."""

from datetime import date
from typing import Annotated, ClassVar

from msgspec import Meta

from comptrol.domains.privacy import CitationText
from comptrol.domains.pseudonyms.statements.words import (
    PERIOD_DAYS_MAX,
    Calendar,
    Certainty,
    Epoch,
    LimitText,
    ThresholdId,
    Unit,
    Whose,
)
from comptrol.kernel.identifiers import Digest
from comptrol.kernel.roles import AUTHORITY, Role
from comptrol.kernel.statement import Consequence, Statement


class ThresholdSet(Statement, frozen=True, kw_only=True, tag="pseudonyms.threshold-set/1"):
    """The authority sets a threshold for what is used of all providers together."""

    ABOUT: ClassVar[str] = "threshold"
    SAID_BY: ClassVar[frozenset[Role]] = AUTHORITY

    threshold: ThresholdId
    unit: Unit
    whose: Whose
    limit: LimitText
    inclusive: bool = False
    """Whether whoever just reaches it is past it."""
    every: Calendar | None = None
    days: Annotated[int, Meta(ge=1, le=PERIOD_DAYS_MAX)] | None = None
    """Either a stretch of the calendar, or so many days in a row, whenever they begin."""
    since: date
    until: date | None = None
    source: CitationText


class Joined(Statement, frozen=True, kw_only=True, tag="pseudonyms.joined/1"):
    """The authority has the usage of a stretch of days added up over all providers."""

    ABOUT: ClassVar[str] = "epoch"
    SAID_BY: ClassVar[frozenset[Role]] = AUTHORITY

    epoch: Epoch
    since: date
    until: date


class Crossed(Consequence, frozen=True, kw_only=True, tag="pseudonyms.crossed/1"):
    """Somebody is past a threshold in sum; whose usage it is, stands in what is sealed."""

    ABOUT: ClassVar[str] = "crossing"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = (("threshold", "threshold"),)
    RECORDED: ClassVar[bool] = True

    crossing: Digest
    """A digest under a key of the authority: another for each threshold and window."""
    epoch: int
    threshold: ThresholdId
    whose: Whose
    since: date
    until: date
    """The window."""
    certainty: Certainty
    jointly: bool
    """Whether it takes the providers together: with none of them alone is it past."""
