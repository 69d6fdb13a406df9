"""HiGHS: one program in, its solution out. It runs in a process of its own (``process``)."""

from collections.abc import Callable
from time import monotonic
from typing import Final, Literal, TypeAlias

import highspy
import msgspec
import numpy as np

from comptrol.adapters.solver.figures import Floats, Places
from comptrol.adapters.solver.matrix import Sparse
from comptrol.kernel.errors import UnavailableError

Told = Callable[[float], None]
"""Is told while it runs what no solution is below."""

Ended: TypeAlias = Literal["gap", "nodes", "seconds", "infeasible"]

_ENDED: Final[dict[highspy.HighsModelStatus, Ended]] = {
    highspy.HighsModelStatus.kOptimal: "gap",
    highspy.HighsModelStatus.kModelEmpty: "gap",
    highspy.HighsModelStatus.kObjectiveTarget: "gap",
    highspy.HighsModelStatus.kSolutionLimit: "nodes",
    highspy.HighsModelStatus.kTimeLimit: "seconds",
    highspy.HighsModelStatus.kInfeasible: "infeasible",
    highspy.HighsModelStatus.kUnboundedOrInfeasible: "infeasible",
}


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """When to stop, and how to run."""

    gap: float = 0.0
    target: float | None = None
    """Stop when the objective is as low."""
    nodes: int | None = None
    seconds: float | None = None
    seed: int = 0
    threads: int = 1


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a program."""

    ended: Ended
    values: Floats | None
    """Nothing where no solution was found."""
    duals: Floats
    """By row, of a linear program."""
    reduced: Floats
    """By column, of a linear program."""
    objective: float
    bound: float


def version() -> str:
    """Return the solver's version."""
    return _highs().version()


class Live:
    """A linear program that is solved again and again, each time with other bounds."""

    def __init__(self, sparse: Sparse, limits: Limits) -> None:
        self._highs = _highs()
        self._until = None if limits.seconds is None else monotonic() + limits.seconds
        _set_options(self._highs, limits)
        _pass(self._highs, sparse)

    def bound(self, columns: Places, lower: Floats, upper: Floats) -> None:
        """Set bounds of columns."""
        if len(columns):
            self._highs.changeColsBounds(len(columns), columns.astype(np.int32), lower, upper)

    def solve(self) -> Outcome:
        """Solve from where it was."""
        if self._until is not None:
            left = max(0.0, self._until - monotonic())
            self._highs.setOptionValue("time_limit", self._highs.getRunTime() + left)
        self._highs.run()
        return _outcome(self._highs, mixed=False)


def minimise(
    sparse: Sparse, limits: Limits, start: Floats | None = None, told: Told | None = None
) -> Outcome:
    """Solve; ``start`` is a solution to begin with, ``told`` is told how far it is."""
    highs = _highs()
    _set_options(highs, limits)
    _pass(highs, sparse)
    if start is not None:
        solution = highspy.HighsSolution()
        solution.col_value = start.tolist()
        highs.setSolution(solution)
    if told is not None:
        highs.cbMipLogging += lambda it: told(it.data_out.mip_dual_bound)
    highs.run()
    return _outcome(highs, mixed=bool(sparse.whole.any()))


def _highs() -> highspy.Highs:
    return highspy.Highs()  # type: ignore[no-untyped-call]


def _set_options(highs: highspy.Highs, limits: Limits) -> None:
    options: dict[str, bool | int | float | str] = {
        "output_flag": False,
        "random_seed": limits.seed,
        "threads": limits.threads,
        "mip_rel_gap": limits.gap,
        "mip_abs_gap": 1e-9,
        "time_limit": np.inf if limits.seconds is None else max(0.0, limits.seconds),
    }
    if limits.target is not None:
        options["objective_target"] = limits.target
    if limits.nodes is not None:
        options["mip_max_nodes"] = limits.nodes
    for name, value in options.items():
        highs.setOptionValue(name, value)


def _pass(highs: highspy.Highs, sparse: Sparse) -> None:
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(sparse.cost), len(sparse.row_lower)
    model.col_cost_, model.col_lower_, model.col_upper_ = sparse.cost, sparse.lower, sparse.upper
    model.row_lower_, model.row_upper_ = sparse.row_lower, sparse.row_upper
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_ = sparse.start.astype(np.int32)
    model.a_matrix_.index_ = sparse.index.astype(np.int32)
    model.a_matrix_.value_ = sparse.value
    if sparse.whole.any():
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        model.integrality_ = [kinds[int(it)] for it in sparse.whole]
    highs.passModel(model)


def _outcome(highs: highspy.Highs, *, mixed: bool) -> Outcome:
    info, solution, status = highs.getInfo(), highs.getSolution(), highs.getModelStatus()
    if status not in _ENDED:
        raise UnavailableError(f"HiGHS ended with: {highs.modelStatusToString(status)}")
    found = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    exact = status == highspy.HighsModelStatus.kOptimal
    bound = info.mip_dual_bound if mixed else info.objective_function_value
    return Outcome(
        ended=_ENDED[status],
        values=np.array(solution.col_value) if found else None,
        duals=np.array(solution.row_dual),
        reduced=np.array(solution.col_dual),
        objective=info.objective_function_value,
        bound=bound if mixed or exact else -np.inf,
    )
