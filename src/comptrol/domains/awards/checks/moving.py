"""May an award move in time like this?"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from comptrol.domains.awards.checks.holding import award_of, not_holder, over, unknown, with_holder
from comptrol.domains.awards.formulas import month_of
from comptrol.domains.awards.queries import beyond, in_use, waiting_named, without_room
from comptrol.domains.awards.refusals import AwardsRefusal
from comptrol.domains.awards.statements import PlannedUse, RephasingAsked, RephasingDecided
from comptrol.domains.awards.view import Award, AwardsView
from comptrol.kernel.finding import Finding
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import World


def check_asked(said: RephasingAsked, entry: Entry[Any], world: World) -> Iterator[Finding]:
    """Refuse a request that is not the holder's, for months that are over, or for too much."""
    award = award_of(world, said.award)
    if award is None:
        yield unknown(said.award)
        return
    yield from not_holder(award, entry.signer)
    view, today = world[AwardsView], entry.logged_at.date()
    pools = {it.pool for it in award.accounts}
    for pool in sorted({it.pool for it in said.plan} - pools):
        yield Finding.of(AwardsRefusal.UNKNOWN_NAME, f"pool {pool}: it has no account there")
    if view.requests.get((said.award, said.request)) is not None:
        yield Finding.of(AwardsRefusal.NAME_TAKEN, said.request)
    yield from over(award)
    named = [(it.pool, it.month) for it in said.plan]
    twice = sorted({f"{pool} {month}" for pool, month in named if named.count((pool, month)) > 1})
    if twice:
        yield Finding.of(AwardsRefusal.OTHER_TERMS, f"named twice: {', '.join(twice)}")
    waiting = waiting_named(world, award, said.plan)
    if waiting:
        detail = f"{', '.join(waiting)}: they wait for a milestone"
        yield Finding.of(AwardsRefusal.OTHER_TERMS, detail)
    past = sorted({it.month for it in said.plan if it.month < month_of(today)})
    if past:
        yield Finding.of(AwardsRefusal.TOO_LATE, f"{', '.join(past)}: over")
    if any(True for _ in view.requests.where(award=said.award, open=True, limit=1)):
        yield Finding.of(AwardsRefusal.REQUEST_OPEN, "another one waits to be decided")
    yield from _too_much(award, said.plan, today, world)


def check_decided(said: RephasingDecided, entry: Entry[Any], world: World) -> Iterator[Finding]:
    """Refuse a decision twice, by the holder or its group, or for what there is no room for."""
    award = award_of(world, said.award)
    if award is None:
        yield unknown(said.award)
        return
    row = world[AwardsView].requests.get((said.award, said.request))
    if row is None:
        yield Finding.of(AwardsRefusal.UNKNOWN_NAME, said.request)
        return
    if with_holder(award, entry.signer, world):
        detail = f"{entry.signer} is of the group that asked for it"
        yield Finding.of(AwardsRefusal.NOT_INDEPENDENT, detail)
    if not row.open:
        yield Finding.of(AwardsRefusal.DECIDED, said.request)
    if said.accepted:
        yield from over(award)
        today = entry.logged_at.date()
        yield from _too_much(award, row.plan, today, world)
        for detail in without_room(world, award, row.plan, today):
            yield Finding.of(AwardsRefusal.NO_ROOM, detail)


def _too_much(
    award: Award, plan: tuple[PlannedUse, ...], today: date, world: World
) -> Iterator[Finding]:
    for detail in in_use(world, award, plan, today):
        yield Finding.of(AwardsRefusal.IN_USE, detail)
    for detail in beyond(world, award, plan, today):
        yield Finding.of(AwardsRefusal.BEYOND_AWARD, detail)
