"""How well the worst area can do at best, and what every area must then have."""

from typing import Final

import msgspec
import numpy as np

from comptrol.adapters.solver.diving import Dive
from comptrol.adapters.solver.engine import Limits, Live, minimise
from comptrol.adapters.solver.figures import Figures, Floats, summed
from comptrol.adapters.solver.found import Found, found_in
from comptrol.adapters.solver.program import program, whole

GAP: Final = 0.001
WEIGHT: Final = 30.0
"""Of the worst fill against all that could be awarded: value decides between equals alone."""
UNDER: Final = 1e-9
"""Part of the floor that is left off: what sums of floats may be off by."""


class Fills(msgspec.Struct, frozen=True, kw_only=True):
    """What each area must have, and a solution in which it has."""

    hours: Floats | None = None
    worst: float = 0.0
    """The best possible fill of the worst area."""
    found: Found | None = None


def even_fills(of: Figures, limits: Limits, *, large: bool) -> Fills:
    """Return the floor under every area, where the call asks for one."""
    even = of.call.even_fill
    if even is None:
        return Fills()
    demands = np.array([it.hours for it in of.areas], float)
    found, worst = None, even.worst_fill
    if worst is None:
        found = _evenest(of, limits, large=large)
    best = float(worst) if worst is not None else _worst(of, found)
    return Fills(hours=demands * best * float(even.theta) * (1 - UNDER), worst=best, found=found)


def _evenest(of: Figures, limits: Limits, *, large: bool) -> Found | None:
    """Return the most even awards: whole ones, by descent where the call is large."""
    weight = WEIGHT * max(1.0, float(np.abs(of.award).sum()))
    choice = msgspec.structs.replace(whole(of, counted=not large), even=weight)
    made = program(of, choice)
    if large:
        live = Live(made.sparse, limits)
        return Dive(of, made, choice, live).found(live.solve())
    outcome = minimise(made.sparse, msgspec.structs.replace(limits, gap=GAP))
    return None if outcome.values is None else found_in(of, made, outcome.values)


def _worst(of: Figures, found: Found | None) -> float:
    """Return the fill of the worst area."""
    if found is None or not of.areas:
        return 0.0
    hours = summed(of.cell_of, found.hours, len(of.need))
    return min(float(hours[it.members].sum() / it.hours) for it in of.areas)
