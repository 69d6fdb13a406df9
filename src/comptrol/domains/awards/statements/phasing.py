"""What is said of moving an award in time, and of what a pool could not give."""

from typing import Annotated, ClassVar

from msgspec import Meta

from comptrol.domains.allocation import CallId, PoolId, ProposalId
from comptrol.domains.awards.statements.words import (
    ALLOCATORS,
    Month,
    MonthsLeft,
    Plan,
    Reason,
    RequestId,
    Sentence,
)
from comptrol.kernel.roles import ANYONE, Role
from comptrol.kernel.statement import Consequence, Statement


class RephasingAsked(Statement, frozen=True, kw_only=True, tag="awards.rephasing-asked/1"):
    """The holder asks to use an award in other months, from this one on.

    It counts from the day on which it is asked: until it is decided, nothing is taken back.
    """

    ABOUT: ClassVar[str] = "award"
    SAID_BY: ClassVar[frozenset[Role]] = ANYONE

    award: ProposalId
    request: RequestId
    plan: Plan
    """For the months that it names; others stay as they are."""
    reason: Reason


class RephasingDecided(Statement, frozen=True, kw_only=True, tag="awards.rephasing-decided/1"):
    """A request for other months is accepted, where there is room, or declined with reasons."""

    ABOUT: ClassVar[str] = "award"
    SAID_BY: ClassVar[frozenset[Role]] = ALLOCATORS

    award: ProposalId
    request: RequestId
    accepted: bool
    reason: Reason
    by: Sentence


class Rephased(Consequence, frozen=True, kw_only=True, tag="awards.rephased/1"):
    """The platform says what is left of which months now that an award has moved in time.

    What comes to later months comes out of those that are over and were not used.
    """

    ABOUT: ClassVar[str] = "award"

    award: ProposalId
    request: RequestId
    left: MonthsLeft


class OutageTold(Statement, frozen=True, kw_only=True, tag="awards.outage-told/1"):
    """A pool could not give all that was booked in a month: nobody is held to that part."""

    ABOUT: ClassVar[str] = "pool"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = (("call", "call"),)
    SAID_BY: ClassVar[frozenset[Role]] = frozenset({Role.PROVIDER, *ALLOCATORS})

    call: CallId
    pool: PoolId
    month: Month
    lost_ppm: Annotated[int, Meta(ge=1, le=1_000_000)]
    """The part of the month that was lost, in all that was told of it."""
    source: Sentence
