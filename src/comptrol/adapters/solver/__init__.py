"""HiGHS, asked for award plans: model, search, rounding to whole chip-hours, prices."""

from comptrol.adapters.solver.client import HighsSolver

__all__ = ["HighsSolver"]
