"""What is said of the conditions of an award: set, reported on, met, failed."""

from datetime import date
from typing import ClassVar

from comptrol.domains.allocation import ProposalId
from comptrol.domains.awards.statements.words import (
    ALLOCATORS,
    DECIDERS,
    ActId,
    Condition,
    MilestoneId,
    Month,
    NoticeId,
    Percent,
    Reason,
    ReportId,
    Sentence,
)
from comptrol.kernel.identifiers import Digest, PartyId
from comptrol.kernel.roles import ANYONE, Role
from comptrol.kernel.statement import Statement


class MilestoneSet(Statement, frozen=True, kw_only=True, tag="awards.milestone-set/1"):
    """Months of an award depend on something: what it is, by when, and who decides.

    What the holder has to tell opens the months as soon as it is told: nobody waits for an answer.
    """

    ABOUT: ClassVar[str] = "award"
    CONCERNS: ClassVar[tuple[tuple[str, str], ...]] = (("party", "decider"),)
    SAID_BY: ClassVar[frozenset[Role]] = ALLOCATORS

    award: ProposalId
    milestone: MilestoneId
    condition: Condition
    what: Sentence
    due: date
    """The last day on which it can be met."""
    gates: Month
    """The first of the months that depend on it."""
    decider: PartyId
    """Who may say that it was met, or was not."""
    least_percent: Percent | None = None
    """Of use: so much of what was planned by then."""
    source: Sentence
    """The call, or the terms of the award."""


class Reported(Statement, frozen=True, kw_only=True, tag="awards.reported/1"):
    """The holder reports on an award; with a milestone, that it is met. Its words stay outside."""

    ABOUT: ClassVar[str] = "award"
    SAID_BY: ClassVar[frozenset[Role]] = ANYONE

    award: ProposalId
    report: ReportId
    until: date
    """The last day that it tells of."""
    digest: Digest
    """SHA-256 of the report."""
    milestone: MilestoneId | None = None


class MilestoneDecided(Statement, frozen=True, kw_only=True, tag="awards.milestone-decided/1"):
    """Whoever decides on a milestone says that it was met, or after notice that it was not.

    What was failed frees the months that depend on it and have not begun, and can be appealed.
    """

    ABOUT: ClassVar[str] = "award"
    SAID_BY: ClassVar[frozenset[Role]] = DECIDERS

    award: ProposalId
    milestone: MilestoneId
    met: bool
    reason: Reason
    by: Sentence
    act: ActId | None = None
    """Where it was not met: the name under which it can be appealed."""
    notice: NoticeId | None = None
    """Where it was not met: the notice that was given before."""
    appeal_until: date | None = None
