"""Does a plan keep every rule of its call? It is asked of the checker that knows no solver."""

from collections.abc import Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from fractions import Fraction
from typing import Final

import msgspec

from comptrol.domains.allocation import (
    Award,
    Call,
    MalformedError,
    Plan,
    Reckoning,
    at_least,
    at_most,
    awards_ordered,
    call_digest,
    verify,
)
from comptrol.flow.allocating.solver import Solved
from comptrol.kernel.errors import UnreadableError

WORST_FILL: Final = "worst_fill"
"""The option under which a solver tells the best possible worst fill."""
MILLIONTH: Final = Decimal("0.000001")
GAP_STEP: Final = Decimal("1e-9")
SHOWN_MAX: Final = 5


def as_solved(call: Call, options: Mapping[str, object]) -> Call:
    """Return a call with the best possible worst fill in it, where it was sought for its plan."""
    found, even = options.get(WORST_FILL), call.even_fill
    if even is None or even.worst_fill is not None or found is None:
        return call
    worst = Decimal(str(found)).quantize(MILLIONTH, rounding=ROUND_FLOOR)
    return msgspec.structs.replace(call, even_fill=msgspec.structs.replace(even, worst_fill=worst))


def violations(call: Call, plan: Plan) -> tuple[str, ...]:
    """Return all that is wrong with a plan, as sentences; raise UnreadableError over the call."""
    try:
        return tuple(it.sentence for it in verify(_plain(call), _plain(plan)).violations)
    except MalformedError as error:
        raise UnreadableError(f"{call.call}: {error}") from error


def proven(call: Call, plan: Plan) -> Plan:
    """Return a plan of ours that the checker finds nothing wrong with: it is no plan before."""
    found = violations(call, plan)
    assert not found, f"the checker refuses our plan: {'; '.join(found[:SHOWN_MAX])}"
    return plan


def plan_of(call: Call, awards: tuple[Award, ...], solved: Solved | Plan) -> Plan:
    """Return awards as a plan, under the bound and with the prices of what they came from."""
    worth = Reckoning(call).objective(awards)
    bound = max(solved.bound, at_most(worth))
    objective = at_least(worth)
    missing = Fraction(bound - objective) / max(Fraction(1), abs(Fraction(bound)))
    gap = Decimal(missing.numerator) / Decimal(missing.denominator)
    return Plan(
        call=call.call,
        objective=objective,
        bound=bound,
        bound_of=solved.bound_of,
        gap=gap.quantize(GAP_STEP, rounding=ROUND_CEILING),
        awards=awards_ordered(awards),
        prices=solved.prices,
        input_digest=call_digest(call),
    )


def _plain(of: Call | Plan) -> object:
    return msgspec.to_builtins(of, builtin_types=(Decimal,))
