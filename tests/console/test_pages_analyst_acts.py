"""What an analyst, the authority and operators say on these pages; and the lab."""

from datetime import timedelta

import httpx
import pytest
from tests.console.analysing import (
    FACTORS,
    OWN_SITE,
    SITE,
    analysed,
    seen,
    seen_empty,
)
from tests.console.at_work import working_as

from comptrol.entrypoints.console.pages import account_asking
from comptrol.entrypoints.console.progress import State
from comptrol.entrypoints.demo.stage import INSPECTOR, MAKER, ORDINARY, PROVIDER

LAB = {"against_policy": "statute-only", "factors": FACTORS}


def ago(hours: int) -> str:
    at = analysed().intake.clock.now() - timedelta(hours=hours)
    return at.strftime("%Y-%m-%dT%H:%M")


def said(answer: httpx.Response) -> bool:
    return answer.status_code == 303 and "?said=" in answer.headers["location"]


def test_the_authority_says_an_estimate_and_withdraws_it() -> None:
    form = {
        "estimate": "nl-one",
        "axis": "provider",
        "part": "All of it",
        "as_of": "2026-01-01",
        "median": "100",
        "factor_set": FACTORS,
        "confidence": "likely",
        "source": "a test",
        "method": "a test",
    }
    assert said(seen().post("/console/accounts/NL/acts/estimate", form))
    assert "nl-one" in seen().get("/console/accounts/NL").text
    withdrawn = {"estimate": "nl-one", "reason": "It was wrong"}
    assert said(seen().post("/console/accounts/NL/acts/withdraw", withdrawn))
    again = seen().post("/console/accounts/NL/acts/withdraw", withdrawn)
    assert (again.status_code, "accounts." in again.text) == (422, True)
    assert 'value="nl-one"' in again.text


def test_an_analyst_without_a_role_reads_and_says_nothing() -> None:
    analyst = seen(ORDINARY, analyst=True)
    assert "acts/estimate" not in analyst.get("/console/accounts/US").text
    assert analyst.post("/console/accounts/US/acts/estimate", {}).status_code == 404


def test_an_incident_is_told_reported_restated_and_closed() -> None:
    opened = {
        "incident": "fire",
        "site": OWN_SITE,
        "began_at": ago(3),
        "known_at": ago(2),
        "what": "Smoke",
        "things": "west\nnorth",
        "lost": '{"low_ppm": 1, "high_ppm": 2}',
    }
    assert said(seen(PROVIDER).post("/console/supply/incidents/acts/open", opened))
    assert "/incidents/fire" in seen(PROVIDER).get("/console/supply/incidents").text
    lesson = {"lesson": "sprinklers", "what": "Water", "sites": OWN_SITE}
    path = "/console/supply/incidents/fire"
    assert said(seen(PROVIDER).post(f"{path}/acts/lesson", lesson))
    assert seen(PROVIDER).post(f"{path}/acts/close", {}).status_code == 404
    closed = {"ended_at": ago(1), "cause": "A cable", "by": "Inspector"}
    assert said(seen(INSPECTOR).post(f"{path}/acts/close", closed))
    assert "A cable" in seen(PROVIDER).get(path).text


def test_a_report_that_says_nothing_new_is_refused_in_words_and_kept() -> None:
    path = "/console/supply/incidents/outage/acts/report"
    assert said(seen().post(path, {"report": "early", "facts": "It is back"}))
    again = seen().post(path, {"report": "early", "facts": "It is really back"})
    assert (again.status_code, "supply.not-restated" in again.text) == (422, True)
    assert "It is really back</textarea>" in again.text
    restated = {"report": "early", "facts": "Now it is", "restated_because": "Too early"}
    assert said(seen().post(path, restated))
    assert "Too early" in seen().get("/console/supply/incidents/outage").text
    wrong = seen().post(path, {"report": "early", "facts": "x", "lost": "half"})
    assert (wrong.status_code, "lost: write it as JSON" in wrong.text) == (422, True)


def test_a_provider_says_nothing_of_a_site_that_it_does_not_run() -> None:
    other = {
        "incident": "elsewhere",
        "site": SITE,
        "began_at": ago(2),
        "known_at": ago(1),
        "what": "Dark",
    }
    refused = seen(PROVIDER).post("/console/supply/incidents/acts/open", other)
    assert (refused.status_code, "supply.not-operator" in refused.text) == (422, True)
    path = f"/console/supply/critical/{OWN_SITE}/acts/hangs"
    hangs = {"depends_on": "grid", "things": "north", "needs": "any", "complete": "true"}
    assert said(seen(PROVIDER).post(path, {**hangs, "source": "a map"}))
    assert seen(MAKER).post(path, hangs).status_code == 404


def test_a_test_of_a_plan_and_a_duty_are_told() -> None:
    path = f"/console/supply/critical/{SITE}"
    failed = {"plan": "goes-on", "on": "2026-10-20", "outcome": "failed", "findings": "No power"}
    assert said(seen(INSPECTOR).post(f"{path}/acts/test", failed))
    done = {"duty": "plan", "on": "2026-10-20", "evidence": "It was seen"}
    assert said(seen(INSPECTOR).post(f"{path}/acts/done", done))
    text = seen().get(path).text
    assert "No power" in text
    assert "It was seen" in text


def test_a_site_that_does_not_meet_the_criteria_is_not_designated() -> None:
    small = {"site": OWN_SITE, "criteria": "critical", "on": "2026-10-01", "by": "Director"}
    refused = seen().post("/console/supply/critical/acts/designate", small)
    assert (refused.status_code, "supply.criteria-" in refused.text) == (422, True)


def test_the_supply_graph_is_told_on_its_pages() -> None:
    described = {"input": "resist", "title": "Resist", "is_a": "material", "source": "a test"}
    inputs = "/console/supply/inputs"
    body = {**described, "goes_into": "lithography"}
    assert said(seen(INSPECTOR, analyst=True).post(f"{inputs}/acts/describe", body))
    stock = {"on": "2026-01-01", "stock_days": '{"low": 10}', "source": "a test"}
    assert said(seen().post(f"{inputs}/resist/acts/buffer", stock))
    assert "10 days or more" in seen().get(f"{inputs}/resist").text
    supplied = '[{"supplier": "jp", "portion": {"low_ppm": 900000, "high_ppm": 950000}}]'
    table = {"year": "2025", "by": "country", "shares": supplied, "definition": "value"}
    assert said(seen().post(f"{inputs}/resist/acts/shares", {**table, "source": "a test"}))
    assert "90 to 95%" in seen().get(f"{inputs}/resist").text


def test_a_loss_of_nobody_is_told_on_the_form() -> None:
    found = seen().get("/console/supply/shock?remove=nobody")
    assert (found.status_code, 'role="alert"' in found.text) == (200, True)
    assert 'value="nobody"' in found.text
    path = seen().get("/console/supply/shock?remove=NL").text
    assert "goes into" in path
    assert "is a type of" in path


def test_a_run_is_declared_counted_and_ended() -> None:
    run = {"run": "third", "purpose": "training", "began_on": "2026-06-01"}
    sources = '[{"run": "base", "by": "initialised"}]'
    customer = seen(ORDINARY)
    assert said(customer.post("/console/runs/acts/declare", {**run, "sources": sources}))
    use = '{"since": "2026-06-01T00:00:00Z", "until": "2026-07-01T00:00:00Z", "stated": '
    use += '{"low": "7000000000000000000000000", "mid": "8000000000000000000000000", '
    use += '"high": "9000000000000000000000000"}}'
    path = "/console/runs/third"
    assert said(customer.post(f"{path}/acts/period", {"period": "june", "use": use}))
    text = customer.get(path).text
    assert "Above" in text
    assert "1.3e+25" in text
    assert said(customer.post(f"{path}/acts/end", {"on": "2026-07-01", "outcome": "completed"}))
    assert "acts/end" not in customer.get(path).text


def test_what_flips_is_shown_with_both_explanations() -> None:
    text = seen().get("/console/lab?try=1&against_policy=statute-only").text
    assert "Each flip, with both explanations" in text
    assert "rental-parity" in text
    assert "What that changes in the accounts" in text
    alike = seen().get("/console/lab?try=1").text
    assert "Nothing flips" in alike


def test_what_cannot_be_tried_is_told_and_the_form_kept() -> None:
    for words in (
        "against=none",
        "against_known=2090-01-01",
        "against_known=x",
        "from=9&to=3",
        "against_posture=none",
        "from=x",
        f"against={'0' * 64}",
    ):
        found = seen().get(f"/console/lab?try=1&{words}")
        assert (found.status_code, 'role="alert"' in found.text) == (200, True), words


def test_a_whole_stretch_is_judged_as_long_work() -> None:
    with working_as(analysed(), "authority") as browser:
        state, told, href = browser.work("lab", LAB)
        assert (state, href.startswith("/lab/")) == (State.DONE, True), told
        assert "Each flip, with both explanations" in browser.get(f"/console{href}").text
        assert seen(ORDINARY, analyst=True).get(f"/console{href}").status_code == 404
        assert browser.post("/console/begin/lab", {"against": "none"}).status_code == 404


def test_acts_are_there_for_the_authority_of_an_empty_log() -> None:
    text = seen_empty().get("/console/supply/critical").text
    assert "acts/criteria" in text
    assert "acts/designate" in text


def test_a_large_registry_is_counted_when_somebody_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(account_asking, "LOTS_MAX", 0)
    for path in ("accounts?basis=recorded", "accounts/recorded", "accounts/flows", "accounts/MY"):
        text = seen().get(f"/console/{path}").text
        assert "Count them now" in text
    counted = seen().get("/console/accounts/recorded?count=1").text
    assert "By country and model" in counted
