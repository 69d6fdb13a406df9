"""What is said of reviews: when one is due, that it was made, that somebody looked for them."""

from datetime import date
from typing import Annotated, ClassVar

from msgspec import Meta

from comptrol.domains.oversight.statements.words import (
    Chips,
    Days,
    LookId,
    Matter,
    Name,
    PolicyId,
    Sentence,
    Verdict,
)
from comptrol.kernel.roles import AUTHORITY, Role
from comptrol.kernel.statement import Consequence, Statement

Whole = Annotated[int, Meta(ge=0, le=10**12)]


class PolicySet(Statement, frozen=True, kw_only=True, tag="oversight.policy-set/1"):
    """The authority sets by which numbers its own people are watched, and what is published."""

    ABOUT: ClassVar[str] = "policy"
    SAID_BY: ClassVar[frozenset[Role]] = AUTHORITY

    policy: PolicyId
    since: date
    """The first day that it is for."""
    least: Annotated[int, Meta(ge=2, le=1000)]
    """Numbers of fewer people or parties than this are not published, and none of none is."""
    ahead_days: Annotated[int, Meta(ge=0, le=366)]
    """So many days before a review is due, or something ends, the platform reminds of it."""
    decided_min: Annotated[int, Meta(ge=3, le=10**6)]
    """Of fewer decisions on one party nobody asks who made them."""
    share_ppm: Annotated[int, Meta(ge=500_001, le=1_000_000)]
    """Who made so many in a million of them made nearly all."""
    sizes: Annotated[tuple[Chips, ...], Meta(max_length=10)] = ()
    """Chips ordered, rising: where one size class of customers ends and the next begins."""
    review_by: date
    source: Sentence
    """Where the decision on these numbers stands."""
    by: Sentence
    """Who decided, by title."""


class ReviewSet(Statement, frozen=True, kw_only=True, tag="oversight.review-set/1"):
    """The authority sets by when something is reviewed that had no such day."""

    ABOUT: ClassVar[str] = "name"
    SAID_BY: ClassVar[frozenset[Role]] = AUTHORITY

    matter: Matter
    name: Name
    review_by: date
    every_days: Days | None = None
    """And so many days after each review again."""
    source: Sentence
    by: Sentence


class Reviewed(Statement, frozen=True, kw_only=True, tag="oversight.reviewed/1"):
    """The authority has reviewed something, says what came of it, and when it does so again."""

    ABOUT: ClassVar[str] = "name"
    SAID_BY: ClassVar[frozenset[Role]] = AUTHORITY

    matter: Matter
    name: Name
    verdict: Verdict
    reasons: Sentence
    next_by: date | None = None
    """Left out where it ended, or where it is reviewed every so many days."""
    by: Sentence


class Looked(Statement, frozen=True, kw_only=True, tag="oversight.looked/1"):
    """The authority looks for reviews that are due, and for who decides on whom."""

    ABOUT: ClassVar[str] = "look"
    SAID_BY: ClassVar[frozenset[Role]] = AUTHORITY

    look: LookId
    on: date


class ReviewDue(Consequence, frozen=True, kw_only=True, tag="oversight.review-due/1"):
    """The platform reminds that something is to be reviewed, or ends: once for each such day."""

    ABOUT: ClassVar[str] = "name"

    matter: Matter
    name: Name
    due_on: date
    ends: bool
    """It ends on that day, whether or not anybody reviews it."""


class LookedThrough(Consequence, frozen=True, kw_only=True, tag="oversight.looked-through/1"):
    """The platform says what a look went through, and whether that was all there was."""

    ABOUT: ClassVar[str] = "look"

    look: LookId
    matters: Whole
    undated: Whole
    """Of these, so many have no day by which they are reviewed."""
    reminders: Whole
    decisions: Whole
    alarms: Whole
    whole: bool
