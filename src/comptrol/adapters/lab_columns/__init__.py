"""Many requests judged at once: each rule is asked once for all that it cannot tell apart."""

from comptrol.adapters.lab_columns.comparing import compare_table
from comptrol.adapters.lab_columns.judging import OUTCOMES, Judged, judge_columns
from comptrol.adapters.lab_columns.reading import read_table, table_of, write_rejected
from comptrol.adapters.lab_columns.table import RequestTable

__all__ = [
    "OUTCOMES",
    "Judged",
    "RequestTable",
    "compare_table",
    "judge_columns",
    "read_table",
    "table_of",
    "write_rejected",
]
