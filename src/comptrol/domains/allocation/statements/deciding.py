"""What is said of awards and refusals, and of appeals against them."""

from datetime import date
from typing import Annotated, ClassVar

import msgspec
from msgspec import Meta

from comptrol.domains.allocation.statements.proposing import Fits
from comptrol.domains.allocation.statements.words import (
    POOLS_MAX,
    AppealGround,
    Booked,
    CallId,
    Declining,
    HoursH100e,
    Month,
    PartPpm,
    PlanId,
    PoolId,
    ProposalId,
    Reason,
    Title,
)
from comptrol.kernel.identifiers import Digest, PartyId
from comptrol.kernel.roles import ANYONE, Role
from comptrol.kernel.statement import Consequence, Statement

JUDGES = frozenset({Role.REVIEWER, Role.AUTHORITY})


class Awarded(Consequence, frozen=True, kw_only=True, tag="allocation.awarded/1"):
    """A proposal is given compute: which pools, which months, under the name of which programme.

    Said again with other bookings, it takes the place of what was said before.
    """

    ABOUT: ClassVar[str] = "proposal"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = (
        ("call", "call"),
        ("party", "holder"),
        ("programme", "programme"),
    )

    proposal: ProposalId
    """Of an award out of the reserve: the name of the grant."""
    call: CallId
    plan: PlanId | None
    """Nothing: out of the reserve."""
    holder: PartyId
    programme: str
    """``award-`` and the proposal: what orders name that draw on it."""
    bookings: tuple[Booked, ...]
    replaces: PlanId | None = None
    """The plan under which it had an award before."""
    appeal_until: date


class Declined(Consequence, frozen=True, kw_only=True, tag="allocation.declined/1"):
    """A proposal is given nothing, and why: no other applicant is named, and no score."""

    ABOUT: ClassVar[str] = "proposal"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = (("call", "call"), ("party", "holder"))

    proposal: ProposalId
    call: CallId
    plan: PlanId
    holder: PartyId
    reason: Declining
    sentence: str
    rule: str
    """By which policy, or which rules of law."""
    replaces: PlanId | None = None
    """The plan under which it had an award before: that is over."""
    appeal_until: date
    responsible: str
    """Who adopted the plan, by title."""


class Freed(Consequence, frozen=True, kw_only=True, tag="allocation.freed/1"):
    """An award is over from a month on, for what came after it: the months are free again."""

    FOR_OTHERS: ClassVar[bool] = True
    ABOUT: ClassVar[str] = "proposal"

    proposal: ProposalId
    since: Month
    """The first month that is free."""
    reason: str


class Restored(Consequence, frozen=True, kw_only=True, tag="allocation.restored/1"):
    """An award that was said to be over goes on: what ended it was undone on appeal."""

    FOR_OTHERS: ClassVar[bool] = True
    ABOUT: ClassVar[str] = "proposal"

    proposal: ProposalId
    reason: str


class Appealed(Statement, frozen=True, kw_only=True, tag="allocation.appealed/1"):
    """An applicant says that a decision on its proposal is wrong. Its words are sealed."""

    ABOUT: ClassVar[str] = "proposal"
    SAID_BY: ClassVar[frozenset[Role]] = ANYONE

    proposal: ProposalId
    ground: AppealGround
    grounds: Digest | None = None
    """SHA-256 of the sealed words."""


class Remedy(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an appeal that is granted changes."""

    need_h100e_hours: HoursH100e | None = None
    least_fraction_ppm: PartPpm | None = None
    pools: Fits | None = None
    eligible: Annotated[tuple[PoolId, ...], Meta(max_length=POOLS_MAX)] = ()
    """Pools that it may use after all."""
    strikes: Annotated[tuple[PartyId, ...], Meta(max_length=10)] = ()
    """Reviewers whose reviews count no more."""


class AppealDecided(Statement, frozen=True, kw_only=True, tag="allocation.appeal-decided/1"):
    """Somebody who had no part in it decides an appeal. Granted, the plan is made again."""

    ABOUT: ClassVar[str] = "proposal"
    SAID_BY: ClassVar[frozenset[Role]] = JUDGES

    proposal: ProposalId
    granted: bool
    remedy: Remedy | None = None
    """Granted: what changes."""
    reason: Reason
    by: Title
