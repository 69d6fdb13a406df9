"""What is known of reporting: definitions, periods, who reports, and every line ever filed."""

from collections.abc import Iterator
from typing import assert_never

from comptrol.domains.disclosure.statements import (
    DefinitionAnnounced,
    DefinitionSet,
    DisclosureStatement,
    Filed,
    LargeCustomers,
    PeriodOpened,
    Restated,
    ScopeEntered,
    ScopeLeft,
)
from comptrol.domains.disclosure.view.filing import announced, filed, restated
from comptrol.domains.disclosure.view.rows import (
    Announcement,
    Changed,
    Definition,
    FiledLine,
    Filing,
    Member,
    Period,
    Restatement,
)
from comptrol.domains.disclosure.view.scope import entered, left
from comptrol.domains.disclosure.view.tables import DisclosureView
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import Change

__all__ = [
    "Announcement",
    "Changed",
    "Definition",
    "DisclosureView",
    "FiledLine",
    "Filing",
    "Member",
    "Period",
    "Restatement",
    "apply",
]


def apply(view: DisclosureView, entry: Entry[DisclosureStatement]) -> Iterator[Change]:
    """Fold one accepted statement into the view."""
    match entry.statement:
        case DefinitionSet() as said:
            fields = {name: getattr(said, name) for name in DefinitionSet.__struct_fields__}
            yield view.definitions.put(Definition(position=entry.position, **fields))
        case PeriodOpened() as said:
            fields = {name: getattr(said, name) for name in PeriodOpened.__struct_fields__}
            yield view.periods.put(Period(position=entry.position, **fields))
        case ScopeEntered() as said:
            yield entered(view, said, entry.position)
        case ScopeLeft() as said:
            yield left(view, said, entry.position)
        case DefinitionAnnounced() as said:
            yield announced(view, said, entry)
        case Filed() as said:
            yield from filed(view, said, entry)
        case Restated() as said:
            yield from restated(view, said, entry)
        case LargeCustomers():
            raise AssertionError("large customers are never said openly")
        case never:
            assert_never(never)
