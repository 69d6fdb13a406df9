"""Does a dossier say of its case what the signed entries say? Where not, it is named.

The proofs show that the log has these entries, and all about the case; this shows that what is
written for people and for programs is of them. Times come from the seals of the log, names from
the registry of parties, weights from a policy: those are the authority's word, not compared here.
"""

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from msgspec.structs import asdict

from comptrol.domains.alarms import Raised
from comptrol.domains.cases import (
    Answer,
    AppealDecided,
    Appealed,
    Closed,
    Decided,
    Decision,
    EvidenceAdded,
    Notice,
    Opened,
    Renewed,
    Stage,
    Taken,
)
from comptrol.flow.dossier import Dossier
from comptrol.kernel.statement import Statement, kind

PREFIX: Final = "cases."
_STAGES: Final = {
    "cases.opened/1": Stage.OPENED,
    "cases.noticed/1": Stage.NOTICED,
    "cases.decided/1": Stage.DECIDED,
    "cases.appealed/1": Stage.APPEALED,
    "cases.appeal-decided/1": Stage.APPEAL_DECIDED,
    "cases.closed/1": Stage.CLOSED,
}


class Shown(NamedTuple):
    """What an entry of a dossier says, and whose it is."""

    by: str
    said: Statement


def differences(made: Dossier, shown: Mapping[int, Shown]) -> Iterator[str]:
    """Yield in sentences what a dossier says otherwise than its entries."""
    yield from _opening(made, shown)
    yield from _steps(made, shown)
    yield from _said(made, shown)
    yield from _alarms(made, shown)
    yield from _evidence(made, shown)
    yield from _outcome(made, shown)
    for taken in made.file.measures:
        yield from _measure(taken, shown)


def _opening(made: Dossier, shown: Mapping[int, Shown]) -> Iterator[str]:
    case, entry = made.file.case, shown.get(made.file.case.position)
    if entry is None or not isinstance(entry.said, Opened):
        yield f"entry {case.position} does not open the case"
        return
    said = entry.said
    same = ("case", "parties", "sites", "lots", "orders", "alarms", "rule", "grounds")
    yield from (f"{it} is not as it was opened" for it in same
                if getattr(case, it) != getattr(said, it))  # fmt: skip
    if (case.opener, case.title) != (entry.by, said.by):
        yield "somebody else opened the case"


def _steps(made: Dossier, shown: Mapping[int, Shown]) -> Iterator[str]:
    """Compare who said what in the case, and that no step was left out or made up."""
    name = made.file.case.case
    there = {
        position: (kind(type(it.said)), it.by)
        for position, it in shown.items()
        if kind(type(it.said)).startswith(PREFIX) and getattr(it.said, "case", None) == name
    }
    told = {it.position: (it.kind, it.by) for it in made.file.steps}
    for position in sorted(there.keys() | told.keys()):
        if there.get(position) != told.get(position):
            yield f"step {position} is not what its entry says"
    last = [it for it in made.file.steps if it.kind in _STAGES]
    expected = _STAGES[last[-1].kind] if last else None
    stage = made.file.case.stage
    if stage is not expected and (stage, expected) != (Stage.ANSWERED, Stage.NOTICED):
        yield f"the case does not stand at {stage.value}"


def _said(made: Dossier, shown: Mapping[int, Shown]) -> Iterator[str]:
    file = made.file
    rows: list[Notice | Answer | Decision] = [*file.notices, *file.answers]
    if file.decision is not None:
        rows.append(file.decision)
    for row in rows:
        entry = shown.get(row.position)
        if entry is None or entry.said != row.said:
            yield f"what it shows of entry {row.position} is not what that says"
    if file.decision is not None:
        entry = shown.get(file.decision.position)
        if entry is None or entry.by != file.decision.reviewer:
            yield "somebody else decided the case"


def _alarms(made: Dossier, shown: Mapping[int, Shown]) -> Iterator[str]:
    for alarm in made.file.alarms:
        entry = shown.get(alarm.position)
        fields = asdict(alarm)
        said = asdict(entry.said) if entry is not None and isinstance(entry.said, Raised) else {}
        if not said or any(fields[name] != value for name, value in said.items()):
            yield f"alarm {alarm.alarm} is not what entry {alarm.position} says"


def _evidence(made: Dossier, shown: Mapping[int, Shown]) -> Iterator[str]:
    for piece in made.file.evidence:
        entry, fields = shown.get(piece.position), asdict(piece)
        known = entry is not None and isinstance(entry.said, EvidenceAdded)
        said = asdict(entry.said) if entry is not None and known else {}
        if not said or any(fields[name] != value for name, value in said.items()):
            yield f"evidence {piece.evidence} is not what entry {piece.position} says"
    told = {it.position for it in made.file.evidence}
    for position, it in shown.items():
        own = isinstance(it.said, EvidenceAdded) and it.said.case == made.file.case.case
        if own and position not in told:
            yield f"the evidence of entry {position} is left out"


def _outcome(made: Dossier, shown: Mapping[int, Shown]) -> Iterator[str]:
    """Compare how the case came out, and every appeal, with who said so."""
    case, decision = made.file.case, made.file.decision
    if case.outcome is not (decision.said.outcome if decision is not None else None):
        yield "the case did not come out so"
    decided = [it for _, it in sorted(shown.items()) if isinstance(it.said, AppealDecided)]
    told = [it for it in made.file.appeals if not it.open]
    if len(decided) != len(told):
        yield "not every decision of an appeal is there"
    for appeal, it in zip(told, decided, strict=False):
        said = it.said
        assert isinstance(said, AppealDecided), "they were chosen so"
        came = (appeal.granted, appeal.reasons, appeal.citation, appeal.title, appeal.reviewer)
        if came != (said.granted, said.reasons, said.citation, said.by, it.by):
            yield f"the appeal of entry {appeal.position} was not decided so"
    for appeal in made.file.appeals:
        entry = shown.get(appeal.position)
        said_so = entry is not None and isinstance(entry.said, Appealed)
        words = (appeal.party, appeal.grounds, appeal.corrections, appeal.evidence)
        if not said_so or entry is None or words != _appeal(entry.said):
            yield f"the appeal of entry {appeal.position} does not say so"
    if case.granted is not (told[-1].granted if told else None):
        yield "no appeal came out so"
    if (case.closed_at is None) == any(isinstance(it.said, Closed) for it in shown.values()):
        yield "whether the case is closed is not as the entries have it"


def _appeal(said: Statement) -> tuple[object, ...]:
    assert isinstance(said, Appealed), "it was looked at before"
    return said.party, said.grounds, said.corrections, said.evidence


def _measure(taken: Taken, shown: Mapping[int, Shown]) -> Iterator[str]:
    entry = shown.get(taken.position)
    measures = entry.said.measures if entry and isinstance(entry.said, Decided) else ()
    named = f"measure {taken.number}"
    if not 1 <= taken.number <= len(measures):
        yield f"{named} was not decided"
        return
    said = measures[taken.number - 1]
    until = said.until
    for _, it in sorted(shown.items()):
        if isinstance(it.said, Renewed) and (it.said.case, it.said.number) == (
            taken.case,
            taken.number,
        ):
            until = it.said.until
    words = (taken.measure, taken.parties, taken.orders, taken.what, taken.milder, taken.until)
    if words != (said.measure, said.parties, said.orders, said.what, said.milder, until):
        yield f"{named} was decided otherwise"
    if taken.in_force != (taken.ended_at is None) or (
        taken.ended_at is not None and taken.ended_at not in shown
    ):
        yield f"nothing shows that {named} has ended"
