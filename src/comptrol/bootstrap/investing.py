"""How a call to invest is answered by the solver that is installed."""

from comptrol.adapters.linear_highs import HighsSolver
from comptrol.domains.supply import Call
from comptrol.flow.investing import Invested, Point, invest

__all__ = ["Invested", "Point", "invested"]


def invested(call: Call) -> Invested:
    """Return the plan for a call.

    Raises UnreadableError that names the field of a call that makes no sense, and
    UnavailableError where no solver is installed.
    """
    return invest(call, HighsSolver())
