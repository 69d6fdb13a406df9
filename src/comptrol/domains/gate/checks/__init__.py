"""What may be said at the gate, given what is known."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from comptrol.domains.gate.checks import licences, living, ordering, people
from comptrol.domains.gate.statements import (
    Amended,
    Answered,
    AppealDecided,
    Appealed,
    Confirmed,
    Ended,
    GateStatement,
    LicenceEnded,
    LicenceRecorded,
    Notified,
    Ordered,
    OverrideAgreed,
    OverrideAsked,
    Rechecked,
    Resumed,
    Suspended,
    TiersSet,
    VolumeReported,
)
from comptrol.kernel.finding import Finding
from comptrol.kernel.statement import Entry, Statement
from comptrol.kernel.view import World

Checking = Callable[[Any, Entry[Any], World], Iterator[Finding]]

_CHECKS: Final[Mapping[type[Statement], Checking]] = {
    Ordered: ordering.check_ordered,
    Amended: ordering.check_amended,
    Confirmed: living.check_confirmed,
    Suspended: living.check_suspended,
    Resumed: living.check_resumed,
    Ended: living.check_ended,
    Answered: people.check_answered,
    OverrideAsked: people.check_override_asked,
    OverrideAgreed: people.check_override_agreed,
    Appealed: people.check_appealed,
    AppealDecided: people.check_appeal_decided,
    Rechecked: lambda said, _, world: people.check_rechecked(said, world),
    TiersSet: lambda said, _, world: people.check_tiers(said, world),
    LicenceRecorded: lambda said, _, world: licences.check_recorded(said, world),
    LicenceEnded: lambda said, _, world: licences.check_licence_ended(said, world),
    VolumeReported: licences.check_volume,
    Notified: licences.check_notified,
}


def check(entry: Entry[GateStatement], world: World) -> Iterator[Finding]:
    """Yield every reason to refuse, most important first.

    What the platform says itself nobody can send in: there is nothing to check of it.
    """
    found = _CHECKS.get(type(entry.statement))
    return iter(()) if found is None else found(entry.statement, entry, world)
