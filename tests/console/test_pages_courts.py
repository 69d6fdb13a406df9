"""Cases on the console: who sees which, what each step says, and what is said with a form."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from tests import hearing
from tests.console.courts import CASE, Bench, bench

HOSTILE = "<script>alert(1)</script> \u202eevil <b>x</b> ' \" & 😀 " + "a" * 200
ACT = {
    "act.rule.rule": hearing.RULE["rule"],
    "act.rule.version": hearing.RULE["version"],
    "act.rule.citation": hearing.RULE["citation"],
    "act.facts.0.text": "The order declares no training.",
    "act.facts.0.evidence": "3",
    "act.method": "structuring.undeclared-training/1",
    "act.inputs": "recall 0.43, false alarms 0.01",
    "act.reasons": "It looks as if the order trained a model. This may be wrong.",
    "act.remedy": "You may answer, and appeal.",
    "act.responsible": "Head of Enforcement",
}


@pytest.fixture
def court() -> Iterator[Bench]:
    with bench() as made:
        yield made


def path(act: str = "") -> str:
    return f"/console/cases/{CASE}" + (f"/acts/{act}" if act else "")


def act(court: Bench, days: int, **other: str) -> dict[str, str]:
    return {**ACT, "act.deadline": str(court.court.today + timedelta(days=days)), **other}


def decided(court: Bench, **other: Any) -> None:
    until = court.court.today + timedelta(days=60)
    measures = [hearing.measure("suspend", until, parties=["customer"])]
    rests = {"alarms": court.court.alarms, "admission": True, "measures": measures, **other}
    court.tell("second", **hearing.decision(CASE, court.court.today, **rests))


def test_without_a_case_the_page_says_what_to_do(court: Bench) -> None:
    page = court.seen("authority").get("/console/cases")
    assert page.status_code == 200
    assert "There is no such case." in page.text
    assert "Open a case" in page.text
    assert "days to answer" in page.text


def test_nobody_in_particular_is_sent_to_sign_in(court: Bench) -> None:
    court.opened()
    for where in ("/console/cases", path(), f"{path()}/dossier"):
        assert court.nobody().get(where).status_code == 303


def test_a_subject_sees_its_case_once_it_was_told_and_others_never(court: Bench) -> None:
    court.opened()
    assert court.seen("customer").get(path()).status_code == 404
    assert CASE not in court.seen("customer").get("/console/cases").text
    court.noticed()
    page = court.seen("customer").get(path())
    assert page.status_code == 200
    assert "This case is about your party" in page.text
    assert CASE in court.seen("customer").get("/console/cases").text
    for other in ("provider", "exporter", "holder"):
        assert court.seen(other).get(path()).status_code == 404
        assert CASE not in court.seen(other).get("/console/cases").text


def test_what_is_withheld_is_not_shown_to_the_subject(court: Bench) -> None:
    court.opened()
    court.noticed(withheld="Act on secrets, section 4")
    mine, theirs = court.seen("customer").get(path()).text, court.seen("reviewer").get(path()).text
    assert "Act on secrets, section 4" in mine
    assert "Innocent explanations" not in mine
    assert "Innocent explanations" in theirs
    assert court.seen("customer").get(f"{path()}/dossier").status_code == 404


def test_an_unknown_case_is_told_in_words(court: Bench) -> None:
    for name in ("nope", "Not%20A%20Name", "%3Cb%3E"):
        page = court.seen("authority").get(f"/console/cases/{name}")
        assert page.status_code == 404
        assert 'role="alert"' in page.text


def test_a_case_is_opened_noticed_and_answered_with_forms(court: Bench) -> None:
    authority, customer = court.seen("authority"), court.seen("customer")
    asked = {"alarm": court.court.alarms[0]}
    page = authority.get("/console/cases", params=asked)
    assert f">{court.court.alarms[0]}</textarea>" in page.text
    form = {
        "case": CASE,
        "parties": "customer\n",
        "orders": "order-1",
        "alarms": court.court.alarms[0],
        "rule.rule": hearing.RULE["rule"],
        "rule.version": hearing.RULE["version"],
        "rule.citation": hearing.RULE["citation"],
        "grounds": "The telemetry of the order looks like training.",
        "by": "Inspector of compute",
    }
    opened = authority.post("/console/cases/acts/open", form)
    assert opened.status_code == 303
    assert "said=" in opened.headers["location"]
    told = authority.post(path("notice"), act(court, hearing.ANSWER_DAYS))
    assert told.status_code == 303
    page = customer.get(path())
    assert "Told were" in page.text
    assert ACT["act.reasons"] in page.text
    answer = customer.post(path("answer"), {"text": "It renders films, and looks alike."})
    assert answer.status_code == 303
    assert "It renders films" in authority.get(path()).text


def test_a_notice_that_lacks_something_is_refused_in_words_and_kept(court: Bench) -> None:
    court.opened()
    form = act(court, hearing.ANSWER_DAYS, **{"act.method": "", "act.reasons": HOSTILE})
    page = court.seen("authority").post(path("notice"), form)
    assert page.status_code == 422
    assert "An act against somebody lacks what it has to say." in page.text
    assert "which method found it" in page.text
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;alert(1)" in page.text


def test_a_field_that_cannot_be_read_is_named(court: Bench) -> None:
    court.opened()
    form = act(court, 14, **{"act.facts.0.evidence": "the third"})
    page = court.seen("authority").post(path("notice"), form)
    assert page.status_code == 422
    assert "Please mend this" in page.text


def test_it_is_decided_by_a_reviewer_who_had_no_part(court: Bench) -> None:
    court.opened()
    court.noticed()
    assert "act-decide" not in court.seen("second").get(path()).text
    court.answered(admits=True)
    assert "act-decide" in court.seen("second").get(path()).text
    assert "act-decide" not in court.seen("inspector").get(path()).text
    assert "act-decide" not in court.seen("authority").get(path()).text
    until = str(court.court.today + timedelta(days=60))
    form = act(
        court,
        hearing.APPEAL_DAYS,
        **{
            "outcome": "upheld",
            "admission": "true",
            "alarms": court.court.alarms[0],
            "measures.0.measure": "suspend",
            "measures.0.parties": "customer",
            "measures.0.what": "until the training is declared",
            "measures.0.milder": "a question was not answered",
            "measures.0.until": until,
        },
    )
    assert court.seen("second").post(path("decide"), form).status_code == 303
    page = court.seen("customer").get(path()).text
    assert "until the training is declared" in page
    assert "Upheld" in page
    assert "act-appeal" in page


def test_an_appeal_is_decided_by_another_and_undoes_the_measure(court: Bench) -> None:
    court.opened()
    court.noticed()
    court.answered(admits=True)
    decided(court)
    customer = court.seen("customer")
    grounds = {"grounds": "The run was declared a week before."}
    assert customer.post(path("appeal"), grounds).status_code == 303
    assert "act-settle" not in court.seen("second").get(path()).text
    form = {
        "granted": "true",
        "reasons": "The declaration stands in the log before.",
        "citation": "Policy, article 9, paragraph 3",
        "by": "Appeals officer",
    }
    assert court.seen("second").post(path("settle"), form).status_code == 404
    assert court.seen("third").post(path("settle"), form).status_code == 303
    page = customer.get(path()).text
    assert "Granted: every measure is undone." in page
    assert "appeal granted" in page.lower()
    assert court.seen("authority").post(path("close"), hearing.end(CASE)).status_code == 303
    assert "closed" in customer.get(path()).text


def test_a_subject_adds_evidence_but_not_what_it_weighs(court: Bench) -> None:
    court.opened()
    court.noticed()
    page = court.seen("customer").get(path()).text
    assert "act-own-evidence" in page
    assert "ratio_ppm" not in page
    form = {
        "evidence": "declaration",
        "channel": "records",
        "shows": HOSTILE[:300],
        "supports": "false",
        "statistical": "false",
        "positions": "3",
    }
    assert court.seen("customer").post(path("own-evidence"), form).status_code == 303
    page = court.seen("authority").get(path()).text
    assert "speaks against the case" in page
    assert "<script>alert" not in page


def test_a_measure_is_renewed_and_lifted(court: Bench) -> None:
    court.opened()
    court.noticed()
    court.answered(admits=True)
    decided(court)
    later = {"number": "1", "reasons": "It is still needed for the same reason.", "by": "Officer"}
    until = str(court.court.today + timedelta(days=80))
    reviewer = court.seen("third")
    assert reviewer.post(path("renew"), {**later, "until": until}).status_code == 303
    assert "renewed 1 times" in reviewer.get(path()).text
    assert reviewer.post(path("lift"), later).status_code == 303
    assert "act-lift" not in reviewer.get(path()).text


def test_what_is_overdue_is_named(court: Bench) -> None:
    court.opened()
    court.court.later(hearing.NOTICE_DAYS + 1)
    page = court.seen("authority").get("/console/cases?due=overdue")
    assert "Overdue" in page.text
    assert "tell the subjects" in page.text
    form = {"review": "review-1"}
    assert court.seen("authority").post("/console/cases/acts/review", form).status_code == 303


def test_without_a_head_the_dossier_can_be_read_but_not_taken(court: Bench) -> None:
    court.opened()
    court.noticed()
    page = court.seen("reviewer").get(f"{path()}/dossier")
    assert page.status_code == 200
    assert "no head of the log is final" in page.text
    assert court.seen("reviewer").get(f"{path()}/dossier/files/dossier.zip").status_code == 503
    assert court.seen("customer").get(f"{path()}/dossier").status_code == 200
    assert court.seen("provider").get(f"{path()}/dossier").status_code == 404


def test_a_stage_that_there_is_not_is_told(court: Bench) -> None:
    page = court.seen("authority").get("/console/cases?stage=nowhere")
    assert page.status_code == 400
    assert "none of opened" in page.text
