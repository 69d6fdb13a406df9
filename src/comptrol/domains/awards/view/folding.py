"""How what is said of awards is folded: what each of it makes of an award and of its months."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from msgspec.structs import asdict, replace

from comptrol.domains.allocation import ProposalId
from comptrol.domains.awards.formulas import month_of
from comptrol.domains.awards.statements import (
    Closed,
    MilestoneDecided,
    MilestoneId,
    MilestoneSet,
    Opened,
    PlannedUse,
    Rephased,
    RephasingDecided,
    Replanned,
    Reported,
)
from comptrol.domains.awards.view.rows import (
    Award,
    AwardsView,
    Milestone,
    MilestoneState,
    PlannedMonth,
    Report,
)
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import Change

HOUR = 3600


def known(view: AwardsView, name: ProposalId) -> Award:
    """Return an award that an admitted statement names."""
    found = view.awards.get(name)
    assert found is not None, "an admitted statement names a known award"
    return found


def the_milestone(view: AwardsView, award: ProposalId, name: MilestoneId) -> Milestone:
    """Return a milestone that an admitted statement names."""
    found = view.milestones.get((award, name))
    assert found is not None, "an admitted statement names a known milestone"
    return found


def opened(view: AwardsView, said: Opened, entry: Entry[Any]) -> Iterator[Change]:
    """Fold an award that is opened."""
    award = Award(
        award=said.award,
        call=said.call,
        plan=said.plan,
        holder=said.holder,
        programme=said.programme,
        accounts=said.accounts,
        opened_on=entry.logged_at.date(),
        position=entry.position,
    )
    yield view.awards.put(award)
    yield from _as_planned(view, award, said.uses)


def replanned(view: AwardsView, said: Replanned) -> Iterator[Change]:
    """Fold another plan: months that it does not name are planned for nothing."""
    award = known(view, said.award)
    accounts = (*award.accounts, *said.accounts)
    award = replace(award, plan=said.plan, accounts=accounts, open=True, over=None, over_at=None)
    yield view.awards.put(award)
    named = {(it.pool, it.month) for it in said.uses}
    for row in view.months.where(award=said.award):
        if (row.pool, row.month) not in named:
            yield view.months.put(replace(row, planned=0, freed=0))
    yield from _as_planned(view, award, said.uses)


def _as_planned(view: AwardsView, award: Award, uses: Iterable[PlannedUse]) -> Iterator[Change]:
    """Plan the months that are named, and free nothing of them."""
    for it in uses:
        row = view.months.get((award.award, it.pool, it.month)) or PlannedMonth(
            award=award.award,
            pool=it.pool,
            month=it.month,
            call=award.call,
            of_reserve=award.plan is None,
            planned=0,
        )
        yield view.months.put(replace(row, planned=it.chip_hours * HOUR, freed=0))


def closed(view: AwardsView, said: Closed, entry: Entry[Any]) -> Iterator[Change]:
    """Fold the end of an award: from this month on it is free for others."""
    award = known(view, said.award)
    yield view.awards.put(replace(award, open=False, over=said.why, over_at=entry.position))
    this_month = month_of(entry.logged_at.date())
    for row in view.months.where(award=said.award):
        if row.month >= this_month and row.left:
            yield view.months.put(replace(row, freed=row.freed + row.left))


def milestone_set(view: AwardsView, said: MilestoneSet, position: int) -> Iterator[Change]:
    """Fold a condition."""
    yield view.milestones.put(Milestone(**asdict(said), position=position))


def reported(view: AwardsView, said: Reported, entry: Entry[Any]) -> Iterator[Change]:
    """Fold a report: a milestone that it tells of is told."""
    on = entry.logged_at.date()
    yield view.reports.put(Report(**asdict(said), told_on=on, position=entry.position))
    if said.milestone is not None:
        row = the_milestone(view, said.award, said.milestone)
        if row.state is MilestoneState.OPEN:
            yield view.milestones.put(replace(row, state=MilestoneState.TOLD, told_on=on))


def milestone_decided(view: AwardsView, said: MilestoneDecided, by: PartyId) -> Iterator[Change]:
    """Fold that a milestone was met, or failed; what was failed is an act, and is folded there."""
    row = the_milestone(view, said.award, said.milestone)
    state = MilestoneState.MET if said.met else MilestoneState.FAILED
    yield view.milestones.put(replace(row, state=state, decided_by=by, reason=said.reason))


def gated(view: AwardsView, row: Milestone, on: date) -> Iterator[PlannedMonth]:
    """Yield the months that depend on a milestone, have not begun on a day, and have something."""
    for it in view.months.where(award=row.award):
        if it.month >= row.gates and it.month > month_of(on) and it.left:
            yield it


def rephased(view: AwardsView, said: RephasingDecided) -> Iterator[Change]:
    """Fold a decision on other months."""
    row = view.requests.get((said.award, said.request))
    assert row is not None, "an admitted decision is on a known request"
    yield view.requests.put(
        replace(row, open=False, accepted=said.accepted, decided_reason=said.reason, by=said.by)
    )


def moved(view: AwardsView, said: Rephased) -> Iterator[Change]:
    """Plan months so that so much of each is left: what is gone stays gone."""
    award = known(view, said.award)
    for it in said.left:
        row = view.months.get((award.award, it.pool, it.month)) or PlannedMonth(
            award=award.award,
            pool=it.pool,
            month=it.month,
            call=award.call,
            of_reserve=award.plan is None,
            planned=0,
        )
        yield view.months.put(replace(row, planned=it.chip_seconds + row.taken + row.freed))
