"""What is said of how awards are looked after: the policy, published before it counts."""

from datetime import date
from typing import Annotated, ClassVar

import msgspec
from msgspec import Meta

from comptrol.domains.awards.statements.words import (
    ALLOCATORS,
    Days,
    Percent,
    PolicyId,
    Ppm,
    Sentence,
    Takes,
)
from comptrol.kernel.roles import Role
from comptrol.kernel.statement import Statement


class Step(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """From so many percent of use on, so many percent of what was planned are taken back.

    The boundary itself is in: it gets the milder of two steps.
    """

    used_percent: Percent
    taken_percent: Percent


class PolicySet(Statement, frozen=True, kw_only=True, tag="awards.policy-set/1"):
    """How awards are looked after is published; it counts for awards that come after it."""

    ABOUT: ClassVar[str] = "policy"
    SAID_BY: ClassVar[frozenset[Role]] = ALLOCATORS

    policy: PolicyId
    since: date
    """Awards from this day on are under it, if they are opened after it was said."""
    steps: Annotated[tuple[Step, ...], Meta(max_length=20)] = ()
    """From the most used to the least, the last from nothing on; none: nothing is taken back."""
    takes: Takes = Takes.UNUSED_FIRST
    notice_days: Days
    """So long before anything is done against a holder it is told, with figures."""
    appeal_days: Days
    """So long it may appeal afterwards."""
    hoarding_percent: Percent = 0
    """Who used less of what was planned is pointed out; nothing: nobody is."""
    hoarding_months: Annotated[int, Meta(ge=1, le=60)] = 3
    """After so many whole months with something planned."""
    similar_ppm: Ppm | None = None
    """From such a part of shared wording on two proposals may be one; nothing: never."""
    source: Sentence
    by: Sentence
    """Who answers for it, by title."""
    review_by: date
