"""How is a budget spent so that least is short, and what does more or less of it come to?

1. Solve for the least expected shortfall. Count it exactly, and prove from the prices how much
   less any plan could come to.
2. Solve again for the least spending that reaches the same: money that does nothing is not spent.
   The second plan is taken where it is as good when it is counted exactly.
3. The same for every factor of the budget: a curve of budget against shortfall.

The solver is a port. What it says is checked without it (``domains/supply/formulas``).
"""

from decimal import Decimal
from fractions import Fraction
from typing import Final, Protocol

import msgspec

from comptrol.domains.supply import (
    GRAIN,
    Call,
    Counted,
    Linear,
    Plan,
    Solved,
    check_call,
    plan_of,
    prices_of,
    program_of,
    proven,
    scaled,
    spent_in,
)
from comptrol.kernel.errors import UnavailableError

SLACK: Final = Fraction(1, 10**6)
"""How far the two ends may lie apart, of all demand, before the answer is no answer."""
METHOD: Final = "supply-plan/1"


class Solver(Protocol):
    """Solves linear programs: the same program gives the same answer on every run.

    Raises UnavailableError where it is not installed or finds no end in time.
    """

    def solve(self, program: Linear) -> Solved:
        """Return columns and prices of a program that has a solution."""
        ...


class Point(msgspec.Struct, frozen=True, kw_only=True):
    """One point of the curve: so many times the budget, and what that comes to."""

    factor: Decimal
    budget: Decimal
    spending: Decimal
    shortfall: Decimal
    shortfall_least: Decimal
    worst: Decimal
    served_percent: Decimal


class Invested(msgspec.Struct, frozen=True, kw_only=True):
    """The plan for a call, what it was checked by, and the curve around it."""

    call: str
    method: str
    unit: str
    money: str
    source: str
    solver: str
    plan: Plan
    nothing: Plan
    """What nothing spent comes to."""
    curve: tuple[Point, ...]


def invest(call: Call, solver: Solver) -> Invested:
    """Return a plan for a call with its curve.

    Raises UnreadableError where the call makes no sense, UnavailableError where no solver is
    there or the solver's answer cannot be shown to be right.
    """
    check_call(call)
    plan, name = _planned(call, solver)
    at_factors = {it: _at(call, it, solver) for it in sorted({Decimal(0), *call.factors} - {1})}
    at_factors[Decimal(1)] = plan
    shown = sorted({*call.factors, Decimal(1)})
    return Invested(
        call=call.call,
        method=METHOD,
        unit=call.unit,
        money=call.money,
        source=call.source,
        solver=name,
        plan=plan,
        nothing=at_factors[Decimal(0)],
        curve=tuple(_point(it, at_factors[it]) for it in shown),
    )


def _at(call: Call, factor: Decimal, solver: Solver) -> Plan:
    changed = msgspec.structs.replace(call, budget=scaled(call, factor))
    return _planned(changed, solver)[0]


def _planned(call: Call, solver: Solver) -> tuple[Plan, str]:
    program = program_of(call)
    solved = solver.solve(program)
    first, least = Counted(call, program, solved), proven(program, solved.prices)
    best = first
    if first.spending:
        thrifty = program_of(call, cheapest=first.expected)
        second = Counted(call, thrifty, solver.solve(thrifty))
        if second.spending <= first.spending and _is_near(call, second.expected, first.expected):
            best = second
    if not _is_near(call, best.expected, least):
        raise UnavailableError(
            f"{solved.solver}: the plan leaves {float(best.expected):g} short, and its prices "
            f"prove no more than {float(least):g}: it is not shown to be the best"
        )
    return plan_of(best, least, prices_of(call, program, solved.prices)), solved.solver


def _is_near(call: Call, one: Fraction, other: Fraction) -> bool:
    """Tell whether one is no more than another, but for rounding down what is bought."""
    demand, bought = sum(map(Fraction, call.demand), Fraction(0)), len(list(spent_in(call)))
    rounding = Fraction(bought * len(call.years) ** 2, GRAIN)
    return one - other <= SLACK * demand + rounding


def _point(factor: Decimal, plan: Plan) -> Point:
    return Point(
        factor=factor,
        budget=sum(plan.budget, Decimal(0)),
        spending=plan.spending,
        shortfall=plan.shortfall,
        shortfall_least=plan.shortfall_least,
        worst=plan.worst,
        served_percent=plan.served_percent,
    )
