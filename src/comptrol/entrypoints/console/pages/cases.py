"""Cases: which there are, what is due in them, and one with everything that was said in it."""

from collections.abc import Mapping
from typing import Any, Final

from comptrol.domains.cases import (
    CaseFile,
    Stage,
    due_in,
    policy_in_force,
    speaks_for,
)
from comptrol.entrypoints.console.asking import Asking
from comptrol.entrypoints.console.page import Page
from comptrol.entrypoints.console.pages.case_acts import ACTS, OF_ALL
from comptrol.entrypoints.console.pages.case_moments import case_here
from comptrol.entrypoints.console.pages.in_charge import (
    HEADING,
    IN_CHARGE,
    PAGE,
    in_charge,
    named,
    one_of,
)
from comptrol.entrypoints.console.visitor import Audience
from comptrol.kernel.identifiers import PartyId

DUE_MAX: Final = 100
CALLED: Final = {
    "cases.opened/1": "The case was opened",
    "cases.noticed/1": "Notice was given",
    "cases.answered/1": "An answer was given",
    "cases.evidence-added/1": "Evidence was added",
    "cases.decided/1": "The case was decided",
    "cases.renewed/1": "A measure was renewed",
    "cases.lifted/1": "A measure was lifted",
    "cases.carried-out/1": "A measure was carried out",
    "cases.appealed/1": "An appeal was made",
    "cases.appeal-decided/1": "The appeal was decided",
    "cases.closed/1": "The case was closed",
}
OWED: Final = {
    "notice": "tell the subjects",
    "answer": "answer, if they want to",
    "decide": "decide the case",
    "decide-appeal": "decide the appeal",
    "appeal": "appeal, if they want to",
    "carry-out": "carry the measure out",
    "end-or-renew": "end the measure, or renew it",
    "undo-cap": "undo the cap of a measure that is over",
}


def listed(asking: Asking) -> Mapping[str, Any]:
    """List cases and what is due in them; for a subject those alone of which it was told."""
    stage = one_of(asking, "stage", tuple(it.value for it in Stage))
    after, all_of_them = asking.word("after") or None, in_charge(asking.visitor)
    party = (asking.word("party") or None) if all_of_them else asking.visitor.party
    found = asking.ask("cases", "cases", party=party, stage=stage, after=after, limit=PAGE)
    due: tuple[Any, ...] = ()
    if all_of_them:
        overdue = asking.word("due") == "overdue"
        due = asking.ask("cases", "due", on=asking.today, overdue=overdue, limit=DUE_MAX)
    return {
        "found": found if all_of_them else [it for it in found if it.noticed_at is not None],
        "after": found[-1].case if len(found) == PAGE else None,
        "due": due,
        "due_max": DUE_MAX,
        "owed": OWED,
        "stages": [it.value for it in Stage],
        "all_of_them": all_of_them,
        "policy": policy_in_force(asking.world),
    }


def one(asking: Asking) -> Mapping[str, Any]:
    """Show a case as a timeline, with what it rests on and what can be done now."""
    file: CaseFile = named(asking, "cases", "case", case=asking.place["case"])
    decision, every = file.decision, in_charge(asking.visitor)
    return {
        "file": file,
        "case": file.case,
        "called": CALLED,
        "owed": OWED,
        "due": tuple(due_in(asking.world, file.case, asking.today)),
        "notices": {it.position: it.said for it in file.notices},
        "answers": {it.position: it.said for it in file.answers},
        "pieces": {it.position: it for it in file.evidence},
        "decisions": {} if decision is None else {decision.position: decision.said},
        "appeals": {it.position: it for it in file.appeals},
        "settled": {it.decided_at: it for it in file.appeals if it.decided_at is not None},
        "every": every,
        "open_file": every or not withheld(file),
        "weights": asking.ask("cases", "weights", case=file.case.case),
        "mine": asking.visitor.party in file.case.parties,
    }


def withheld(file: CaseFile) -> str | None:
    """Return the stated ground for which subjects are not shown some of the evidence."""
    return next((it.said.withheld for it in file.notices if it.said.withheld), None)


def concerns(asking: Asking) -> bool:
    """Tell whether a visitor is in charge, or a subject that was told, or speaks for one."""
    if in_charge(asking.visitor):
        return True
    case, party = case_here(asking), asking.visitor.party
    if case is None or case.noticed_at is None or party is None:
        return False
    return any(speaks_for(asking.world, case, it, PartyId(party)) for it in case.parties)


PAGES: Final = (
    Page(
        path="/cases",
        title="Cases",
        template="cases/cases.html",
        audience=IN_CHARGE | {Audience.PARTY},
        answer=listed,
        acts=OF_ALL,
        menu=HEADING,
    ),
    Page(
        path="/cases/{case}",
        title="A case",
        template="cases/case.html",
        audience=IN_CHARGE | {Audience.PARTY},
        answer=one,
        acts=ACTS,
        about=concerns,
        looks=True,
    ),
)
