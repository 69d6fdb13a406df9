"""How a case is opened, all are gone through, and the policy is set: on the page of all cases."""

from collections.abc import Mapping
from typing import Any, Final

from comptrol.domains.alarms import AlarmsView
from comptrol.domains.cases import Opened, PolicySet, Reviewed, policy_in_force
from comptrol.entrypoints.console.act import Act
from comptrol.entrypoints.console.asking import Asking
from comptrol.entrypoints.console.pages.in_charge import has, in_charge
from comptrol.kernel.roles import Role


def _may_open(asking: Asking) -> bool:
    return in_charge(asking.visitor) and policy_in_force(asking.world) is not None


def _begins(asking: Asking) -> Mapping[str, str]:
    """Return whom a case is about that rests on an alarm: ``?alarm=`` after the path names it."""
    alarm = asking.world[AlarmsView].alarms.get(asking.word("alarm"))
    if alarm is None:
        return {"parties": asking.word("party")}
    return {
        "alarms": alarm.alarm,
        "parties": "\n".join(alarm.parties),
        "sites": "\n".join(alarm.sites),
        "lots": "\n".join(alarm.lots),
    }


def _review_given(asking: Asking) -> Mapping[str, Any]:
    return {"on": asking.today}


def _review_begins(asking: Asking) -> Mapping[str, str]:
    return {"review": f"review-{asking.today}"}


def _is_authority(asking: Asking) -> bool:
    return has(asking, Role.AUTHORITY)


OPEN: Final = Act(
    name="open",
    label="Open a case",
    statement=Opened,
    fields=(
        *("case", "parties", "sites", "lots", "orders", "alarms"),
        *("rule.rule", "rule.version", "rule.citation", "grounds", "by"),
    ),
    told="Its subjects are told next. Nothing follows for them before somebody has decided.",
    begins=_begins,
    labels={
        "case": "A short name for it",
        "parties": "Subjects: the parties that it is about",
        "sites": "Sites",
        "rule.rule": "Rule that may have been broken, by its name",
        "rule.version": "Version of the rule",
        "rule.citation": "Where the rule stands",
        "grounds": "Grounds in plain words",
        "by": "Your title",
    },
    needed=("rule.rule", "rule.version", "rule.citation"),
    shown=_may_open,
)
REVIEW: Final = Act(
    name="review",
    label="Go through all cases",
    statement=Reviewed,
    fields=("review",),
    told="Measures whose day has come end, and whoever owes a step is named.",
    given=_review_given,
    begins=_review_begins,
    labels={"review": "A short name for it"},
    shown=_is_authority,
)
POLICY: Final = Act(
    name="policy",
    label="Set how long people have",
    statement=PolicySet,
    fields=(
        *("policy", "answer_days", "appeal_days", "notice_days", "decide_days"),
        *("measure_days_max", "prior_ppm", "detectors", "source", "by"),
    ),
    labels={
        "policy": "A short name for it",
        "answer_days": "Days to answer a notice",
        "appeal_days": "Days to appeal a decision",
        "notice_days": "Days within which a subject is told of a case",
        "decide_days": "Days within which a case is decided after the answer",
        "measure_days_max": "Longest measure without being renewed, in days",
        "prior_ppm": "Odds before any signal, in millionths",
        "detectors": "What alarms of each detector weigh",
        "source": "Where the decision on these numbers stands",
        "by": "Your title",
    },
    shown=_is_authority,
)
