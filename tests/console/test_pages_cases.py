"""A case as its subject sees it: what it is told, its answer, the decision, and its appeal."""

import pytest
from tests import hearing
from tests.console.staged import platform_of
from tests.console.standing_in import Seen, seen_by, visitor_of
from tests.console.test_pages_public import words
from tests.trading_in_cases import Court

PATH = "/console/mine/cases/case-1"


@pytest.fixture
def court() -> Court:
    court = Court()
    court.tell("inspector", hearing.opening("case-1", "customer", "order-1"))
    return court


def seen(court: Court, party: str) -> Seen:
    platform = platform_of(court.market.stage)
    return seen_by(platform, visitor_of(platform, party))


def test_a_subject_sees_its_case_and_nobody_else_does(court: Court) -> None:
    text = words(seen(court, "customer").get(PATH).text)
    assert "The telemetry of the order looks like training" in text
    assert "You were not given notice yet" in text
    mine = words(seen(court, "customer").get("/console/mine").text)
    assert "case-1" in mine
    assert "Alarms that name you" in mine
    for other in ("provider", "reviewer", "authority"):
        assert seen(court, other).get(PATH).status_code == 404


def test_a_subject_answers_once_it_has_notice(court: Court) -> None:
    browser = seen(court, "customer")
    form = {
        "text": "It was a weather model.",
        "admits": "false",
        "corrections": "",
        "evidence": "",
    }
    assert browser.post(f"{PATH}/acts/answer", form).status_code == 404
    court.tell("reviewer", hearing.notice("case-1", "customer", court.today))
    assert "It looks as if the order trained a model" in words(browser.get(PATH).text)
    wrong = browser.post(f"{PATH}/acts/answer", {**form, "evidence": "somewhere"})
    assert wrong.status_code == 422
    assert "It was a weather model." in wrong.text
    assert browser.post(f"{PATH}/acts/answer", form).status_code == 303
    assert "It was a weather model" in words(browser.get(PATH).text)


def test_a_subject_appeals_against_a_decision(court: Court) -> None:
    browser = seen(court, "customer")
    court.tell("reviewer", hearing.notice("case-1", "customer", court.today))
    court.tell("customer", hearing.answer("case-1", "customer", admits=True))
    assert browser.post(f"{PATH}/acts/appeal-case", {"grounds": "no"}).status_code == 404
    court.tell("second", hearing.decision("case-1", court.today, admission=True))
    text = words(browser.get(PATH).text)
    assert "The decision" in text
    assert browser.post(f"{PATH}/acts/appeal-case", {"grounds": "It is wrong."}).status_code == 303
    assert "It waits for a reviewer who had no part so far" in words(browser.get(PATH).text)
