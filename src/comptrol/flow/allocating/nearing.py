"""Which plan nearly as good as the best moves the fewest of those who were told something?

It is found in the neighbourhood of what has to change: all other awards stay hour for hour.
"""

from fractions import Fraction
from typing import Final

import msgspec

from comptrol.domains.allocation import Award, Call, Reckoning, at_least
from comptrol.flow.allocating.neighbourhood import (
    NEAR,
    WIDER,
    Published,
    Width,
    merged,
    neighbours,
)
from comptrol.flow.allocating.proving import plan_of, violations
from comptrol.flow.allocating.solver import Effort, Solved, Solver

GIVEN_UP: Final = Fraction(2, 1000)
"""So much of the worth is given up, if need be, so that others stay as they were told."""


def nearest(call: Call, best: Solved, solver: Solver, effort: Effort) -> Solved:
    """Return awards nearly as good as the best, with as many as can be left alone.

    Those may move that do not hold any more, that book where too little is left, or that could
    make room for one who was not published and comes in with the best awards there are: few of
    them first. What is left alone stays hour for hour.
    """
    published = Published(call, call.published)
    room = max(Fraction(str(effort.gap)), GIVEN_UP)
    enough = Fraction(best.objective) - abs(Fraction(best.bound)) * room
    for width in (NEAR, WIDER):
        free = _moving(published, best.awards, width)
        here = published.without(free)
        small = solver.solve(here, msgspec.structs.replace(effort, gap=0.0, prices=False))
        awards = merged(call.published, free, small.awards)
        worth = Reckoning(call).objective(awards)
        if worth >= enough and not violations(call, plan_of(call, awards, best)):
            return msgspec.structs.replace(best, awards=awards, objective=at_least(worth))
    return best


def _moving(published: Published, best: tuple[Award, ...], width: Width) -> frozenset[str]:
    """Return who may move: what does not hold any more, who comes in, and who could make room."""
    coming = {it.proposal for it in best} - published.awards.keys()
    moving = {it.proposal for it in published.awards.values() if not _holds(published, it)}
    for name in sorted(coming):
        moving |= neighbours(published, published.worth.asked[name], width)
    return frozenset(moving | coming) - {it.proposal for it in published.call.booked}


def _holds(published: Published, award: Award) -> bool:
    """Tell whether a published award still fits its proposal, and what its pools have left."""
    worth, asked = published.worth, published.worth.asked[award.proposal]
    months = worth.call.months[asked.first_month : asked.last_month + 1]
    refused = {it.proposal for it in worth.call.decided if not it.awarded}
    return (
        award.proposal not in refused
        and published.hours[award.proposal] <= asked.need_h100e_hours
        and all(
            it.pool in asked.pools
            and it.month in months
            and published.left(it.pool, it.month) >= 0
            for it in award.bookings
        )
    )
