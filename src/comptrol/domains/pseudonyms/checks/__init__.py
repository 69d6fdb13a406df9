"""What may be said of usage under pseudonyms, given what is known openly."""

from collections.abc import Iterator
from typing import assert_never

from comptrol.domains.pseudonyms.checks.filing import (
    check_evaluation,
    check_filing,
    check_key,
)
from comptrol.domains.pseudonyms.checks.naming import (
    check_asked,
    check_joined,
    check_named,
    check_threshold,
)
from comptrol.domains.pseudonyms.refusals import PseudonymsRefusal
from comptrol.domains.pseudonyms.statements import (
    Crossed,
    EvaluationAsked,
    Joined,
    KeyAnnounced,
    Name,
    Named,
    NamingAsked,
    NamingDue,
    PseudonymsStatement,
    ThresholdSet,
    Usage,
    UsageFiled,
)
from comptrol.domains.pseudonyms.view import PseudonymsView
from comptrol.kernel.finding import Finding
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import World

__all__ = ["check"]


def check(entry: Entry[PseudonymsStatement], world: World) -> Iterator[Finding]:
    """Yield every reason to refuse, most important first."""
    view, today = world[PseudonymsView], entry.logged_at.date()
    match entry.statement:
        case KeyAnnounced() as said:
            yield from check_key(said, view)
        case EvaluationAsked() as said:
            yield from check_evaluation(said, entry.signer, today, view)
        case UsageFiled() as said:
            yield from check_filing(said, entry.signer, today, world)
        case ThresholdSet() as said:
            yield from check_threshold(said, view)
        case Joined() as said:
            yield from check_joined(said, today, view)
        case Usage() | Name():
            detail = "nothing of it was kept here; see comptrol usage"
            yield Finding.of(PseudonymsRefusal.ONLY_SEALED, detail)
        case NamingAsked() | Named() as said:
            yield from _check_naming(said, entry.signer, world)
        case Crossed() | NamingDue():
            return  # the platform's own; nobody can send one in
        case never:
            assert_never(never)


def _check_naming(said: NamingAsked | Named, signer: PartyId, world: World) -> Iterator[Finding]:
    match said:
        case NamingAsked():
            yield from check_asked(said, world[PseudonymsView])
        case Named():
            yield from check_named(said, signer, world)
        case never:
            assert_never(never)
