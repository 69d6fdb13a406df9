"""What may be said about inspections, given what is known."""

from collections.abc import Iterator
from typing import assert_never

from comptrol.domains.inspection.checks.looking import check_looked
from comptrol.domains.inspection.checks.planning import check_planned
from comptrol.domains.inspection.checks.proceeding import check_closed, check_seeded
from comptrol.domains.inspection.statements import (
    Closed,
    Drawn,
    Framed,
    InspectionStatement,
    Looked,
    Planned,
    Seeded,
)
from comptrol.kernel.finding import Finding
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import World

__all__ = ["check"]


def check(entry: Entry[InspectionStatement], world: World) -> Iterator[Finding]:
    """Yield every reason to refuse, most important first."""
    match entry.statement:
        case Planned() as said:
            yield from check_planned(said, entry, world)
        case Seeded() as said:
            yield from check_seeded(said, entry, world)
        case Looked() as said:
            yield from check_looked(said, entry, world)
        case Closed() as said:
            yield from check_closed(said, entry, world)
        case Framed() | Drawn():
            return
        case never:
            assert_never(never)
