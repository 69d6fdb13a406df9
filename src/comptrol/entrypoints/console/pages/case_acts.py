"""What can be said in a case on its page, by whom, and when it makes sense."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from comptrol.domains.alarms import AlarmsView
from comptrol.domains.cases import (
    Answered,
    AppealDecided,
    Appealed,
    CarriedOut,
    Case,
    CaseId,
    CasesView,
    Closed,
    EvidenceAdded,
    Lifted,
    Noticed,
    Outcome,
    Renewed,
    Stage,
    policy_in_force,
    speaks_for,
)
from comptrol.entrypoints.console.act import Act
from comptrol.entrypoints.console.asking import Asking
from comptrol.entrypoints.console.pages.case_deciding import DECIDE
from comptrol.entrypoints.console.pages.case_opening import OPEN, POLICY, REVIEW
from comptrol.entrypoints.console.pages.case_words import ACT_FIELDS, ACT_LABELS, ACT_NEEDED
from comptrol.entrypoints.console.pages.in_charge import has
from comptrol.kernel.days import later
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.roles import Role

HEARD: Final = frozenset({Stage.NOTICED, Stage.ANSWERED})
BEGUN: Final = frozenset({Stage.OPENED, *HEARD})
AT_AN_END: Final = frozenset({Stage.OPENED, Stage.DECIDED, Stage.APPEAL_DECIDED})
APPEALABLE: Final = frozenset({Stage.DECIDED, Stage.APPEALED, Stage.APPEAL_DECIDED})
NUMBER: Final = {"number": "Number of the measure", "by": "Your title"}

Shown = Callable[[Asking, Case], bool]


def _case(asking: Asking) -> Case | None:
    return asking.world[CasesView].cases.get(CaseId(asking.place["case"]))


def _when(test: Shown) -> Callable[[Asking], bool]:
    def shown(asking: Asking) -> bool:
        case = _case(asking)
        return case is not None and test(asking, case)

    return shown


def _of_case(asking: Asking) -> Mapping[str, Any]:
    return {"case": asking.place["case"]}


def _spoken_for(asking: Asking, case: Case) -> PartyId | None:
    """Return the subject for which a visitor speaks: itself before others."""
    party = asking.visitor.party
    if party is None or party in case.parties:
        return party
    return next((it for it in case.parties if speaks_for(asking.world, case, it, party)), None)


def _of_subject(asking: Asking) -> Mapping[str, Any]:
    case = _case(asking)
    return {**_of_case(asking), "party": case and _spoken_for(asking, case)}


def _notice_begins(asking: Asking) -> Mapping[str, str]:
    """Return what is known of a notice before anybody writes: rule, alarms, the first deadline."""
    case, policy = _case(asking), policy_in_force(asking.world)
    if case is None or policy is None:
        return {}
    raised = asking.world[AlarmsView].alarms
    alarms = [it for name in case.alarms if (it := raised.get(name)) is not None]
    days = max(case.answer_days, policy.said.answer_days)
    facts = {f"act.facts.{n}.evidence": f"{it.position}" for n, it in enumerate(alarms[:3])}
    texts = {f"act.facts.{n}.text": it.explanation[:400] for n, it in enumerate(alarms[:3])}
    return {
        **facts,
        **texts,
        "act.rule.rule": case.rule.rule,
        "act.rule.version": case.rule.version,
        "act.rule.citation": case.rule.citation,
        "act.method": ", ".join(f"{it.detector}/{it.version}" for it in alarms)[:400],
        "act.deadline": later(asking.today, days).isoformat(),
    }


def _notice_given(asking: Asking) -> Mapping[str, Any]:
    case = _case(asking)
    return {**_of_case(asking), "to": case.parties if case else (), "act.on": asking.today}


def _may_notice(asking: Asking, case: Case) -> bool:
    return case.stage in BEGUN and has(asking, Role.AUTHORITY, Role.REVIEWER)


def _may_answer(asking: Asking, case: Case) -> bool:
    return case.stage in HEARD and _spoken_for(asking, case) is not None


def _takes_evidence(case: Case) -> bool:
    return case.stage in {*BEGUN, Stage.APPEALED}


def _in_charge_adds(asking: Asking, case: Case) -> bool:
    own = _spoken_for(asking, case) is not None
    offices = (Role.AUTHORITY, Role.REVIEWER, Role.INSPECTOR)
    return _takes_evidence(case) and not own and has(asking, *offices)


def _subject_adds(asking: Asking, case: Case) -> bool:
    return _takes_evidence(case) and _spoken_for(asking, case) is not None


def _may_appeal(asking: Asking, case: Case) -> bool:
    party = _spoken_for(asking, case)
    in_time = case.appeal_due is not None and asking.today <= case.appeal_due
    upheld = case.outcome is Outcome.UPHELD and not case.granted
    if party is None or not (in_time and upheld and case.stage in APPEALABLE):
        return False
    mine = asking.world[CasesView].appeals.where(case=case.case)
    since = case.renewed_at or 0
    return all(it.party != party or it.position < since for it in mine)


def _may_settle(asking: Asking, case: Case) -> bool:
    steps = asking.world[CasesView].steps.where(case=case.case)
    had_a_part = asking.visitor.party in {it.by for it in steps}
    return case.stage is Stage.APPEALED and has(asking, Role.REVIEWER) and not had_a_part


def _binds(asking: Asking, case: Case) -> bool:
    return any(it.in_force for it in asking.world[CasesView].measures.where(case=case.case))


def _may_change(asking: Asking, case: Case) -> bool:
    return has(asking, Role.REVIEWER) and _binds(asking, case)


def _may_carry(asking: Asking, case: Case) -> bool:
    taken = asking.world[CasesView].measures.where(case=case.case)
    waits = any(it.in_force and it.carried_out_at is None for it in taken)
    return waits and has(asking, Role.AUTHORITY, Role.INSPECTOR)


def _may_close(asking: Asking, case: Case) -> bool:
    over = case.stage in AT_AN_END and not _binds(asking, case)
    return over and has(asking, Role.AUTHORITY, Role.REVIEWER)


def _first_measure(asking: Asking) -> Mapping[str, str]:
    taken = asking.world[CasesView].measures.where(case=asking.place["case"])
    first = next((it for it in taken if it.in_force), None)
    return {} if first is None else {"number": str(first.number)}


PIECE: Final = ("evidence", "channel", "shows", "supports", "statistical", "positions", "digest")
PIECE_LABELS: Final = {
    "evidence": "A short name for it",
    "shows": "What it shows; it names nobody who told it",
    "supports": "Does it speak for what the case says?",
    "statistical": "Is it an estimate, a pattern or a match?",
    "positions": "Entries of the log in which it stands",
    "digest": "Commitment of sealed words",
    "ratio_ppm": "How many times likelier if the case is right, in millionths",
    "ratio_source": "By which method that was worked out",
}
ANSWER_LABELS: Final = {
    "text": "Your answer",
    "grounds": "Why the decision is wrong",
    "admits": "Are the facts of the notice admitted?",
    "corrections": "Entries in which something wrong was corrected",
    "evidence": "Entries that show it",
    "digest": "Commitment of what is handed in under seal",
}

ACTS: Final = (
    Act(
        name="notice",
        label="Give notice",
        statement=Noticed,
        fields=(*ACT_FIELDS, "withheld"),
        told="Every subject is told what is held against it, by which rule, and how to answer.",
        given=_notice_given,
        begins=_notice_begins,
        labels={
            **ACT_LABELS,
            "act.deadline": "Last day of an answer",
            "withheld": "Legal ground for not showing some of the evidence, if any",
        },
        needed=ACT_NEEDED,
        shown=_when(_may_notice),
    ),
    Act(
        name="answer",
        label="Answer",
        statement=Answered,
        fields=("text", "admits", "corrections", "evidence", "digest"),
        told="Dispute, explain, correct or admit. Whoever decides has to read it first.",
        given=_of_subject,
        labels=ANSWER_LABELS,
        shown=_when(_may_answer),
    ),
    Act(
        name="evidence",
        label="Add evidence",
        statement=EvidenceAdded,
        fields=(*PIECE, "ratio_ppm", "ratio_source"),
        given=_of_case,
        labels=PIECE_LABELS,
        shown=_when(_in_charge_adds),
    ),
    Act(
        name="own-evidence",
        label="Add evidence of your own",
        statement=EvidenceAdded,
        fields=PIECE,
        given=_of_case,
        labels=PIECE_LABELS,
        shown=_when(_subject_adds),
    ),
    DECIDE,
    Act(
        name="appeal",
        label="Appeal",
        statement=Appealed,
        fields=("grounds", "corrections", "evidence"),
        told="A reviewer who had no part in the case so far decides it. If it is granted, every "
        "measure is undone.",
        given=_of_subject,
        labels=ANSWER_LABELS,
        shown=_when(_may_appeal),
    ),
    Act(
        name="settle",
        label="Decide the appeal",
        statement=AppealDecided,
        fields=("granted", "reasons", "citation", "by"),
        told="It is decided by somebody who had no part in the case so far.",
        given=_of_case,
        labels={"granted": "Is the appeal granted?", "by": "Your title"},
        shown=_when(_may_settle),
    ),
    Act(
        name="renew",
        label="Let a measure go on",
        statement=Renewed,
        fields=("number", "until", "reasons", "by"),
        told="There is time anew to appeal.",
        given=_of_case,
        begins=_first_measure,
        labels={**NUMBER, "until": "First day on which it no longer holds"},
        shown=_when(_may_change),
    ),
    Act(
        name="lift",
        label="End a measure",
        statement=Lifted,
        fields=("number", "reasons", "by"),
        given=_of_case,
        begins=_first_measure,
        labels=NUMBER,
        shown=_when(_may_change),
    ),
    Act(
        name="carried",
        label="Say where a measure was carried out",
        statement=CarriedOut,
        fields=("number", "inspection", "cap", "position"),
        told="Name the inspection that was planned or the cap that was set, and its entry.",
        given=_of_case,
        begins=_first_measure,
        labels={**NUMBER, "position": "Entry in which it stands"},
        shown=_when(_may_carry),
    ),
    Act(
        name="close",
        label="Close the case",
        statement=Closed,
        fields=("reasons", "by"),
        given=_of_case,
        labels={"by": "Your title"},
        shown=_when(_may_close),
    ),
)
OF_ALL: Final = (OPEN, REVIEW, POLICY)
