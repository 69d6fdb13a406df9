"""How serials are written and committed to, what stands where, and what makes a cluster."""

from comptrol.domains.registry.formulas.accountancy import (
    Cusum,
    Period,
    Stock,
    Unaccounted,
    cumulated,
    cusum,
    false_alarms,
    record_variance,
    sampled_stock,
    unaccounted,
)
from comptrol.domains.registry.formulas.balance import Flows, add_lot
from comptrol.domains.registry.formulas.clusters import (
    ClusterDefinition,
    ClusterShelf,
    ClusterVerdict,
    Member,
    components,
    covered,
)
from comptrol.domains.registry.formulas.levels import levels_on
from comptrol.domains.registry.formulas.runs import (
    Span,
    chip_of,
    joined,
    leaf,
    parts_of,
    path_to,
    root,
    said,
    serial_at,
    serials_of,
    span_of,
    spans_of,
)
from comptrol.domains.registry.formulas.sphere import least_km

__all__ = [
    "ClusterDefinition",
    "ClusterShelf",
    "ClusterVerdict",
    "Cusum",
    "Flows",
    "Member",
    "Period",
    "Span",
    "Stock",
    "Unaccounted",
    "add_lot",
    "chip_of",
    "components",
    "covered",
    "cumulated",
    "cusum",
    "false_alarms",
    "joined",
    "leaf",
    "least_km",
    "levels_on",
    "parts_of",
    "path_to",
    "record_variance",
    "root",
    "said",
    "sampled_stock",
    "serial_at",
    "serials_of",
    "span_of",
    "spans_of",
    "unaccounted",
]
