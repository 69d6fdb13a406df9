"""The rows of plans, draws, awards and appeals."""

from datetime import date, datetime

import msgspec

from comptrol.domains.allocation.statements import (
    AppealGround,
    Booked,
    CallId,
    Cause,
    Declining,
    DrawCommitted,
    Drawn,
    Month,
    PlanId,
    Planned,
    PlannedAward,
    PlannedPrice,
    PlannedReason,
    ProposalId,
    Remedy,
    ReserveClass,
)
from comptrol.kernel.identifiers import Digest, PartyId


class PlanPartRow(msgspec.Struct, frozen=True, kw_only=True):
    """One part of a plan, as it was said."""

    plan: PlanId
    part: int
    call: CallId
    planner: PartyId
    awards: tuple[PlannedAward, ...]
    prices: tuple[PlannedPrice, ...]
    reasons: tuple[PlannedReason, ...]


class PlanRow(msgspec.Struct, frozen=True, kw_only=True):
    """A plan that the exact check found nothing wrong in."""

    plan: PlanId
    call: CallId
    said: Planned
    planner: PartyId
    position: int
    adopted_by: tuple[PartyId, ...] = ()
    """Two of the panel, once it holds."""
    adopted_at: int | None = None
    responsible: str = ""
    """Who adopted it, by title."""


class DrawRow(msgspec.Struct, frozen=True, kw_only=True):
    """The one draw of a call."""

    call: CallId
    committed: DrawCommitted
    position: int
    drawn: Drawn | None = None
    drawn_at: int | None = None


class DecisionRow(msgspec.Struct, frozen=True, kw_only=True):
    """What a lot or a panel settled of one proposal, for every plan from there on."""

    proposal: ProposalId
    call: CallId
    awarded: bool
    why: Cause
    by: tuple[PartyId, ...]
    position: int


class SecondRow(msgspec.Struct, frozen=True, kw_only=True):
    """What takes two people: who said it first, and who second."""

    act: str
    call: CallId
    first: PartyId
    first_title: str
    first_at: int
    second: PartyId | None = None
    second_at: int | None = None


class AwardRow(msgspec.Struct, frozen=True, kw_only=True):
    """What a proposal was given, or a grant out of the reserve."""

    proposal: ProposalId
    call: CallId
    plan: PlanId | None
    holder: PartyId
    programme: str
    bookings: tuple[Booked, ...]
    position: int
    awarded_at: datetime
    appeal_until: date
    freed_from: Month | None = None
    """From this month on it is over."""
    given_back: bool = False


class NoticeRow(msgspec.Struct, frozen=True, kw_only=True):
    """Why a proposal was given nothing, as its applicant was told."""

    proposal: ProposalId
    call: CallId
    plan: PlanId
    holder: PartyId
    reason: Declining
    sentence: str
    rule: str
    appeal_until: date
    responsible: str
    position: int


class AppealRow(msgspec.Struct, frozen=True, kw_only=True):
    """An appeal, and how it was decided."""

    proposal: ProposalId
    position: int
    call: CallId
    against: PlanId
    ground: AppealGround
    grounds: Digest | None
    open: bool
    granted: bool | None = None
    remedy: Remedy | None = None
    reason: str = ""
    by: str = ""
    decided_by: PartyId | None = None
    decided_at: int | None = None


class GrantRow(msgspec.Struct, frozen=True, kw_only=True):
    """What two people granted out of a reserve."""

    grant: ProposalId
    call: CallId
    reserve: ReserveClass
    holder: PartyId
    bookings: tuple[Booked, ...]
    by: tuple[PartyId, ...]
    position: int
