"""The rows in which awards, their months and all that is said of them are kept."""

from datetime import date
from enum import Enum

import msgspec

from comptrol.domains.allocation import CallId, PlanId, PoolId, ProposalId
from comptrol.domains.awards.statements import (
    Account,
    ActId,
    AppealId,
    AskedUse,
    Condition,
    Ending,
    Figures,
    LookId,
    Matter,
    MilestoneId,
    MonthLeft,
    NoticeId,
    OutcomeId,
    PolicyId,
    PolicySet,
    Product,
    ReportId,
    RequestId,
)
from comptrol.kernel.identifiers import Digest, PartyId
from comptrol.kernel.view import Key, Table, View


class Policy(msgspec.Struct, frozen=True, kw_only=True):
    """One policy, as it was set."""

    since: date
    policy: PolicyId
    said: PolicySet
    position: int


class Award(msgspec.Struct, frozen=True, kw_only=True):
    """One award: whose it is, and on which accounts it stands."""

    award: ProposalId
    call: CallId
    plan: PlanId | None
    """Nothing: it is out of the reserve."""
    holder: PartyId
    programme: str
    accounts: tuple[Account, ...]
    opened_on: date
    position: int
    open: bool = True
    over: Ending | None = None
    over_at: int | None = None
    """Why, and the position at which it was over."""


class PlannedMonth(msgspec.Struct, frozen=True, kw_only=True):
    """What an award is planned for in one pool and month, and what of that is gone."""

    award: ProposalId
    pool: PoolId
    month: str
    call: CallId
    of_reserve: bool
    planned: int
    """Chip-seconds, as it was planned or moved last."""
    taken: int = 0
    """Clawed back."""
    freed: int = 0
    """Free for others: a milestone was failed, or the award is over."""

    @property
    def left(self) -> int:
        """Return what is still the holder's, used or not."""
        return max(0, self.planned - self.taken - self.freed)


class MilestoneState(Enum):
    """How far a milestone has come."""

    OPEN = "open"
    TOLD = "told"
    """The holder says that it is met: the months are open."""
    MET = "met"
    FAILED = "failed"


class Milestone(msgspec.Struct, frozen=True, kw_only=True):
    """One condition of an award."""

    award: ProposalId
    milestone: MilestoneId
    condition: Condition
    what: str
    due: date
    gates: str
    decider: PartyId
    least_percent: int | None
    source: str
    position: int
    state: MilestoneState = MilestoneState.OPEN
    told_on: date | None = None
    decided_by: PartyId | None = None
    reason: str | None = None


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """One report of a holder."""

    award: ProposalId
    report: ReportId
    until: date
    digest: Digest
    milestone: MilestoneId | None
    told_on: date
    position: int


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """One request for other months, and what became of it."""

    award: ProposalId
    request: RequestId
    plan: tuple[AskedUse, ...]
    reason: str
    asked_on: date
    position: int
    open: bool = True
    accepted: bool | None = None
    """Nothing: nobody has decided."""
    decided_reason: str | None = None
    by: str | None = None


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """What a holder was told before anything was done."""

    notice: NoticeId
    award: ProposalId
    matter: Matter
    pool: PoolId | None
    quarter: str | None
    figures: Figures | None
    milestone: MilestoneId | None
    answer_by: date
    reason: str
    remedy: str
    by: str
    given_on: date
    position: int


class Act(msgspec.Struct, frozen=True, kw_only=True):
    """Something that was done against a holder: all of it can be undone."""

    act: ActId
    award: ProposalId
    matter: Matter
    pool: PoolId | None
    quarter: str | None
    milestone: MilestoneId | None
    outs: tuple[MonthLeft, ...]
    notice: NoticeId
    reason: str
    by: str
    done_by: PartyId
    done_on: date
    appeal_until: date
    position: int
    undone: bool = False

    @property
    def chip_seconds(self) -> int:
        """Return how much it took in all."""
        return sum(it.chip_seconds for it in self.outs)


class Appeal(msgspec.Struct, frozen=True, kw_only=True):
    """One appeal against an act."""

    appeal: AppealId
    award: ProposalId
    act: ActId
    reason: str
    asked_on: date
    position: int
    open: bool = True
    granted: bool | None = None
    """Nothing: nobody has decided."""
    decided_by: PartyId | None = None
    decided_reason: str | None = None


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What came of an award."""

    award: ProposalId
    outcome: OutcomeId
    product: Product
    title: str
    reference: str
    open_to_all: bool
    on: date
    position: int


class Outage(msgspec.Struct, frozen=True, kw_only=True):
    """The part of a month that a pool could not give, as it was told last."""

    call: CallId
    pool: PoolId
    month: str
    lost_ppm: int
    source: str
    position: int


class Alike(msgspec.Struct, frozen=True, kw_only=True):
    """How much wording two proposals share, as it was compared last."""

    call: CallId
    first: ProposalId
    second: ProposalId
    shared_ppm: int
    method: str
    position: int


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """That somebody looked at awards."""

    look: LookId
    on: date
    call: CallId | None
    position: int


class AwardsView(View):
    """Awards, their months, and everything that is said of them."""

    policies: Table[Key, Policy] = Table.of(
        "awards_policies", Policy, key="since policy", indexes=("policy",)
    )
    awards: Table[ProposalId, Award] = Table.of(
        "awards", Award, key="award", indexes=("call", "holder", "open", "call open")
    )
    months: Table[Key, PlannedMonth] = Table.of(
        "awards_months", PlannedMonth, key="award pool month", indexes=("call pool month",)
    )
    milestones: Table[Key, Milestone] = Table.of(
        "awards_milestones", Milestone, key="award milestone", indexes=("state",)
    )
    reports: Table[Key, Report] = Table.of("awards_reports", Report, key="award report")
    requests: Table[Key, Request] = Table.of(
        "awards_requests", Request, key="award request", indexes=("open", "award open")
    )
    notices: Table[NoticeId, Notice] = Table.of(
        "awards_notices", Notice, key="notice", indexes=("award",)
    )
    acts: Table[ActId, Act] = Table.of("awards_acts", Act, key="act", indexes=("award",))
    appeals: Table[AppealId, Appeal] = Table.of(
        "awards_appeals", Appeal, key="appeal", indexes=("award", "act", "open")
    )
    outcomes: Table[Key, Outcome] = Table.of("awards_outcomes", Outcome, key="award outcome")
    outages: Table[Key, Outage] = Table.of("awards_outages", Outage, key="call pool month")
    alike: Table[Key, Alike] = Table.of("awards_alike", Alike, key="call first second")
    looks: Table[LookId, Look] = Table.of("awards_looks", Look, key="look")
