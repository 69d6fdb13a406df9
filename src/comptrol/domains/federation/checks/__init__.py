"""What may be said about chips that cross, given what is known."""

from collections.abc import Iterator
from typing import assert_never

from comptrol.domains.federation.checks.accepting import check_accepted, check_declined
from comptrol.domains.federation.checks.claiming import check_claimed
from comptrol.domains.federation.checks.closing import check_confirmed, check_recalled
from comptrol.domains.federation.checks.naming import check_registry
from comptrol.domains.federation.checks.releasing import check_released
from comptrol.domains.federation.statements import (
    Accepted,
    ArrivalClaimed,
    Confirmed,
    Declined,
    FederationStatement,
    Recalled,
    RegistryKnown,
    Released,
    Settled,
)
from comptrol.kernel.finding import Finding
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import World

__all__ = ["check"]


def check(entry: Entry[FederationStatement], world: World) -> Iterator[Finding]:
    """Yield every reason to refuse, most important first."""
    match entry.statement:
        case RegistryKnown() as said:
            return check_registry(said, world)
        case Released() as said:
            return check_released(said, entry, world)
        case Accepted() as said:
            return check_accepted(said, entry, world)
        case Declined() as said:
            return check_declined(said, entry, world)
        case Settled():
            return iter(())  # the path refuses one that anybody sends in
        case Confirmed() as said:
            return check_confirmed(said, world)
        case Recalled() as said:
            return check_recalled(said, entry, world)
        case ArrivalClaimed() as said:
            return check_claimed(said, entry, world)
        case never:
            assert_never(never)
