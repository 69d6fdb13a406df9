"""What may be said of reporting, given what is known."""

from collections.abc import Iterator
from typing import assert_never

from comptrol.domains.disclosure.checks.filing import check_filed, check_restated
from comptrol.domains.disclosure.checks.opening import (
    check_announced,
    check_definition,
    check_period,
)
from comptrol.domains.disclosure.checks.scope import check_entered, check_left
from comptrol.domains.disclosure.refusals import DisclosureRefusal
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
from comptrol.domains.disclosure.view import DisclosureView
from comptrol.kernel.finding import Finding
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import World

__all__ = ["check"]


def check(entry: Entry[DisclosureStatement], world: World) -> Iterator[Finding]:
    """Yield every reason to refuse, most important first."""
    view = world[DisclosureView]
    match entry.statement:
        case DefinitionSet() as said:
            yield from check_definition(said, view)
        case PeriodOpened() as said:
            yield from check_period(said, entry, world)
        case ScopeEntered() as said:
            yield from check_entered(said, entry.signer, world)
        case ScopeLeft() as said:
            yield from check_left(said, entry, world)
        case DefinitionAnnounced() as said:
            yield from check_announced(said, entry.signer, view)
        case LargeCustomers():
            detail = "nothing of it was kept here; see comptrol disclosure file"
            yield Finding.of(DisclosureRefusal.ONLY_SEALED, detail)
        case Filed() as said:
            yield from check_filed(said, entry, world)
        case Restated() as said:
            yield from check_restated(said, entry.signer, view)
        case never:
            assert_never(never)
