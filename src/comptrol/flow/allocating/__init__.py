"""How a call becomes a plan: solved, rounded, checked, explained."""

from comptrol.flow.allocating.assigning import Assignment, Pair, Panel, assigned
from comptrol.flow.allocating.auditing import Attempt, Audit, Spread, audit
from comptrol.flow.allocating.changing import Asked
from comptrol.flow.allocating.comparing import AreaRow, Compared, Row, compared
from comptrol.flow.allocating.drawing import Drawing, drawn
from comptrol.flow.allocating.explaining import (
    Winning,
    all_explained,
    explained,
    near_ties,
    winning_checked,
)
from comptrol.flow.allocating.fairness import FIVE, Point, at_theta, curve
from comptrol.flow.allocating.grounds import Known
from comptrol.flow.allocating.planning import GOOD, best_awards, planned
from comptrol.flow.allocating.proving import violations
from comptrol.flow.allocating.replanning import (
    Kept,
    Replanned,
    keeping,
    priority_cost,
    replanned,
)
from comptrol.flow.allocating.restating import ByPowers, Restated
from comptrol.flow.allocating.solver import Effort, Progress, Relaxed, Solved, Solver
from comptrol.flow.allocating.tying import Band, Noise, tie_band

__all__ = [
    "FIVE",
    "GOOD",
    "AreaRow",
    "Asked",
    "Assignment",
    "Attempt",
    "Audit",
    "Band",
    "ByPowers",
    "Compared",
    "Drawing",
    "Effort",
    "Kept",
    "Known",
    "Noise",
    "Pair",
    "Panel",
    "Point",
    "Progress",
    "Relaxed",
    "Replanned",
    "Restated",
    "Row",
    "Solved",
    "Solver",
    "Spread",
    "Winning",
    "all_explained",
    "assigned",
    "at_theta",
    "audit",
    "best_awards",
    "compared",
    "curve",
    "drawn",
    "explained",
    "keeping",
    "near_ties",
    "planned",
    "priority_cost",
    "replanned",
    "tie_band",
    "violations",
    "winning_checked",
]
