"""When something makes sense in a case, for whom, and what its form begins with."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from comptrol.domains.alarms import AlarmsView
from comptrol.domains.cases import (
    Case,
    CaseId,
    CasesView,
    Outcome,
    Stage,
    policy_in_force,
    speaks_for,
)
from comptrol.entrypoints.console.asking import Asking
from comptrol.entrypoints.console.pages.in_charge import has
from comptrol.kernel.days import later
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.roles import Role

HEARD: Final = frozenset({Stage.NOTICED, Stage.ANSWERED})
BEGUN: Final = frozenset({Stage.OPENED, *HEARD})
AT_AN_END: Final = frozenset({Stage.OPENED, Stage.DECIDED, Stage.APPEAL_DECIDED})
APPEALABLE: Final = frozenset({Stage.DECIDED, Stage.APPEALED, Stage.APPEAL_DECIDED})

Shown = Callable[[Asking, Case], bool]


def case_here(asking: Asking) -> Case | None:
    """Return the case that the path names."""
    return asking.world[CasesView].cases.get(CaseId(asking.place["case"]))


def in_case(test: Shown) -> Callable[[Asking], bool]:
    """Return a test of a page that is asked of the case that its path names."""

    def shown(asking: Asking) -> bool:
        case = case_here(asking)
        return case is not None and test(asking, case)

    return shown


def of_case(asking: Asking) -> Mapping[str, Any]:
    """Return what every statement in a case says first."""
    return {"case": asking.place["case"]}


def spoken_for(asking: Asking, case: Case) -> PartyId | None:
    """Return the subject for which a visitor speaks: itself before others."""
    party = asking.visitor.party
    if party is None or party in case.parties:
        return party
    return next((it for it in case.parties if speaks_for(asking.world, case, it, party)), None)


def of_subject(asking: Asking) -> Mapping[str, Any]:
    """Return the case, and the subject for which the visitor speaks."""
    case = case_here(asking)
    return {**of_case(asking), "party": case and spoken_for(asking, case)}


def notice_begins(asking: Asking) -> Mapping[str, str]:
    """Return what is known of a notice before anybody writes: rule, alarms, the first deadline."""
    case, policy = case_here(asking), policy_in_force(asking.world)
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


def notice_given(asking: Asking) -> Mapping[str, Any]:
    """Return what a notice says by itself: to every subject, on this day."""
    case = case_here(asking)
    return {**of_case(asking), "to": case.parties if case else (), "act.on": asking.today}


def may_notice(asking: Asking, case: Case) -> bool:
    """Tell whether notice may be given, or given anew."""
    return case.stage in BEGUN and has(asking, Role.AUTHORITY, Role.REVIEWER)


def may_answer(asking: Asking, case: Case) -> bool:
    """Tell whether a subject may answer, or whoever speaks for it."""
    return case.stage in HEARD and spoken_for(asking, case) is not None


def takes_evidence(case: Case) -> bool:
    """Tell whether evidence may be added at this stage."""
    return case.stage in {*BEGUN, Stage.APPEALED}


def in_charge_adds(asking: Asking, case: Case) -> bool:
    """Tell whether somebody in charge may add evidence, and what it weighs."""
    own = spoken_for(asking, case) is not None
    offices = (Role.AUTHORITY, Role.REVIEWER, Role.INSPECTOR)
    return takes_evidence(case) and not own and has(asking, *offices)


def subject_adds(asking: Asking, case: Case) -> bool:
    """Tell whether a subject may add evidence of its own."""
    return takes_evidence(case) and spoken_for(asking, case) is not None


def may_appeal(asking: Asking, case: Case) -> bool:
    """Tell whether a subject may appeal now, once for each decision or renewal."""
    party = spoken_for(asking, case)
    in_time = case.appeal_due is not None and asking.today <= case.appeal_due
    upheld = case.outcome is Outcome.UPHELD and not case.granted
    if party is None or not (in_time and upheld and case.stage in APPEALABLE):
        return False
    mine = asking.world[CasesView].appeals.where(case=case.case)
    since = case.renewed_at or 0
    return all(it.party != party or it.position < since for it in mine)


def may_settle(asking: Asking, case: Case) -> bool:
    """Tell whether a reviewer may decide an appeal: one who had no part so far."""
    steps = asking.world[CasesView].steps.where(case=case.case)
    had_a_part = asking.visitor.party in {it.by for it in steps}
    return case.stage is Stage.APPEALED and has(asking, Role.REVIEWER) and not had_a_part


def binds(asking: Asking, case: Case) -> bool:
    """Tell whether a measure of a case is in force."""
    return any(it.in_force for it in asking.world[CasesView].measures.where(case=case.case))


def may_change(asking: Asking, case: Case) -> bool:
    """Tell whether a measure may be renewed or ended by the visitor."""
    return has(asking, Role.REVIEWER) and binds(asking, case)


def may_carry(asking: Asking, case: Case) -> bool:
    """Tell whether a measure waits for what carries it out."""
    taken = asking.world[CasesView].measures.where(case=case.case)
    waits = any(it.in_force and it.carried_out_at is None for it in taken)
    return waits and has(asking, Role.AUTHORITY, Role.INSPECTOR)


def may_close(asking: Asking, case: Case) -> bool:
    """Tell whether a case may be over."""
    over = case.stage in AT_AN_END and not binds(asking, case)
    return over and has(asking, Role.AUTHORITY, Role.REVIEWER)


def first_measure(asking: Asking) -> Mapping[str, str]:
    """Return the number of the first measure in force, as the form begins."""
    taken = asking.world[CasesView].measures.where(case=asking.place["case"])
    first = next((it for it in taken if it.in_force), None)
    return {} if first is None else {"number": str(first.number)}
