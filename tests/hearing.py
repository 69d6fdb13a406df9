"""What is said in a case in the tests: a policy, and a case about the customer of an order."""

from datetime import date, timedelta
from typing import Any

RULE = {
    "rule": "policy.undeclared-training",
    "version": "2026-10",
    "citation": "Policy, article 9",
}
ANSWER_DAYS, APPEAL_DAYS, DECIDE_DAYS, NOTICE_DAYS, MEASURE_DAYS = 14, 30, 30, 7, 90
POLICY = {
    "kind": "cases.policy-set/1",
    "policy": "hearing-1",
    "answer_days": ANSWER_DAYS,
    "appeal_days": APPEAL_DAYS,
    "notice_days": NOTICE_DAYS,
    "decide_days": DECIDE_DAYS,
    "measure_days_max": MEASURE_DAYS,
    "prior_ppm": 250_000,
    "source": "a decision of the bureau that stands for any",
    "by": "Head of Policy",
}
SIGNALS = {
    "kind": "structuring.policy-set/1",
    "policy": "watch-1",
    "since": "2026-01-01",
    "source": "a decision of the bureau",
    "by": "Head of Analysis",
    "limits": [{"limit": "all", "counts": "chips-at-once", "value": 10**6, "source": "none"}],
    "weights": [{"by": "address", "weight": 1}],
    "bound_at": 2,
    "owner_share_bp": 5000,
    "members_min": 2,
    "reach_days": 31,
    "training_prior_ppm": 1000,
}


def signalled(order: str, on: date) -> dict[str, Any]:
    return {
        "kind": "structuring.signalled/1",
        "order": order,
        "channel": "telemetry",
        "classifier": "nine series",
        "recall_worst_ppm": 430_000,
        "false_alarm_ppm": 10_000,
        "since": on.isoformat(),
        "until": (on + timedelta(days=1)).isoformat(),
        "source": "aggregates at the provider",
    }


def alarm_of(order: str) -> str:
    return f"structuring.undeclared-training/order:{order}@1"


def act(on: date, days: int, evidence: int = 3) -> dict[str, Any]:
    return {
        "rule": RULE,
        "facts": [{"text": "The order declares no training.", "evidence": [evidence]}],
        "method": "structuring.undeclared-training/1",
        "inputs": "recall 0.43, false alarms 0.01, prior 0.001",
        "reasons": "It looks as if the order trained a model. This may be wrong.",
        "on": on.isoformat(),
        "deadline": (on + timedelta(days=days)).isoformat(),
        "remedy": "You may answer, and appeal.",
        "responsible": "Head of Enforcement",
    }


def opening(case: str, party: str, order: str, **other: Any) -> dict[str, Any]:
    return {
        "kind": "cases.opened/1",
        "case": case,
        "parties": [party],
        "orders": [order],
        "rule": RULE,
        "grounds": "The telemetry of the order looks like training.",
        "by": "Inspector of compute",
        **other,
    }


def notice(case: str, party: str, on: date, **other: Any) -> dict[str, Any]:
    told = act(on, ANSWER_DAYS)
    return {"kind": "cases.noticed/1", "case": case, "to": [party], "act": told, **other}


def answer(case: str, party: str, **other: Any) -> dict[str, Any]:
    said = {"text": "It renders films, and looks alike.", **other}
    return {"kind": "cases.answered/1", "case": case, "party": party, **said}


def measure(kind: str, until: date, **whom: Any) -> dict[str, Any]:
    return {
        "measure": kind,
        "what": "until the training is declared",
        "milder": "a question was not answered",
        "until": until.isoformat(),
        **whom,
    }


def decision(case: str, on: date, outcome: str = "upheld", **other: Any) -> dict[str, Any]:
    ruled = {**act(on, APPEAL_DAYS), "responsible": "Reviewing officer"}
    return {"kind": "cases.decided/1", "case": case, "outcome": outcome, "act": ruled, **other}


def appeal(case: str, party: str) -> dict[str, Any]:
    grounds = "The run was declared a week before."
    return {"kind": "cases.appealed/1", "case": case, "party": party, "grounds": grounds}


def appeal_decision(case: str, *, granted: bool) -> dict[str, Any]:
    return {
        "kind": "cases.appeal-decided/1",
        "case": case,
        "granted": granted,
        "reasons": "The declaration stands in the log before.",
        "citation": "Policy, article 9, paragraph 3",
        "by": "Appeals officer",
    }


def end(case: str) -> dict[str, Any]:
    reasons = "All steps have been taken."
    return {"kind": "cases.closed/1", "case": case, "reasons": reasons, "by": "Registrar"}


def review(name: str, on: date) -> dict[str, Any]:
    return {"kind": "cases.reviewed/1", "review": name, "on": on.isoformat()}
