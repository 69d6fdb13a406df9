"""What is known of caps: their ceilings, and what is held and used under them."""

from collections.abc import Iterator
from typing import assert_never

from comptrol.domains.caps.statements import (
    Allotted,
    CapSet,
    CapsStatement,
    Granted,
    Lapsed,
    Noticed,
    Posted,
    Reviewed,
)
from comptrol.domains.caps.view import folding
from comptrol.domains.caps.view.counting import used_in
from comptrol.domains.caps.view.folding import bound_name
from comptrol.domains.caps.view.granting import added, allotted, granted
from comptrol.domains.caps.view.planning import held_by, spread
from comptrol.domains.caps.view.rows import (
    Allotment,
    Cap,
    CapsView,
    Day,
    Grant,
    Hold,
    HoldStage,
    Notice,
    Period,
    Review,
    Terms,
)
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import Change

__all__ = [
    "Allotment",
    "Cap",
    "CapsView",
    "Day",
    "Grant",
    "Hold",
    "HoldStage",
    "Notice",
    "Period",
    "Review",
    "Terms",
    "added",
    "apply",
    "bound_name",
    "held_by",
    "spread",
    "used_in",
]


def apply(view: CapsView, entry: Entry[CapsStatement]) -> Iterator[Change]:
    """Fold one accepted statement into the view."""
    match entry.statement:
        case CapSet() as said:
            yield from folding.cap_set(view, said, entry.position)
        case Reviewed() as said:
            yield from folding.reviewed(view, said)
        case Posted() as said:
            yield from folding.posted(view, said, entry)
        case Lapsed(holds=holds):
            for name in holds:
                yield from folding.lapsed(view, name)
        case Noticed() as said:
            yield from folding.noticed(view, said)
        case Granted() as said:
            yield from granted(view, said, entry)
        case Allotted() as said:
            yield from allotted(view, said, entry)
        case never:
            assert_never(never)
