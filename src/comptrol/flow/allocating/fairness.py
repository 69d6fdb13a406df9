"""What does it cost to be even between areas? Shown to the panel before it sees who wins.

Theta is the part of the best possible worst fill that every area gets at least; the panel chooses
it from a few points. A plan that is even enough for one point is so for every lower one.
"""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Final

import msgspec

from comptrol.domains.allocation import Call, EvenFill, Reckoning, points
from comptrol.flow.allocating.planning import best_awards
from comptrol.flow.allocating.proving import as_solved, plan_of, proven
from comptrol.flow.allocating.solver import Effort, Progress, Solved, Solver

FIVE: Final = tuple(Decimal(it) for it in ("0", "0.5", "0.8", "0.9", "0.95"))
GOOD_ENOUGH: Final = Effort()
MILLIONTH: Final = Decimal("0.000001")


class Point(msgspec.Struct, frozen=True, kw_only=True):
    """A plan at one theta: what it is worth, and how full each area is."""

    theta: Decimal
    objective: Decimal
    bound: Decimal
    gap: Decimal
    cost: Decimal
    """Part of the value at the lowest theta that is lost; what both gaps may hide is in it."""
    fills: dict[str, Decimal]
    """Delivered by needed, by area."""
    worst: Decimal
    awards: int


def curve(
    call: Call,
    solver: Solver,
    thetas: Sequence[Decimal] = FIVE,
    effort: Effort = GOOD_ENOUGH,
    told: Callable[[Progress], None] | None = None,
) -> tuple[Point, ...]:
    """Return the points of the curve, by theta; each is of a plan that was checked."""
    best: Solved | None = None
    worst_fill: Decimal | None = None
    made = list[tuple[Decimal, Solved]]()
    for theta in sorted(set(thetas), reverse=True):
        asked = at_theta(call, theta, worst_fill)
        solved = best_awards(asked, solver, effort, told)
        even = as_solved(asked, solved.options).even_fill
        worst_fill = even.worst_fill if even is not None else worst_fill
        if best is not None and best.objective > solved.objective:
            solved = msgspec.structs.replace(solved, awards=best.awards, objective=best.objective)
        best = solved
        proven(as_solved(asked, solved.options), plan_of(call, solved.awards, solved))
        made.append((theta, solved))
    made.reverse()
    top = made[0][1].objective if made else Decimal(0)
    return tuple(_point(call, theta, solved, top) for theta, solved in made)


def at_theta(call: Call, theta: Decimal, worst_fill: Decimal | None = None) -> Call:
    """Return the call with a floor under its worst area; at zero there is none."""
    even = EvenFill(theta=theta, worst_fill=worst_fill) if theta else None
    return msgspec.structs.replace(call, even_fill=even)


def _point(call: Call, theta: Decimal, solved: Solved, top: Decimal) -> Point:
    plan = plan_of(call, solved.awards, solved)
    fills = {area: points(it) for area, it in Reckoning(call).fills(solved.awards).items()}
    lost = (top - plan.objective) / max(Decimal(1), abs(top))
    return Point(
        theta=theta,
        objective=plan.objective,
        bound=plan.bound,
        gap=plan.gap,
        cost=max(Decimal(0), lost).quantize(MILLIONTH),
        fills=fills,
        worst=min(fills.values(), default=Decimal(0)),
        awards=len(plan.awards),
    )
