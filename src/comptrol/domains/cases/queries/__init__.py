"""What may be asked about cases: one with its file, what is due, what signals weigh, counts."""

from comptrol.domains.cases.queries.bearing import bears_on
from comptrol.domains.cases.queries.files import (
    UNDO_CAP,
    CaseFile,
    Due,
    case,
    cases,
    due,
    due_in,
    may_be_appealed,
    policy_in_force,
)
from comptrol.domains.cases.queries.resting import (
    a_signal_alone,
    admitted,
    has_key,
    reached,
    told_at,
)
from comptrol.domains.cases.queries.reviewing import looks, newly_due
from comptrol.domains.cases.queries.statistics import CaseStatistics, Tally, counted, statistics
from comptrol.domains.cases.queries.timing import Days, days_of
from comptrol.domains.cases.queries.weighing import Weights, weights

__all__ = [
    "UNDO_CAP",
    "CaseFile",
    "CaseStatistics",
    "Days",
    "Due",
    "Tally",
    "Weights",
    "a_signal_alone",
    "admitted",
    "bears_on",
    "case",
    "cases",
    "counted",
    "days_of",
    "due",
    "due_in",
    "has_key",
    "looks",
    "may_be_appealed",
    "newly_due",
    "policy_in_force",
    "reached",
    "statistics",
    "told_at",
    "weights",
]
