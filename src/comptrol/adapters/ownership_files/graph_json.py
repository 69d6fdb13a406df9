"""How is GRAPH.json read, the graph in basis points of the public command contract?"""

from datetime import date
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from comptrol.adapters.ownership_files.register import OwnershipFile
from comptrol.domains.parties import Holding, Threshold
from comptrol.kernel.errors import ComptrolError, UnreadableError
from comptrol.kernel.signature import check_names

EDGES_MAX: Final = 1_000_000

Id = Annotated[str, Meta(min_length=1, max_length=400)]
Line = Annotated[int, Meta(ge=1, le=10_000)]


class _Graph(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    edges: Annotated[tuple[Holding, ...], Meta(max_length=EDGES_MAX)]
    listed: Annotated[tuple[Id, ...], Meta(max_length=EDGES_MAX)]
    threshold_bp: Line = 5_000
    strict: bool = False
    aggregate: bool = True
    control_counts: bool = False
    as_of: date | None = None


def read_graph(raw: bytes) -> OwnershipFile:
    """Read a graph; what is wrong is named by its path, as in ``$.edges[3].bp_max``."""
    try:
        found = msgspec.json.decode(raw, type=_Graph)
        check_names(raw)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, ComptrolError) as error:
        raise UnreadableError(str(error)) from error
    return OwnershipFile(
        holdings=found.edges,
        listed=frozenset(found.listed),
        rule=Threshold(
            line_bp=found.threshold_bp,
            strict=found.strict,
            aggregate=found.aggregate,
            control_counts=found.control_counts,
        ),
        as_of=found.as_of,
    )
