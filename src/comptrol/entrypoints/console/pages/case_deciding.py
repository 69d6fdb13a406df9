"""How a case is decided on its page: by a reviewer who had no part in it, after it was heard."""

from collections.abc import Mapping
from typing import Any, Final

from comptrol.domains.cases import (
    CasesView,
    Decided,
    Notice,
    Stage,
    policy_in_force,
)
from comptrol.entrypoints.console.act import Act
from comptrol.entrypoints.console.asking import Asking
from comptrol.entrypoints.console.pages.case_moments import case_here
from comptrol.entrypoints.console.pages.case_words import (
    ACT_FIELDS,
    ACT_LABELS,
    ACT_NEEDED,
    FACTS,
)
from comptrol.entrypoints.console.pages.in_charge import has
from comptrol.kernel.days import later
from comptrol.kernel.roles import Role

MEASURES: Final = 2
"""So many measures a form has room for."""
PARTS: Final = ("measure", "parties", "orders", "what", "milder", "until")
PART_LABELS: Final = {
    "measure": "Measure {}",
    "parties": "Parties that measure {} is about",
    "orders": "Orders that measure {} is about",
    "what": "What exactly has to be done or left",
    "milder": "Why nothing milder protects",
    "until": "First day on which measure {} no longer holds",
}


def _shown(asking: Asking) -> bool:
    case = case_here(asking)
    if case is None or not has(asking, Role.REVIEWER):
        return False
    heard = case.stage is Stage.ANSWERED or (
        case.stage is Stage.NOTICED
        and case.answer_due is not None
        and case.answer_due < asking.today
    )
    steps = asking.world[CasesView].steps.where(case=case.case)
    return heard and asking.visitor.party not in {it.by for it in steps}


def _given(asking: Asking) -> Mapping[str, Any]:
    return {"case": asking.place["case"], "act.on": asking.today}


def _begins(asking: Asking) -> Mapping[str, str]:
    """Return what the last notice said, the evidence that was added, and the first deadline."""
    case, policy = case_here(asking), policy_in_force(asking.world)
    if case is None or policy is None:
        return {}
    view = asking.world[CasesView]
    evidence = [it.evidence for it in view.evidence.where(case=case.case) if it.supports]
    notice = max(view.notices.where(case=case.case), key=lambda it: it.position, default=None)
    days = max(case.appeal_days, policy.said.appeal_days)
    return {
        **(_of_notice(notice) if notice is not None else {}),
        "alarms": "\n".join(case.alarms),
        "evidence": "\n".join(evidence),
        "act.deadline": later(asking.today, days).isoformat(),
    }


def _of_notice(notice: Notice) -> Mapping[str, str]:
    act = notice.said.act
    facts = list(enumerate(act.facts[:FACTS]))
    return {
        "act.rule.rule": act.rule.rule,
        "act.rule.version": act.rule.version,
        "act.rule.citation": act.rule.citation,
        **{f"act.facts.{n}.text": it.text for n, it in facts},
        **{f"act.facts.{n}.evidence": "\n".join(map(str, it.evidence)) for n, it in facts},
        "act.method": act.method,
        "act.inputs": act.inputs,
    }


DECIDE: Final = Act(
    name="decide",
    label="Decide the case",
    statement=Decided,
    fields=(
        "outcome",
        *ACT_FIELDS,
        *("alarms", "evidence", "admission"),
        *(f"measures.{n}.{part}" for n in range(MEASURES) for part in PARTS),
    ),
    told="A signal alone never proves anything: it carries a question or a look, no more. "
    "Take the mildest measure that protects.",
    given=_given,
    begins=_begins,
    labels={
        **ACT_LABELS,
        "act.deadline": "Last day of an appeal",
        "alarms": "Alarms that it rests on",
        "evidence": "Evidence that it rests on",
        "admission": "Does it rest on an admission?",
        **{
            f"measures.{n}.{part}": PART_LABELS[part].format(n + 1)
            for n in range(MEASURES)
            for part in PARTS
        },
    },
    needed=ACT_NEEDED,
    shown=_shown,
)
