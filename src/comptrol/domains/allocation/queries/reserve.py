"""What is left of a reserve?"""

from collections import defaultdict

from comptrol.domains.allocation.formulas.assembling import kept_back
from comptrol.domains.allocation.queries.known import known_call
from comptrol.domains.allocation.statements import CallId, Month, ReserveClass
from comptrol.domains.allocation.view import AllocationView
from comptrol.kernel.view import World

Left = dict[tuple[str, Month], int]
"""Whole chip-hours by pool and month; below zero where a capacity shrank after a grant."""


def reserve_left(world: World, call: CallId, reserve: ReserveClass) -> Left:
    """Return what a reserve of a call still has: nothing at all where it has none."""
    view = world[AllocationView]
    said = known_call(view, call).said
    shares = {it.reserve: it.share_ppm for it in said.reserves}
    granted: dict[tuple[str, str], int] = defaultdict(int)
    for grant in view.grants.where(call=call):
        award = view.awards.get(grant.grant)
        over = award.freed_from if award is not None else None
        for it in grant.bookings if grant.reserve is reserve else ():
            if over is None or it.month < over:  # what was given back is there again
                granted[it.pool, it.month] += it.chip_hours
    return {
        (pool.pool, month): kept_back(hours, shares.get(reserve, 0)) - granted[pool.pool, month]
        for pool in view.pools.where(call=call)
        for month, hours in zip(said.months, pool.capacity_chip_hours, strict=True)
    }
