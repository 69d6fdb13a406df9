"""The solver of award plans: HiGHS, where the extra for it is installed."""

from comptrol.adapters.solver import HighsSolver
from comptrol.flow.allocating.solver import Solver


def award_solver() -> Solver:
    """Return the solver. It raises UnavailableError when it is asked and the extra is missing."""
    return HighsSolver()
