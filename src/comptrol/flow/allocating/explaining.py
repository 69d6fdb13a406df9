"""Why did a proposal get nothing, or less than it asked?

The first that applies: not eligible, below the threshold, its ceiling, no room in its months; then
what it lost to, found by solving its neighbourhood again with it and without it. Prices do not
explain a refusal: an all-or-nothing proposal can look affordable at every price and still push out
more than it brings.
"""

from collections.abc import Callable
from fractions import Fraction
from typing import Final

import msgspec

from comptrol.domains.allocation import Call, Plan, Reason
from comptrol.flow.allocating.changing import Asked
from comptrol.flow.allocating.cutting import cuts
from comptrol.flow.allocating.neighbourhood import Published
from comptrol.flow.allocating.proving import as_solved
from comptrol.flow.allocating.refusing import refusals, weighed_or_certain
from comptrol.flow.allocating.solver import Solver
from comptrol.flow.allocating.weighing import LOCAL, revalued, weighed
from comptrol.kernel.errors import NotFoundError

ALL: Final = Asked()
BY: Final = Fraction(5, 1000)


class Winning(msgspec.Struct, frozen=True, kw_only=True):
    """Whether a proposal is in somewhat above its winning value, and somewhat below it."""

    above: bool
    below: bool


def explained(
    call: Call,
    plan: Plan,
    proposal: str,
    solver: Solver,
    *,
    asked: Asked = ALL,
) -> Reason:
    """Return why one proposal got nothing or less, or raise NotFoundError if it got all."""
    published = standing(call, plan)
    if proposal not in published.worth.asked:
        raise NotFoundError(f"{proposal}: no proposal of {call.call}")
    if proposal not in published.awards:
        settled = weighed_or_certain(published, [proposal], solver, asked)
        return refusals(published, plan, settled, solver, asked)[0]
    reason = next((it for it in cuts(published, plan) if it.proposal == proposal), None)
    if reason is None:
        raise NotFoundError(f"{proposal} got all that it needs")
    return reason


def all_explained(
    call: Call,
    plan: Plan,
    solver: Solver,
    *,
    asked: Asked = ALL,
    told: Callable[[int], None] | None = None,
) -> tuple[Reason, ...]:
    """Return why each refused or cut proposal got nothing or less, in the order of names.

    ``told`` is told how many small solves are done.
    """
    published = standing(call, plan)
    refused = sorted(published.worth.asked.keys() - published.awards.keys())
    settled = weighed_or_certain(published, refused, solver, asked, told)
    reasons = refusals(published, plan, settled, solver, asked, told)
    return tuple(sorted((*reasons, *cuts(published, plan)), key=lambda it: it.proposal))


def standing(call: Call, plan: Plan) -> Published:
    """Return a plan as it stands in its call, floors under areas as they were when it was made."""
    options = plan.made.options if plan.made is not None else {}
    return Published(as_solved(call, options), plan.awards)


def near_ties(plan: Plan) -> tuple[str, ...]:
    """Return those refused though nothing proves that they lose: they belong in the tie band."""
    return tuple(
        it.proposal
        for it in plan.reasons
        if it.outcome == "refused"
        and it.best_value_with_it is not None
        and not it.confirmed_by_resolve
    )


def winning_checked(
    call: Call, plan: Plan, reason: Reason, solver: Solver, by: Fraction = BY
) -> Winning:
    """Return what becomes of a proposal a little above and below the value that is said to win.

    Solved on the same neighbourhood, with nothing settled for it.
    """
    assert reason.award_value_that_wins is not None, "a reason that states a winning value"
    published = standing(call, plan)
    (it,) = weighed(published, [published.worth.asked[reason.proposal]], solver)
    wins = Fraction(reason.award_value_that_wins)
    calls = [revalued(it, wins * (1 + by)), revalued(it, wins * (1 - by))]
    above, below = (
        any(award.proposal == reason.proposal for award in solved.awards)
        for solved in solver.solve_each(calls, LOCAL)
    )
    return Winning(above=above, below=below)
