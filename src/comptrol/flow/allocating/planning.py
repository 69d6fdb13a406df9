"""How does a call become a plan that can be published?

1. The awards: as good as the effort asks, under a proven bound.
2. What explaining comes upon: where a refused proposal is better in than out, the plan is mended
   before anybody is told that it lost.
3. Prices, near the awards as they are then.
4. A reason for each proposal that got nothing or less than it needs.
5. The check that knows no solver.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Final

import msgspec

from comptrol.domains.allocation import Award, Call, Decided, Made, Plan, Price, Reckoning
from comptrol.flow.allocating.changing import Asked
from comptrol.flow.allocating.cutting import cuts
from comptrol.flow.allocating.explaining import ALL
from comptrol.flow.allocating.nearing import nearest
from comptrol.flow.allocating.neighbourhood import Published
from comptrol.flow.allocating.proving import as_solved, plan_of, proven, violations
from comptrol.flow.allocating.refusing import Settled, refusals, weighed_or_certain
from comptrol.flow.allocating.solver import Effort, Progress, Solved, Solver
from comptrol.flow.allocating.weighing import Weighed
from comptrol.kernel.errors import UnreadableError

GOOD: Final = Effort(prices=True)
ROUNDS_MAX: Final = 5
WORTH_TELLING: Final = Fraction(1, 10**5)
"""A proposal that is better in than out by this part of the whole is let in."""
WORTH_MENDING: Final = Fraction(1, 10**4)
"""Any other gain below this part is left: it is near what whole chip-hours cost."""
Told = Callable[[Progress], None] | None


def planned(
    call: Call,
    solver: Solver,
    effort: Effort = GOOD,
    told: Told = None,
    *,
    asked: Asked = ALL,
    reasons: bool = True,
) -> Plan:
    """Return the plan of a call, with prices and reasons, checked.

    Where a plan was published, the one that moves the fewest is taken of all that are as good
    within the gap, or a fifth of a percent. Without ``reasons`` nothing is mended either. Raise
    UnreadableError where what is settled or booked beforehand cannot be.
    """
    solved = best_awards(call, solver, effort, told)
    if call.published:
        held = as_solved(call, solved.options)
        near = nearest(held, solved, solver, effort)
        if effort.prices and near.awards != solved.awards:
            near = msgspec.structs.replace(
                near, prices=prices_near(held, near.awards, solver, effort)
            )
        solved = near
    return finished(call, solved, solver, (effort, told), asked if reasons else None)


def finished(
    call: Call,
    solved: Solved,
    solver: Solver,
    how: tuple[Effort, Told],
    asked: Asked | None,
) -> Plan:
    """Return awards as a plan: mended, priced and explained where reasons are asked; checked."""
    effort, told = how
    held = as_solved(call, solved.options)
    if asked is None:
        plan = plan_of(call, solved.awards, solved)
        return proven(held, msgspec.structs.replace(plan, made=made_by(solved, effort)))
    awards, settled = _mended(held, solved, solver, asked, told)
    if awards != solved.awards:
        solved = msgspec.structs.replace(solved, prices=prices_near(held, awards, solver, effort))
    plan = plan_of(call, awards, solved)
    published = Published(held, plan.awards)
    reasons = refusals(published, plan, settled, solver, asked, _each(told, "reasons", plan))
    explained = msgspec.structs.replace(
        plan,
        reasons=tuple(sorted((*reasons, *cuts(published, plan)), key=lambda it: it.proposal)),
        made=made_by(solved, effort),
    )
    return proven(held, explained)


def best_awards(call: Call, solver: Solver, effort: Effort, told: Told = None) -> Solved:
    """Return the best awards of a call, or raise UnreadableError if there can be none."""
    solved = solver.solve(call, effort, told)
    if solved.ended == "infeasible":
        why = solved.options.get("infeasible", "what is settled or booked beforehand cannot be")
        raise UnreadableError(f"{call.call}: there is no plan: {why}")
    return solved


def made_by(solved: Solved, effort: Effort) -> Made:
    """Return how awards were made, so that they can be made again."""
    return Made(solver="HiGHS", version=solved.version, options=solved.options, seed=effort.seed)


def _mended(
    call: Call, solved: Solved, solver: Solver, asked: Asked, told: Told
) -> tuple[tuple[Award, ...], Settled]:
    """Return awards that no neighbourhood betters, and each refused proposal weighed on them."""
    awards, settled = solved.awards, None
    for turn in range(ROUNDS_MAX):
        published = Published(call, awards)
        refused = sorted(published.worth.asked.keys() - published.awards.keys())
        each = _each(told, "weighing", plan_of(call, awards, solved))
        settled = weighed_or_certain(published, refused, solver, asked, each, settled)
        better = mended(call, solved, awards, settled.weighed) if turn + 1 < ROUNDS_MAX else None
        if better is None:
            return awards, settled
        awards = better
    raise AssertionError("the last turn mends nothing")


def mended(
    call: Call, solved: Solved, awards: tuple[Award, ...], found: Sequence[Weighed]
) -> tuple[Award, ...] | None:
    """Return better awards that weighing came upon, or nothing.

    Neighbourhoods were solved apart: the largest gain comes first, and another is taken only if
    all still holds after it and is worth more.
    """
    reckoning, now = Reckoning(call), awards
    worth = reckoning.objective(now)
    size = max(Fraction(1), abs(worth))
    least = WORTH_TELLING * size
    gaining = [
        it
        for it in found
        if it.gained > (least if it.best_with_it > it.best_without else WORTH_MENDING * size)
    ]
    for it in sorted(gaining, key=lambda one: (-one.gained, one.proposal.id)):
        then = it.better(now)
        if reckoning.objective(then) > worth + least and not violations(
            call, plan_of(call, then, solved)
        ):
            now, worth = then, reckoning.objective(then)
    return None if now is awards else now


def prices_near(
    call: Call, awards: tuple[Award, ...], solver: Solver, effort: Effort
) -> tuple[Price, ...]:
    """Return prices near awards that were mended: who is in is settled, the rest is free."""
    given = {it.proposal for it in awards}
    settled = tuple(Decided(proposal=it.id, awarded=it.id in given) for it in call.proposals)
    fixed = msgspec.structs.replace(call, decided=settled)
    return solver.solve(fixed, msgspec.structs.replace(effort, prices=True)).prices


def _each(told: Told, stage: str, plan: Plan) -> Callable[[int], None] | None:
    """Return what is told after each small solve: that it goes on."""
    if told is None:
        return None
    progress = Progress(
        stage=stage,
        seconds=0.0,
        objective=float(plan.objective),
        bound=float(plan.bound),
        gap=float(plan.gap),
    )
    return lambda _: told(progress)
