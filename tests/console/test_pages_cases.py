"""A case as its subject sees it: what it is told, its answer, the decision, and its appeal."""

import re
from html import escape

import pytest
from tests import hearing
from tests.console.courts import CASE, Bench
from tests.console.staged import platform_of
from tests.console.standing_in import Seen, seen_by, visitor_of
from tests.console.test_pages_public import words
from tests.trading_in_cases import Court

from comptrol.domains.alarms import AlarmsView

MINE = "/console/mine"
PATH = f"{MINE}/cases/case-1"


@pytest.fixture
def court() -> Court:
    court = Court()
    court.tell("inspector", hearing.opening("case-1", "customer", "order-1"))
    return court


def seen(court: Court, party: str) -> Seen:
    platform = platform_of(court.market.stage)
    return seen_by(platform, visitor_of(platform, party))


def test_a_subject_sees_its_case_once_it_was_told_and_nobody_else_does(court: Court) -> None:
    assert seen(court, "customer").get(PATH).status_code == 404
    assert "/console/mine/cases/case-1" not in seen(court, "customer").get("/console/mine").text
    found = seen(court, "customer").get("/console/search", params={"q": "case-1"})
    assert found.status_code == 200
    assert "mine/cases" not in found.text
    court.tell("reviewer", hearing.notice("case-1", "customer", court.today))
    text = words(seen(court, "customer").get(PATH).text)
    assert "The telemetry of the order looks like training" in text
    mine = words(seen(court, "customer").get(MINE).text)
    assert "case-1" in mine
    assert "Alarms that name you" in mine
    named = re.findall(
        r"<strong><bdi>([^<]+)</bdi></strong> \(", seen(court, "customer").get(MINE).text
    )
    assert named
    assert not [it for it in named if "." in it or "-" in it]
    for other in ("provider", "reviewer", "authority"):
        assert seen(court, other).get(PATH).status_code == 404


def test_what_is_withheld_from_a_subject_is_not_on_its_own_page_of_the_case() -> None:
    open_, shut = Bench(), Bench()
    for court, ground in ((open_, None), (shut, "Act on secrets, section 4")):
        court.opened()
        court.noticed(withheld=ground)
    path = f"/console/mine/cases/{CASE}"
    with open_.platform.world() as world:
        (alarm,) = world[AlarmsView].alarms.where(limit=1)
    explained = escape(alarm.explanation[:60])
    assert explained in open_.seen("customer").get(path).text
    told = shut.seen("customer").get(path).text
    assert "Act on secrets, section 4" in told
    assert explained not in told


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
