"""What would be left of which months, if an award moved in time as its holder asks?"""

from collections.abc import Iterable
from datetime import date

from comptrol.domains.allocation import AllocationView, CallId, PoolId
from comptrol.domains.awards.formulas import month_of
from comptrol.domains.awards.queries.using import MonthOfUse, booked_in, months_of
from comptrol.domains.awards.statements import MonthLeft, PlannedUse
from comptrol.domains.awards.view import HOUR, Award, AwardsView
from comptrol.kernel.view import World

WHOLE_PPM = 1_000_000


def asked_left(plan: Iterable[PlannedUse], on: date) -> dict[tuple[PoolId, str], int]:
    """Return what a request would leave of each month that is not over on a day."""
    this_month = month_of(on)
    return {(it.pool, it.month): it.chip_hours * HOUR for it in plan if it.month >= this_month}


def in_use(world: World, award: Award, plan: Iterable[PlannedUse], on: date) -> list[str]:
    """Return the months of which more is held or used than a request would leave."""
    now = {(it.pool, it.month): it for it in months_of(world, award)}
    found = []
    for (pool, month), left in sorted(asked_left(plan, on).items()):
        row = now.get((pool, month))
        if row is not None and left < row.held + row.used:
            found.append(f"{pool} {month}: {row.held + row.used} held or used, {left} left")
    return found


def beyond(world: World, award: Award, plan: Iterable[PlannedUse], on: date) -> list[str]:
    """Return the pools of which a request would have more than there is, with the numbers.

    Chips of one pool are not exchanged for those of another: each pool has its own balance.
    """
    asked, months = asked_left(plan, on), months_of(world, award)
    found = []
    for pool in sorted({name for name, _ in asked}):
        rows = [it for it in months if it.pool == pool]
        there = _more(asked, rows, pool)
        spare = sum(_spare(it) for it in rows if it.month < month_of(on))
        if there > spare:
            found.append(
                f"{pool}: {there} chip-seconds more, {spare} left of months that are over"
            )
    return found


def _more(asked: dict[tuple[PoolId, str], int], rows: list[MonthOfUse], pool: PoolId) -> int:
    """Return by how much more a request leaves of the months that it names, together."""
    now = {it.month: it.ceiling for it in rows}
    return sum(many - now.get(month, 0) for (of, month), many in asked.items() if of == pool)


def _spare(row: MonthOfUse) -> int:
    return max(0, row.ceiling - row.held - row.used)


def left_after(
    world: World, award: Award, plan: Iterable[PlannedUse], on: date
) -> tuple[MonthLeft, ...]:
    """Return what is left of each month that changes: what comes later comes out of what is over.

    It is taken out of the oldest months first, of what is neither used nor held there.
    """
    asked, months = asked_left(plan, on), months_of(world, award)
    left = dict(asked)
    for pool in {name for name, _ in asked}:
        rows = [it for it in months if it.pool == pool]
        rest = max(0, _more(asked, rows, pool))
        for it in sorted(rows, key=lambda row: row.month):
            out = min(rest, _spare(it)) if it.month < month_of(on) else 0
            if out:
                left[pool, it.month], rest = it.ceiling - out, rest - out
    return tuple(
        MonthLeft(pool=pool, month=month, chip_seconds=many)
        for (pool, month), many in sorted(left.items())
    )


def without_room(world: World, award: Award, plan: Iterable[PlannedUse], on: date) -> list[str]:
    """Return the months in which a pool has not so much room, with the numbers in chip-hours."""
    now = {(it.pool, it.month): it.ceiling for it in months_of(world, award)}
    found = []
    for (pool, month), left in sorted(asked_left(plan, on).items()):
        more = left - now.get((pool, month), 0)
        room = room_in(world, award.call, pool, month)
        if more > max(0, room):
            found.append(f"{pool} {month}: {more // HOUR} more, room for {room // HOUR}")
    return found


def room_in(world: World, call: CallId, pool: PoolId, month: str) -> int:
    """Return what no award of a call has of a pool in a month, without the reserve, in seconds."""
    view = world[AllocationView]
    of_call, of_pool = view.calls.get(call), view.pools.get((call, pool))
    if of_call is None or of_pool is None or month not in of_call.said.months:
        return 0
    hours = of_pool.capacity_chip_hours[of_call.said.months.index(month)]
    kept = sum(it.share_ppm for it in of_call.said.reserves)
    offered = hours * HOUR * (WHOLE_PPM - kept) // WHOLE_PPM
    return offered - booked_in(world, call, pool, month)


def waiting_named(world: World, award: Award, plan: Iterable[PlannedUse]) -> list[str]:
    """Return the months of a request that wait for a milestone: they stay where they are."""
    waits = {(it.pool, it.month): it.waits_for for it in months_of(world, award) if it.waits_for}
    gates = [
        it.gates
        for it in world[AwardsView].milestones.where(award=award.award)
        if any(it.milestone == name for name in waits.values())
    ]
    first = min(gates, default="")
    return sorted({it.month for it in plan if first and it.month >= first})
