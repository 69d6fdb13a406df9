"""Two hundred small calls of every kind, planned by the real solver and checked without one."""

from decimal import Decimal
from fractions import Fraction
from functools import cache

import msgspec
import pytest
from tests.award_calls import KINDS, odd_call, served_in_turn

from comptrol.bootstrap import award_solver
from comptrol.domains.allocation import Award, Call, EvenFill, Plan, Verified, verify
from comptrol.flow.allocating.solver import Effort, Solved

CALLS = 200
EFFORT = Effort(gap=0.0, nodes=5_000)


@cache
def planned() -> tuple[tuple[str, Call, Solved], ...]:
    asked = [odd_call(seed) for seed in range(CALLS)]
    solved = award_solver().solve_each([call for _, call in asked], EFFORT)
    return tuple((kind, call, it) for (kind, call), it in zip(asked, solved, strict=True))


def of(*kinds: str) -> list[tuple[Call, Solved]]:
    return [(call, solved) for kind, call, solved in planned() if kind in kinds]


def checked(call: Call, solved: Solved, awards: tuple[Award, ...] | None = None) -> Verified:
    """Check what was solved, or other awards of the same call."""
    if call.even_fill is not None:
        worst = Decimal(str(solved.options.get("worst_fill", 0)))
        even = EvenFill(theta=call.even_fill.theta, worst_fill=worst)
        call = msgspec.structs.replace(call, even_fill=even)
    plan = Plan(
        call=call.call,
        objective=solved.objective,
        bound=solved.bound,
        gap=solved.gap,
        awards=solved.awards if awards is None else awards,
    )
    asked, said = (msgspec.to_builtins(it, builtin_types=(Decimal,)) for it in (call, plan))
    return verify(asked, said)


def test_no_plan_breaks_a_rule_of_its_call():
    wrong = {
        call.call: checked(call, solved).violations
        for call, solved in of(*KINDS)
        if solved.ended != "infeasible"
    }
    assert {name: found for name, found in wrong.items() if found} == {}
    assert len(wrong) >= CALLS - 5


def test_no_plan_made_by_hand_refutes_a_bound():
    """A bound that is false is refuted by any better plan: whoever asks first is served."""
    tried = 0
    for call, solved in of(*KINDS):
        hand = served_in_turn(call, [it.id for it in call.proposals])
        found = checked(call, solved, hand)
        codes = {it.code for it in found.violations}
        if solved.ended != "infeasible" and codes <= {"objective", "above-bound"}:
            tried += 1
            assert found.objective <= Fraction(solved.bound), call.call
    assert tried > CALLS // 2


def test_where_nothing_is_settled_there_is_a_plan():
    for call, solved in of("plain", "empty", "one", "nobody eligible", "used", "replaced", "none"):
        assert solved.ended != "infeasible", call.call


def test_what_cannot_be_is_told_in_a_sentence():
    told = [
        solved.options["infeasible"]
        for _, solved in of("settled", "even")
        if solved.ended == "infeasible"
    ]
    assert told
    assert all(isinstance(it, str) and len(it) > 20 for it in told)


@pytest.mark.parametrize("kind", ["empty", "nobody eligible", "none"])
def test_where_nothing_can_be_awarded_the_plan_is_empty(kind: str):
    for call, solved in of(kind):
        assert solved.awards == ()
        missed = sum(it.floor_h100e_hours * it.penalty_per_h100e_hour for it in call.floors)
        assert solved.objective == -missed, call.call


def test_a_single_proposal_gets_something_where_anything_of_use_fits():
    for call, solved in of("one"):
        if served_in_turn(call, [it.id for it in call.proposals]) and not call.floors:
            worth = checked(call, solved).objective
            assert solved.awards or worth <= 0, call.call
