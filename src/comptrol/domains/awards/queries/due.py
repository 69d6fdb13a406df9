"""What has somebody to do about awards, by when, and what is to be looked at again?"""

from collections.abc import Iterator
from datetime import date
from typing import Final

import msgspec

from comptrol.domains.allocation import CallId, PoolId, ProposalId
from comptrol.domains.awards.formulas import first_day, month_of, over_on, quarter_of
from comptrol.domains.awards.queries.moving import room_in
from comptrol.domains.awards.queries.using import figures_of, open_awards
from comptrol.domains.awards.statements import Figures, Looked, LookId, Matter
from comptrol.domains.awards.view import HOUR, Award, AwardsView, MilestoneState
from comptrol.kernel.days import later
from comptrol.kernel.view import World
from comptrol.kernel.watch import Since

AHEAD_DAYS: Final = 30


class Due(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing that waits for a person."""

    what: str
    """``milestone``, ``request``, ``appeal``, ``notice``, ``claw-back`` or ``overbooked``."""
    award: ProposalId | None = None
    name: str = ""
    by: date | None = None
    detail: str
    pool: PoolId | None = None
    quarter: str | None = None
    figures: Figures | None = None


def due_acts(world: World, *, on: date) -> tuple[Due, ...]:
    """Return what waits for a person on a day: milestones, requests, appeals, notices, claw-backs.

    A claw-back that has no notice is not due: the quarter that it would be for has gone by.
    """
    found = [*_milestones(world, on), *_asked(world), *_overbooked(world, on)]
    for award in open_awards(world, None):
        found += _quarters(world, award, on)
    return tuple(found)


def due_of(world: World, *, award: ProposalId, on: date) -> tuple[Due, ...]:
    """Return the notices and claw-backs that wait for a person on a day, of one award."""
    found = world[AwardsView].awards.get(award)
    return () if found is None or not found.open else tuple(_quarters(world, found, on))


def _milestones(world: World, on: date) -> Iterator[Due]:
    for state in (MilestoneState.OPEN, MilestoneState.TOLD):
        for it in world[AwardsView].milestones.where(state=state):
            if it.due <= later(on, AHEAD_DAYS):
                detail = f"{it.what} ({state.value}); {it.gates} and later depend on it"
                yield Due(
                    what="milestone", award=it.award, name=it.milestone, by=it.due, detail=detail
                )


def _asked(world: World) -> Iterator[Due]:
    for it in world[AwardsView].requests.where(open=True):
        detail = f"asked on {it.asked_on}: nothing is taken back until it is decided"
        yield Due(what="request", award=it.award, name=it.request, detail=detail)
    for one in world[AwardsView].appeals.where(open=True):
        yield Due(
            what="appeal",
            award=one.award,
            name=one.appeal,
            detail=f"against {one.act}, asked on {one.asked_on}",
        )


def _overbooked(world: World, on: date) -> Iterator[Due]:
    """Yield pools that have less in a month to come than awards have of them: plan anew."""
    seen = set[tuple[CallId, PoolId, str]]()
    for award in open_awards(world, None):
        if award.plan is None:
            continue
        for it in world[AwardsView].months.where(award=award.award):
            place = (award.call, it.pool, it.month)
            if it.month < month_of(on) or place in seen:
                continue
            seen.add(place)
            room = room_in(world, *place)
            if room < 0:
                detail = f"{award.call}: {it.pool} has {-room // HOUR} chip-hours too few"
                yield Due(what="overbooked", name=it.month, by=first_day(it.month), detail=detail)


def _quarters(world: World, award: Award, on: date) -> Iterator[Due]:
    """Yield notices to give while a quarter lasts, and claw-backs to decide once it is over."""
    view = world[AwardsView]
    now = quarter_of(month_of(on))
    notices = [it for it in view.notices.where(award=award.award) if it.quarter is not None]
    done = {
        (it.pool, it.quarter)
        for it in view.acts.where(award=award.award)
        if it.matter is Matter.CLAW_BACK
    }
    given = {(it.pool, it.quarter) for it in notices}
    for account in award.accounts:
        place = (account.pool, now)
        figures = figures_of(world, award, account.pool, now)
        if figures.remove and place not in given:
            yield _quarter("notice", award, account.pool, now, figures)
    for pool, quarter in sorted((it.pool or "", it.quarter or "") for it in notices):
        if quarter >= now or (pool, quarter) in done:
            continue
        figures = figures_of(world, award, PoolId(pool), quarter)
        if figures.remove:
            yield _quarter("claw-back", award, PoolId(pool), quarter, figures)


def _quarter(what: str, award: Award, pool: PoolId, quarter: str, figures: Figures) -> Due:
    return Due(
        what=what,
        award=award.award,
        by=later(over_on(quarter), -1) if what == "notice" else None,
        detail=(
            f"used {figures.used // HOUR} of {figures.planned // HOUR} chip-hours planned; "
            f"{figures.remove // HOUR} would be taken back"
        ),
        pool=pool,
        quarter=quarter,
        figures=figures,
    )


def due_look(world: World, since: Since) -> Iterator[Looked]:
    """Yield a look at all awards, if there are any and a month has ended since the last one."""
    month = month_of(since.today)
    if since.last is not None and month_of(since.last) == month:
        return
    if any(True for _ in world[AwardsView].awards.where(limit=1)):
        yield Looked(look=LookId(f"watch-{since.today}-{since.size}"), on=since.today)
