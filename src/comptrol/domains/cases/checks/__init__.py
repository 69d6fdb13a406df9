"""What may be said in a case, given how far it has come and who says it."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from comptrol.domains.cases.checks import deciding, ending, opening
from comptrol.domains.cases.checks.parts import speaks_for
from comptrol.domains.cases.statements import (
    Answered,
    AppealDecided,
    Appealed,
    CarriedOut,
    CasesStatement,
    Closed,
    Decided,
    EvidenceAdded,
    Lifted,
    Noticed,
    Opened,
    PolicySet,
    Renewed,
    Reviewed,
)
from comptrol.kernel.finding import Finding
from comptrol.kernel.statement import Entry, Statement
from comptrol.kernel.view import World

__all__ = ["check", "speaks_for"]

Checking = Callable[[Any, Entry[Any], World], Iterator[Finding]]

_CHECKS: Final[Mapping[type[Statement], Checking]] = {
    PolicySet: lambda said, _, world: opening.check_policy(said, world),
    Opened: opening.check_opened,
    Noticed: opening.check_noticed,
    Answered: opening.check_answered,
    EvidenceAdded: opening.check_evidence,
    Decided: deciding.check_decided,
    Renewed: ending.check_renewed,
    Lifted: ending.check_lifted,
    CarriedOut: ending.check_carried_out,
    Appealed: deciding.check_appealed,
    AppealDecided: deciding.check_appeal_decided,
    Closed: ending.check_closed,
    Reviewed: ending.check_reviewed,
}


def check(entry: Entry[CasesStatement], world: World) -> Iterator[Finding]:
    """Yield every reason to refuse; the path puts the most important first.

    What the platform says itself nobody can send in: there is nothing to check of it.
    """
    found = _CHECKS.get(type(entry.statement))
    return iter(()) if found is None else found(entry.statement, entry, world)
