"""What the authority decides before anybody is looked at: every number of every detector."""

from datetime import date
from typing import Annotated, ClassVar

from msgspec import Meta

from comptrol.domains.disclosure import FigureName
from comptrol.domains.forensics.statements.words import (
    Completeness,
    Drift,
    Favours,
    Lateness,
    OneSided,
    Paired,
    PolicyId,
    Sentence,
    Step,
    Switching,
    Title,
    Watched,
)
from comptrol.kernel.roles import AUTHORITY, Role
from comptrol.kernel.statement import Statement


class PolicySet(Statement, frozen=True, kw_only=True, tag="forensics.policy-set/1"):
    """The authority says which figures are looked at, and from when on a detector speaks.

    A look is by the policy in force on its day. What is left out is not looked for. Every
    detector has a floor: below it the answer is ``not enough``, and never an alarm.
    """

    ABOUT: ClassVar[str] = "policy"
    SAID_BY: ClassVar[frozenset[Role]] = AUTHORITY

    policy: PolicyId
    since: date
    """The first day that it is for."""
    source: Sentence
    """Where the decision on these numbers stands."""
    by: Title
    """Who decided, by title."""
    figures: Annotated[tuple[FigureName, ...], Meta(min_length=1, max_length=20)]
    favours: Favours
    reach_days: Annotated[int, Meta(ge=28, le=1_500)]
    """How far back reports are read, and back to the first day of that year."""
    lateness: Lateness | None = None
    restatements: OneSided | None = None
    drift: Drift | None = None
    audited: Watched | None = None
    switching: Switching | None = None
    pairs: Paired | None = None
    completeness: Completeness | None = None
    steps: Annotated[tuple[Step, ...], Meta(max_length=3)] = ()
    """From the lowest level to the highest."""
