"""May this milestone be set, told of, decided so?"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from comptrol.domains.awards.checks.holding import (
    ahead,
    award_of,
    not_holder,
    over,
    unknown,
    with_holder,
)
from comptrol.domains.awards.formulas import first_day
from comptrol.domains.awards.queries import months_of, policy_of
from comptrol.domains.awards.refusals import AwardsRefusal
from comptrol.domains.awards.statements import (
    TOLD,
    Condition,
    Matter,
    MilestoneDecided,
    MilestoneSet,
    Reported,
)
from comptrol.domains.awards.statements.words import DECIDERS
from comptrol.domains.awards.view import Award, AwardsView, Milestone, MilestoneState
from comptrol.domains.parties import PartiesView, may
from comptrol.kernel.days import later
from comptrol.kernel.finding import Finding
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import World

UNDECIDED = frozenset({MilestoneState.OPEN, MilestoneState.TOLD})


def check_set(said: MilestoneSet, entry: Entry[Any], world: World) -> Iterator[Finding]:
    """Refuse a condition that nobody could meet in time, or that comes after use has begun."""
    award = award_of(world, said.award)
    if award is None:
        yield unknown(said.award)
        return
    if world[PartiesView].parties.get(said.decider) is None:
        yield Finding.of(AwardsRefusal.UNKNOWN_PARTY, said.decider)
    elif with_holder(award, said.decider, world) or not may(
        world[PartiesView], said.decider, DECIDERS
    ):
        yield Finding.of(AwardsRefusal.NOT_INDEPENDENT, f"{said.decider} cannot decide on it")
    if world[AwardsView].milestones.get((said.award, said.milestone)) is not None:
        yield Finding.of(AwardsRefusal.NAME_TAKEN, said.milestone)
    yield from over(award)
    if (said.condition is Condition.USE) != (said.least_percent is not None):
        yield Finding.of(AwardsRefusal.OTHER_TERMS, "of use, and of nothing else, a percent")
    if first_day(said.gates) <= said.due:
        detail = f"{said.gates} begins before it is due on {said.due}"
        yield Finding.of(AwardsRefusal.OTHER_TERMS, detail)
    today = entry.logged_at.date()
    if any(it.held or it.used for it in months_of(world, award)):
        yield Finding.of(AwardsRefusal.TOO_LATE, "the award is in use already, on other terms")
    elif said.due <= today:
        yield Finding.of(AwardsRefusal.TOO_LATE, f"it would be due on {said.due}")


def check_reported(said: Reported, entry: Entry[Any], world: World) -> Iterator[Finding]:
    """Refuse a report that is not the holder's, or tells of a milestone that is decided."""
    award = award_of(world, said.award)
    if award is None:
        yield unknown(said.award)
        return
    yield from not_holder(award, entry.signer)
    view = world[AwardsView]
    if said.milestone is not None:
        row = view.milestones.get((said.award, said.milestone))
        if row is None:
            yield Finding.of(AwardsRefusal.UNKNOWN_NAME, said.milestone)
        elif row.state not in UNDECIDED:
            yield Finding.of(AwardsRefusal.DECIDED, f"{said.milestone} is {row.state.value}")
        elif row.condition not in TOLD:
            detail = f"{said.milestone} is of {row.condition.value}: the accounts tell of it"
            yield Finding.of(AwardsRefusal.OTHER_TERMS, detail)
    if view.reports.get((said.award, said.report)) is not None:
        yield Finding.of(AwardsRefusal.NAME_TAKEN, said.report)
    yield from ahead(said.until, entry.logged_at.date())


def check_decided(said: MilestoneDecided, entry: Entry[Any], world: World) -> Iterator[Finding]:
    """Refuse a decision by somebody else, twice, or against the holder without notice."""
    award = award_of(world, said.award)
    if award is None:
        yield unknown(said.award)
        return
    row = world[AwardsView].milestones.get((said.award, said.milestone))
    if row is None:
        yield Finding.of(AwardsRefusal.UNKNOWN_NAME, said.milestone)
        return
    if row.decider != entry.signer:
        yield Finding.of(AwardsRefusal.NOT_THE_DECIDER, f"of {said.milestone}")
    if row.state not in UNDECIDED:
        yield Finding.of(AwardsRefusal.DECIDED, f"{said.milestone} is {row.state.value}")
    named = [said.act is not None, said.notice is not None, said.appeal_until is not None]
    if any(named) if said.met else not all(named):
        detail = "what is failed has an act, a notice and a day to appeal by; what is met has none"
        yield Finding.of(AwardsRefusal.OTHER_TERMS, detail)
    elif not said.met:
        yield from _failed(said, award, row, entry, world)


def _failed(
    said: MilestoneDecided, award: Award, row: Milestone, entry: Entry[Any], world: World
) -> Iterator[Finding]:
    view, today = world[AwardsView], entry.logged_at.date()
    assert said.act is not None
    assert said.notice is not None
    assert said.appeal_until is not None
    if view.acts.get(said.act) is not None:
        yield Finding.of(AwardsRefusal.NAME_TAKEN, said.act)
    if today <= row.due:
        yield Finding.of(AwardsRefusal.TOO_EARLY, f"it is due on {row.due}")
    yield from too_short(said.appeal_until, award, today, world)
    notice = view.notices.get(said.notice)
    same = notice is not None and (notice.award, notice.milestone) == (said.award, said.milestone)
    if notice is None or not same or notice.matter is not Matter.MILESTONE:
        yield Finding.of(AwardsRefusal.NO_NOTICE, f"{said.notice} is none of it")
    elif notice.answer_by >= today:
        yield Finding.of(AwardsRefusal.NO_NOTICE, f"the holder has until {notice.answer_by}")
    if row.condition is Condition.USE and _enough(row, award, world):
        yield Finding.of(AwardsRefusal.MET, f"{row.least_percent} % were asked for")


def _enough(row: Milestone, award: Award, world: World) -> bool:
    """Tell whether as much was used of the months before a milestone as it asks for."""
    months = [it for it in months_of(world, award) if it.month < row.gates]
    expected, used = sum(it.expected for it in months), sum(it.used for it in months)
    return used * 100 >= (row.least_percent or 0) * expected


def too_short(until: date, award: Award, today: date, world: World) -> Iterator[Finding]:
    """Refuse an act that could not be appealed for as long as the policy says."""
    policy = policy_of(world[AwardsView], award)
    if policy is None:
        yield Finding.of(AwardsRefusal.NO_POLICY, f"{award.award}, opened {award.opened_on}")
    elif until < later(today, policy.said.appeal_days):
        days = policy.said.appeal_days
        yield Finding.of(AwardsRefusal.TOO_SHORT, f"{until}; it can be appealed for {days} days")
