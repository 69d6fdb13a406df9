"""What the authority says of caps: that one is set, raised, lowered, ended, reviewed."""

from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar

from msgspec import Meta

from comptrol.domains.caps.statements.words import (
    AMOUNT_MAX,
    NOTICES_MAX,
    Basis,
    Bearer,
    CapId,
    Percent,
    Sentence,
    Unit,
    Window,
)
from comptrol.domains.chips import FactorSetId
from comptrol.kernel.quantity import is_limit
from comptrol.kernel.roles import AUTHORITY, Role
from comptrol.kernel.statement import Statement


class CapSet(Statement, frozen=True, kw_only=True, tag="caps.set/1"):
    """The authority sets a cap, or sets it anew: raised, lowered, ended.

    What is held and used stays when a ceiling is cut below it: nothing new is let through then.
    """

    ABOUT: ClassVar[str] = "cap"
    SAID_BY: ClassVar[frozenset[Role]] = AUTHORITY

    cap: CapId
    bearer: Bearer
    whose: Annotated[str, Meta(pattern=r"^([a-z0-9][a-z0-9._-]{0,62}|[A-Z]{2})$(?!\n)")] | None = (
        None
    )
    """Party, provider, cluster, run or programme by name, the country by its code; or nothing."""
    unit: Unit
    ceiling: Annotated[int, Meta(ge=0, le=AMOUNT_MAX)] | None = None
    """Of chips or chip-seconds. Nothing: it counts and never refuses."""
    source: Sentence
    """The rule, licence or agreement that it comes from, as one cites it."""
    since: date
    until: date | None = None
    """The first day on which it no longer binds: its sunset."""
    limit: Decimal | None = None
    """The ceiling of a cap on operations, H100 equivalents or memory, in place of the other."""
    window: Window | None = None
    """Of a total. Nothing: it counts from the day it is set, for good."""
    basis: Basis | None = None
    """Of operations. Nothing: theoretical."""
    factors: FactorSetId | None = None
    """Of H100 equivalents: by which adopted set of factors."""
    notices: Annotated[tuple[Percent, ...], Meta(max_length=NOTICES_MAX)] = ()
    """At which percents of the ceiling the platform gives notice, once in a window."""
    review_on: date | None = None
    """By when it is to be reviewed."""

    def __post_init__(self) -> None:
        """Refuse a ceiling that cannot be one."""
        if self.limit is not None and not (self.limit == 0 or is_limit(self.limit)):
            raise ValueError("limit is a number from 0 to below 10^40, of at most 12 decimals")


class Reviewed(Statement, frozen=True, kw_only=True, tag="caps.reviewed/1"):
    """The authority has reviewed a cap, and says why it stays as it is, and until when.

    What changes is said with ``caps.set/1``; a review changes nothing but its own day.
    """

    ABOUT: ClassVar[str] = "cap"
    SAID_BY: ClassVar[frozenset[Role]] = AUTHORITY

    cap: CapId
    on: date
    by: Sentence
    """Who answers for it, a person with a title."""
    reason: Annotated[str, Meta(min_length=10, max_length=2000, pattern=r"\S")]
    review_on: date | None = None
    """By when it is to be reviewed again; nothing: it ends before that."""
