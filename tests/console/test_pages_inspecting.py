"""Inspections, challenges and alarms as pages: planned, drawn, looked at, asked, and explained."""

import json
import re
from datetime import timedelta
from html import unescape
from urllib.parse import quote

import pytest
from tests.attesting import bundle
from tests.console.registering_pages import HOSTILE, NOW, Registry
from tests.console.standing_in import Seen, seen_by, visitor_of
from tests.console.test_pages_registry import read

from comptrol.domains.alarms import AlarmsView
from comptrol.domains.attestation import LABEL, Nonce, nonce_of
from comptrol.domains.inspection import InspectionView
from comptrol.kernel.identifiers import Digest

BEACON = {
    "inspection": "i-1",
    "beacon_source": f"a public beacon {HOSTILE[:100]}",
    "beacon_from": "2026-11-02T12:00",
    "beacon_until": "2026-11-03T12:00",
}
ASKED = "/console/plan-an-inspection?diverted=2&confidence=0.95&miss_rate=0&site1=frankfurt"


@pytest.fixture
def known() -> Registry:
    """Return a registry in which chips stand at a site."""
    made = Registry()
    made.site()
    made.made()
    made.shipped()
    made.received()
    made.installed()
    return made


def by(known: Registry, party: str) -> Seen:
    return seen_by(known.platform, visitor_of(known.platform, party))


def hidden(page: str) -> dict[str, str]:
    """Return what a form carries along with it."""
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page)
    return {name: unescape(value) for name, value in found}


def planned(known: Registry) -> Seen:
    inspector = by(known, "inspector")
    page = read(inspector.get(ASKED))
    assert "chips are to be drawn" in page
    answer = inspector.post("/console/plan-an-inspection/acts/plan", {**hidden(page), **BEACON})
    assert answer.status_code == 303, answer.text[-1500:]
    return inspector


def drawn(known: Registry) -> Seen:
    inspector = planned(known)
    known.clock.forward(days=1, hours=1)
    said = {"beacon": "7d3b1c", "published_at": "2026-11-02T12:00:03"}
    answer = inspector.post("/console/inspections/i-1/acts/seed", said)
    assert answer.status_code == 303, answer.text[-1500:]
    return inspector


def test_a_sample_is_shown_before_the_plan_is_said(known: Registry):
    inspector = planned(known)
    page = read(inspector.get("/console/inspections/i-1"))
    assert "it waits for the beacon" in page
    assert "Nothing is drawn yet" in page
    assert "i-1" in read(inspector.get("/console/inspections"))


def test_a_plan_that_is_refused_keeps_what_was_reckoned_and_written(known: Registry):
    inspector = by(known, "inspector")
    form = {**hidden(read(inspector.get(ASKED))), **BEACON, "beacon_until": "2026-12-24T12:00"}
    answer = inspector.post("/console/plan-an-inspection/acts/plan", form)
    assert answer.status_code == 422
    assert "inspection." in answer.text
    assert form["frame"] in answer.text
    assert 'value="2026-12-24T12:00"' in answer.text


@pytest.mark.parametrize(
    ("asked", "words"),
    [("diverted=2", "name a stratum"), ("diverted=many&site1=frankfurt", "whole number"),
     ("diverted=2&site1=nowhere", "nobody knows"), ("diverted=99&site1=frankfurt", "99"),
     ("diverted=1&confidence=2&site1=frankfurt", "confidence"),
     ("diverted=1&site1=%3Cb%3E", "site")],
)  # fmt: skip
def test_what_cannot_be_planned_is_said_in_words(known: Registry, asked: str, words: str):
    page = read(by(known, "inspector").get(f"/console/plan-an-inspection?{asked}"))
    assert words in page
    assert 'role="alert"' in page


def test_a_draw_is_shown_in_order_and_each_chip_has_a_page(known: Registry):
    page = read(drawn(known).get("/console/inspections/i-1"))
    assert "Seed of the draw" in page
    links = re.findall(r"/console/inspection-results/i-1/maker%2FH\d+", page)
    assert len(links) >= 6
    assert "Say what you found" in read(by(known, "inspector").get(links[0]))
    assert "Say what you found" not in read(by(known, "reviewer").get(links[0]))


def test_what_was_found_is_said_and_covers_something(known: Registry):
    inspector = drawn(known)
    link = re.findall(r"/console/inspection-results/i-1/maker%2FH\d+",
                      inspector.get("/console/inspections/i-1").text)[0]  # fmt: skip
    looked = (NOW + timedelta(days=1, hours=0, minutes=50)).strftime("%Y-%m-%dT%H:%M")
    form = {"outcome": "found", "serial_matches": "true", "still_owned": "true",
            "logs_read": "true", "tampering": "none-seen", "site": "frankfurt",
            "looked_at": looked, "evidence": "3" * 64}  # fmt: skip
    refused = inspector.post(f"{link}/acts/looked", form)
    assert refused.status_code == 422
    assert "inspection.before-draw" in refused.text
    known.clock.forward(days=1)
    form |= {"looked_at": "2026-11-03T12:30", "outcome": "not-shown", "serial_matches": "false",
             "still_owned": "", "logs_read": "false", "tampering": "not-checked"}  # fmt: skip
    answer = inspector.post(f"{link}/acts/looked", form)
    assert answer.status_code == 303, answer.text[-2500:]
    page = read(inspector.get("/console/inspections/i-1"))
    assert "What was wrong" in page
    shown = read(inspector.get(link))
    assert "nobody can say" in shown
    assert "Say what you found" not in shown
    closed = inspector.post("/console/inspections/i-1/acts/close", {"reason": "all was seen"})
    assert closed.status_code == 303
    assert "Closed" in read(inspector.get("/console/inspections/i-1"))


def test_a_draw_is_paged(known: Registry, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("comptrol.entrypoints.console.pages.inspecting.DRAWN", 3)
    page = read(drawn(known).get("/console/inspections/i-1"))
    after = re.search(r'rel="next" href="\?([^"]+)"', page)
    assert after is not None
    following = read(by(known, "inspector").get(f"/console/inspections/i-1?{after[1]}"))
    assert following != page


def test_a_chip_that_was_not_drawn_has_no_page(known: Registry):
    read(drawn(known).get("/console/inspection-results/i-1/maker%2FZ1"), 404)
    with known.platform.world() as world:
        assert world[InspectionView].results.get(("i-1", "maker/Z1")) is None


def test_a_large_registry_is_reckoned_in_the_background(
    known: Registry, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("comptrol.entrypoints.console.pages.planning.LOTS_AT_ONCE", 0)
    page = read(by(known, "inspector").get("/console/plan-an-inspection"))
    assert 'action="/console/begin/proposal"' in page


@pytest.mark.parametrize("path", ["/plan-an-inspection", "/inspections", "/alarms"])
def test_a_holder_plans_nothing_and_sees_no_draw(known: Registry, path: str):
    read(by(known, "holder").get(f"/console{path}"), 404)


# Alarms.


def test_an_alarm_shows_its_evidence_and_what_else_it_may_be(known: Registry):
    known.said("inspector", "registry.counted/1", site="frankfurt", on="2026-11-01",
               lots=[{"lot": "lot-1", "missing": ["maker/H000002"]}])  # fmt: skip
    inspector = by(known, "inspector")
    assert "registry.missing" in read(inspector.get("/console/alarms"))
    with known.platform.world() as world:
        (alarm,) = world[AlarmsView].alarms.where()
    page = read(inspector.get(f"/console/alarms/{quote(alarm.alarm, safe='')}"))
    assert "Innocent explanations that remain" in page
    assert "registry.counted/1" in page
    assert alarm.alarm in read(inspector.get("/console/alarms?detector=registry.missing"))
    assert "No alarm stands here" in read(inspector.get("/console/alarms?detector=none"))
    assert "registry.missing" in read(inspector.get("/console/sites/frankfurt"))
    assert "registry.missing" in read(by(known, "holder").get("/console/lots/lot-1"))


# Challenges.


def asked(known: Registry, **other: object) -> str:
    """Let the inspector ask the holder for a chip; return the number to be signed."""
    words = {"label": LABEL, "root": "0" * 64, "size": 1, "salt": "1" * 64}
    nonce = nonce_of(LABEL, Digest("0" * 64), 1, Nonce("1" * 64))
    said = {"challenge": "ch-1", "to": "holder", "minutes": 15, **words, "nonce": nonce, **other}
    known.said("inspector", "attestation.challenged/1", **said)
    return nonce


def test_whoever_is_asked_sees_it_and_answers_once(known: Registry):
    nonce, holder = asked(known, chip="maker/H000001"), by(known, "holder")
    assert "ch-1" in read(holder.get("/console/challenges"))
    page = read(holder.get("/console/challenges/ch-1"))
    assert nonce in page
    assert "Bring the answer" in page
    evidence = json.dumps({"token": bundle(nonce, alg="HS256")})
    wrong = holder.post("/console/challenges/ch-1/acts/answer", {"evidence": "{"})
    assert "write it as JSON" in wrong.text
    answer = holder.post("/console/challenges/ch-1/acts/answer", {"evidence": evidence})
    assert answer.status_code == 303, re.findall("<strong>.*</code>", answer.text)
    page = read(holder.get("/console/challenges/ch-1"))
    assert "What the answer proved" in page
    assert "Bring the answer" not in page
    chip = read(holder.get("/console/chips/maker%2FH000001"))
    assert "Nothing was proven yet" in chip


def test_a_challenge_of_any_chip_asks_which(known: Registry):
    asked(known)
    page = read(by(known, "holder").get("/console/challenges/ch-1"))
    assert 'name="chip"' in page


def test_a_challenge_is_not_for_a_third(known: Registry):
    asked(known)
    read(by(known, "customer").get("/console/challenges/ch-1"), 404)
    assert "ch-1" in read(by(known, "inspector").get("/console/challenges"))
    assert "ch-1" not in read(by(known, "inspector").get("/console/challenges?to=maker"))


def test_a_challenge_that_nobody_answered_is_overdue(known: Registry):
    asked(known)
    known.clock.forward(hours=1)
    page = read(by(known, "holder").get("/console/challenges/ch-1"))
    assert "Overdue" in page
    assert "Bring the answer" not in page


def test_nothing_is_asked_where_no_head_is_published(known: Registry):
    page = read(by(known, "inspector").get("/console/challenges"))
    assert "Nothing was asked" in page
    assert "Ask a party to prove a chip" not in page
