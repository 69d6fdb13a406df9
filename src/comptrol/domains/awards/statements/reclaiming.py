"""What is said when something is taken back: notice, the act, the appeal, its decision."""

from datetime import date
from typing import ClassVar

import msgspec

from comptrol.domains.allocation import PoolId, ProposalId
from comptrol.domains.awards.statements.words import (
    ALLOCATORS,
    DECIDERS,
    ActId,
    AppealId,
    ChipSeconds,
    Matter,
    MilestoneId,
    MonthsLeft,
    NoticeId,
    Quarter,
    Reason,
    Sentence,
)
from comptrol.kernel.roles import ANYONE, Role
from comptrol.kernel.statement import Consequence, Statement


class Figures(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How use stands to plan up to the end of a quarter, in chip-seconds."""

    planned: ChipSeconds
    """Without what the pool could not give."""
    used: ChipSeconds
    """So far."""
    remove: ChipSeconds
    """What would be taken back, if nothing more was used."""


class NoticeGiven(Statement, frozen=True, kw_only=True, tag="awards.notice-given/1"):
    """A holder is told what may be done, with the figures, in time to do something about it.

    Of a claw-back that is while the quarter lasts: it can still use more, or ask for other months.
    """

    ABOUT: ClassVar[str] = "award"
    SAID_BY: ClassVar[frozenset[Role]] = ALLOCATORS

    award: ProposalId
    notice: NoticeId
    matter: Matter
    pool: PoolId | None = None
    quarter: Quarter | None = None
    figures: Figures | None = None
    """Of a claw-back: pool, quarter and figures."""
    milestone: MilestoneId | None = None
    answer_by: date
    """The last day of it: nothing is done before it is over."""
    reason: Reason
    remedy: Sentence
    """What the holder can do."""
    by: Sentence


class ClawedBack(Statement, frozen=True, kw_only=True, tag="awards.clawed-back/1"):
    """After notice, what was not used as planned is taken back as the policy says, once a quarter.

    It is a posting of its own on the account; the award stays as it was.
    """

    ABOUT: ClassVar[str] = "award"
    SAID_BY: ClassVar[frozenset[Role]] = ALLOCATORS

    award: ProposalId
    act: ActId
    notice: NoticeId
    pool: PoolId
    quarter: Quarter
    figures: Figures
    """As they are now that the quarter is over."""
    appeal_until: date
    reason: Reason
    by: Sentence


class Appealed(Statement, frozen=True, kw_only=True, tag="awards.appealed/1"):
    """The holder appeals against what was taken, or against a milestone that was failed."""

    ABOUT: ClassVar[str] = "award"
    SAID_BY: ClassVar[frozenset[Role]] = ANYONE

    award: ProposalId
    appeal: AppealId
    act: ActId
    reason: Reason


class AppealDecided(Statement, frozen=True, kw_only=True, tag="awards.appeal-decided/1"):
    """Somebody who had no part in it decides an appeal; if it is granted, all of it is undone."""

    ABOUT: ClassVar[str] = "award"
    SAID_BY: ClassVar[frozenset[Role]] = DECIDERS

    award: ProposalId
    appeal: AppealId
    granted: bool
    reason: Reason
    by: Sentence


class Taken(Consequence, frozen=True, kw_only=True, tag="awards.taken/1"):
    """The platform says out of which months an act takes, of what is neither used nor held."""

    ABOUT: ClassVar[str] = "award"

    award: ProposalId
    act: ActId
    outs: MonthsLeft


class Returned(Consequence, frozen=True, kw_only=True, tag="awards.returned/1"):
    """The platform gives back what an act took, to the last second: an appeal was granted."""

    ABOUT: ClassVar[str] = "award"

    award: ProposalId
    act: ActId
    outs: MonthsLeft
