"""What may be asked about training: of runs that are declared, and of a run that is only asked."""

from comptrol.domains.training.queries.asked import assess_asked
from comptrol.domains.training.queries.asking import (
    Cumulative,
    Projection,
    RunSheet,
    cumulative,
    periods,
    projection,
    run,
    runs,
    standing,
)
from comptrol.domains.training.queries.assessing import Assessment, Counts, Tested, assess
from comptrol.domains.training.queries.described import (
    BehindAsked,
    ChipsAsked,
    PeriodAsked,
    RunAsked,
)
from comptrol.domains.training.queries.knowing import (
    ancestors,
    behind,
    known_run,
    nodes_of,
    worked_of,
)

__all__ = [
    "Assessment",
    "BehindAsked",
    "ChipsAsked",
    "Counts",
    "Cumulative",
    "PeriodAsked",
    "Projection",
    "RunAsked",
    "RunSheet",
    "Tested",
    "ancestors",
    "assess",
    "assess_asked",
    "behind",
    "cumulative",
    "known_run",
    "nodes_of",
    "periods",
    "projection",
    "run",
    "runs",
    "standing",
    "worked_of",
]
