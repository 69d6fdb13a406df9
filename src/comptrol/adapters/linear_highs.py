"""How are linear programs solved: by HiGHS, in this process, the same way on every run.

HiGHS (MIT, highs.dev) is the extra ``allocation``. One thread, the simplex method and a fixed seed
make its answer the same on every run of one version on one machine; whatever it answers, its
caller checks with fractions.
"""

from fractions import Fraction
from importlib import import_module
from typing import Any, Final

from comptrol.domains.supply import Linear, Solved
from comptrol.kernel.errors import UnavailableError

TIME_MAX_S: Final = 120.0
OPTIONS: Final = (
    ("output_flag", False),
    ("threads", 1),
    ("random_seed", 0),
    ("parallel", "off"),
    ("solver", "simplex"),
    ("time_limit", TIME_MAX_S),
)


class HighsSolver:
    """HiGHS as the solver of the port ``flow/investing.py``."""

    def __init__(self) -> None:
        """Raise UnavailableError where the extra is not installed."""
        try:
            self._highspy: Any = import_module("highspy")
        except ImportError as error:
            raise UnavailableError(
                "no solver: install the extra with pip install 'comptrol[solver]'"
            ) from error

    def solve(self, program: Linear) -> Solved:
        """Return columns and prices of a program."""
        highs = self._highspy.Highs()
        for name, value in OPTIONS:
            highs.setOptionValue(name, value)
        highs.passModel(self._model(program))
        highs.run()
        status = highs.getModelStatus()
        if status != self._highspy.HighsModelStatus.kOptimal:
            raise UnavailableError(f"HiGHS found no plan: {highs.modelStatusToString(status)}")
        found = highs.getSolution()
        return Solved(
            values=tuple(map(Fraction, found.col_value)),
            prices=tuple(map(Fraction, found.row_dual)),
            solver=f"HiGHS {highs.version()}",
        )

    def _model(self, program: Linear) -> Any:  # noqa: ANN401  (a class of HiGHS)
        endless = self._highspy.kHighsInf
        model = self._highspy.HighsLp()
        model.num_col_, model.num_row_ = len(program.columns), len(program.rows)
        model.col_cost_ = list(map(float, program.cost))
        model.col_lower_ = [0.0] * len(program.columns)
        model.col_upper_ = list(map(float, program.most))
        model.row_lower_ = [
            -endless if it.least is None else float(it.least) for it in program.rows
        ]
        model.row_upper_ = [endless if it.most is None else float(it.most) for it in program.rows]
        starts, places, counts = [0], list[int](), list[float]()
        for row in program.rows:
            places += row.terms.keys()
            counts += map(float, row.terms.values())
            starts.append(len(places))
        matrix = model.a_matrix_
        matrix.format_ = self._highspy.MatrixFormat.kRowwise
        matrix.start_, matrix.index_, matrix.value_ = starts, places, counts
        return model
