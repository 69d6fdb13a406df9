"""May something be taken back: with notice, with these figures, after a chance to move it?"""

from collections.abc import Iterator
from typing import Any

from comptrol.domains.awards.checks.conditions import UNDECIDED, too_short
from comptrol.domains.awards.checks.holding import award_of, not_holder, over, unknown, with_holder
from comptrol.domains.awards.formulas import month_of, over_on, quarter_of
from comptrol.domains.awards.queries import figures_of, policy_of
from comptrol.domains.awards.refusals import AwardsRefusal
from comptrol.domains.awards.statements import (
    AppealDecided,
    Appealed,
    ClawedBack,
    Figures,
    Matter,
    NoticeGiven,
)
from comptrol.domains.awards.view import Award, AwardsView
from comptrol.kernel.days import later
from comptrol.kernel.finding import Finding
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import World


def check_notice(said: NoticeGiven, entry: Entry[Any], world: World) -> Iterator[Finding]:
    """Refuse a notice that comes too late to do anything about it, or has other figures."""
    award = award_of(world, said.award)
    if award is None:
        yield unknown(said.award)
        return
    view, today = world[AwardsView], entry.logged_at.date()
    policy = policy_of(view, award)
    if policy is None:
        yield Finding.of(AwardsRefusal.NO_POLICY, f"{award.award}, opened {award.opened_on}")
    elif said.answer_by < later(today, policy.said.notice_days):
        days = policy.said.notice_days
        yield Finding.of(AwardsRefusal.TOO_SHORT, f"{said.answer_by}; notice is of {days} days")
    if view.notices.get(said.notice) is not None:
        yield Finding.of(AwardsRefusal.NAME_TAKEN, said.notice)
    yield from over(award)
    of_quarter = (said.pool is not None, said.quarter is not None, said.figures is not None)
    if said.matter is Matter.CLAW_BACK and all(of_quarter) and said.milestone is None:
        yield from _notice_of_quarter(said, award, entry, world)
    elif said.matter is Matter.MILESTONE and not any(of_quarter) and said.milestone is not None:
        yield from _notice_of_milestone(said, world)
    else:
        detail = "of a claw-back pool, quarter and figures, else a milestone"
        yield Finding.of(AwardsRefusal.OTHER_TERMS, detail)


def _notice_of_quarter(
    said: NoticeGiven, award: Award, entry: Entry[Any], world: World
) -> Iterator[Finding]:
    assert said.pool is not None
    assert said.quarter is not None
    assert said.figures is not None
    if said.pool not in {it.pool for it in award.accounts}:
        yield Finding.of(AwardsRefusal.UNKNOWN_NAME, f"pool {said.pool}")
        return
    now = quarter_of(month_of(entry.logged_at.date()))
    if now < said.quarter:
        yield Finding.of(AwardsRefusal.TOO_EARLY, f"{said.quarter} has not begun")
    if said.answer_by >= over_on(said.quarter):
        detail = f"{said.quarter} is over on {over_on(said.quarter)}: nothing could be moved"
        yield Finding.of(AwardsRefusal.TOO_LATE, detail)
    yield from _figures(said.figures, figures_of(world, award, said.pool, said.quarter))


def _figures(said: Figures, found: Figures) -> Iterator[Finding]:
    if said != found:
        detail = f"planned {found.planned}, used {found.used}, to take {found.remove} chip-seconds"
        yield Finding.of(AwardsRefusal.FIGURES_DIFFER, detail)
    if not found.remove:
        detail = f"used {found.used} of {found.planned} chip-seconds"
        yield Finding.of(AwardsRefusal.NOTHING_DUE, detail)


def _notice_of_milestone(said: NoticeGiven, world: World) -> Iterator[Finding]:
    row = world[AwardsView].milestones.get((said.award, said.milestone or ""))
    if row is None:
        yield Finding.of(AwardsRefusal.UNKNOWN_NAME, said.milestone or "")
        return
    if row.state not in UNDECIDED:
        yield Finding.of(AwardsRefusal.DECIDED, f"{said.milestone} is {row.state.value}")
    if said.answer_by < row.due:
        yield Finding.of(AwardsRefusal.TOO_SHORT, f"it is due on {row.due}")


def check_clawed_back(said: ClawedBack, entry: Entry[Any], world: World) -> Iterator[Finding]:
    """Refuse a claw-back without notice, twice, by other figures, or while a request is open."""
    award = award_of(world, said.award)
    if award is None:
        yield unknown(said.award)
        return
    if said.pool not in {it.pool for it in award.accounts}:
        yield Finding.of(AwardsRefusal.UNKNOWN_NAME, f"pool {said.pool}")
        return
    view, today = world[AwardsView], entry.logged_at.date()
    if view.acts.get(said.act) is not None:
        yield Finding.of(AwardsRefusal.NAME_TAKEN, said.act)
    yield from over(award)
    done = (it for it in view.acts.where(award=said.award) if it.matter is Matter.CLAW_BACK)
    if any((it.pool, it.quarter) == (said.pool, said.quarter) for it in done):
        yield Finding.of(AwardsRefusal.DECIDED, f"{said.pool} in {said.quarter}")
    if today < over_on(said.quarter):
        yield Finding.of(AwardsRefusal.TOO_EARLY, f"{said.quarter} is not over")
    yield from too_short(said.appeal_until, award, today, world)
    notice = view.notices.get(said.notice)
    same = (said.award, said.pool, said.quarter)
    if notice is None or (notice.award, notice.pool, notice.quarter) != same:
        yield Finding.of(AwardsRefusal.NO_NOTICE, f"{said.notice} is none of it")
    if any(True for _ in view.requests.where(award=said.award, open=True, limit=1)):
        yield Finding.of(AwardsRefusal.REQUEST_OPEN, said.award)
    yield from _figures(said.figures, figures_of(world, award, said.pool, said.quarter))


def check_appealed(said: Appealed, entry: Entry[Any], world: World) -> Iterator[Finding]:
    """Refuse an appeal by somebody else, against nothing, twice, or after its day."""
    award = award_of(world, said.award)
    if award is None:
        yield unknown(said.award)
        return
    yield from not_holder(award, entry.signer)
    view = world[AwardsView]
    act = view.acts.get(said.act)
    if act is None or act.award != said.award:
        yield Finding.of(AwardsRefusal.UNKNOWN_NAME, said.act)
        return
    if view.appeals.get(said.appeal) is not None:
        yield Finding.of(AwardsRefusal.NAME_TAKEN, said.appeal)
    for it in view.appeals.where(act=said.act, limit=1):
        yield Finding.of(AwardsRefusal.DECIDED, f"it was appealed before: {it.appeal}")
    if entry.logged_at.date() > act.appeal_until:
        yield Finding.of(AwardsRefusal.TOO_LATE, f"until {act.appeal_until}")


def check_appeal_decided(
    said: AppealDecided, entry: Entry[Any], world: World
) -> Iterator[Finding]:
    """Refuse a decision by who did what is appealed, by the holder's group, or twice."""
    award = award_of(world, said.award)
    if award is None:
        yield unknown(said.award)
        return
    view = world[AwardsView]
    row = view.appeals.get(said.appeal)
    if row is None or row.award != said.award:
        yield Finding.of(AwardsRefusal.UNKNOWN_NAME, said.appeal)
        return
    act = view.acts.get(row.act)
    if act is None or entry.signer == act.done_by or with_holder(award, entry.signer, world):
        yield Finding.of(AwardsRefusal.NOT_INDEPENDENT, f"{entry.signer} has a part in {row.act}")
    if not row.open:
        yield Finding.of(AwardsRefusal.DECIDED, said.appeal)
