"""What is known of cases: how far each has come, all that was said in it, and its measures."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

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
    LookedOver,
    Noticed,
    Opened,
    PolicySet,
    Renewed,
    Reviewed,
)
from comptrol.domains.cases.view import folding, measuring
from comptrol.domains.cases.view.rows import (
    TOLD,
    UNDECIDED,
    Answer,
    Appeal,
    Case,
    Decision,
    Evidence,
    Notice,
    Policy,
    Review,
    Stage,
    Step,
    Taken,
)
from comptrol.domains.cases.view.tables import IN_FORCE, CasesView
from comptrol.kernel.statement import Entry, Statement, kind
from comptrol.kernel.view import Change

__all__ = [
    "IN_FORCE",
    "TOLD",
    "UNDECIDED",
    "Answer",
    "Appeal",
    "Case",
    "CasesView",
    "Decision",
    "Evidence",
    "Notice",
    "Policy",
    "Review",
    "Stage",
    "Step",
    "Taken",
    "apply",
]

Folding = Callable[[CasesView, Any, Entry[Any]], Iterator[Change]]

_FOLDS: Final[Mapping[type[Statement], tuple[Folding, ...]]] = {
    PolicySet: (folding.policy_set,),
    Opened: (folding.opened,),
    Noticed: (folding.noticed,),
    Answered: (folding.answered,),
    EvidenceAdded: (folding.evidence_added,),
    Decided: (folding.decided, measuring.taken),
    Renewed: (measuring.renewed,),
    Lifted: (measuring.lifted,),
    CarriedOut: (lambda view, said, _: folding.carried_out(view, said),),
    Appealed: (folding.appealed,),
    AppealDecided: (folding.appeal_decided, measuring.undone),
    Closed: (folding.closed,),
    Reviewed: (folding.reviewed, measuring.expired),
    LookedOver: (lambda view, said, _: folding.looked_over(view, said),),
}


def apply(view: CasesView, entry: Entry[CasesStatement]) -> Iterator[Change]:
    """Fold one accepted statement into the view."""
    said = entry.statement
    for fold in _FOLDS[type(said)]:
        yield from fold(view, said, entry)
    case = getattr(said, "case", None)
    if case is not None:
        title = getattr(said, "by", None) or getattr(getattr(said, "act", None), "responsible", "")
        yield view.steps.put(
            Step(
                case=case,
                position=entry.position,
                kind=kind(type(said)),
                by=entry.signer,
                title=title or None,
                at=entry.logged_at,
            )
        )
