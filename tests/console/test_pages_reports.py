"""Meters and filings in the console: what was told, what is due, what was filed and restated."""

import pytest
from tests.console.gatekeeping import Gate
from tests.reporting import SINCE, UNTIL, Reporting, line, shipped

DUE, FILINGS, METERS = "/console/filings-due", "/console/filings", "/console/meters"
DAYS = f"since={SINCE}&until={UNTIL}"
TITLES = {"prepared_by": "Analyst", "reviewed_by": "Head of Compliance", "sources": "own meters"}


@pytest.fixture
def market() -> Reporting:
    return Reporting()


@pytest.fixture
def gate(market: Reporting) -> Gate:
    return Gate(market, shipped())


def test_meters_show_what_was_told_and_what_none_saw(gate: Gate, market: Reporting) -> None:
    provider = gate.seen("provider")
    assert "No meter has told anything of these days." in provider.get(f"{METERS}?{DAYS}").text
    market.order("r-3", on="2026-12-02")
    market.about("provider", "confirmed", "r-3", job="c1/3")
    market.used("e-1", "r-1", 17, 3600)
    market.used("e-2", None, 18, 1800)
    page = provider.get(f"{METERS}?{DAYS}").text
    assert "5,400" in page
    assert "1,800" in page
    assert "/console/orders/r-3" in page
    assert "3,600" in provider.get("/console/orders/r-1").text


def test_meters_are_a_providers_own(gate: Gate) -> None:
    assert gate.seen("customer").get(METERS).status_code == 404
    assert "Name the provider" in gate.seen("authority").get(METERS).text
    assert "provider" in gate.seen("authority").get(f"{METERS}?provider=provider").text
    other = gate.seen("provider").get(f"{METERS}?provider=somebody").text
    assert "somebody" not in other


@pytest.mark.parametrize("words", ["since=2026-01-02&until=2026-01-01", "since=x"])
def test_days_that_cannot_be_are_told(gate: Gate, words: str) -> None:
    answer = gate.seen("provider").get(f"{METERS}?{words}")
    assert answer.status_code in {200, 400}
    assert "expected until" in answer.text or "is not a day" in answer.text


def test_what_is_due_says_what_is_missing_and_leads_to_a_draft(
    gate: Gate, market: Reporting
) -> None:
    market.open()
    page = gate.seen("provider").get(DUE).text
    assert "/console/filings-due/late-november?provider=provider" in page
    assert "15 days missing" in page
    assert "What does not bind" in page
    assert gate.seen("customer").get(DUE).status_code == 404


def test_a_draft_is_filed_by_its_provider(gate: Gate, market: Reporting) -> None:
    market.open()
    path = f"{DUE}/late-november"
    assert "Nothing can be drafted" in gate.seen("provider").get(path).text
    market.used("e-1", "r-1", 17, 3600)
    page = gate.seen("provider").get(path).text
    assert "act-file" in page
    assert "3,600" in page
    assert "act-file" not in gate.seen("authority").get(f"{path}?provider=provider").text
    said = gate.seen("provider").post(f"{path}/acts/file", {"filing": "f-1", **TITLES})
    assert said.status_code == 303, said.text
    assert "/console/filings/f-1" in gate.seen("provider").get(FILINGS).text
    again = gate.seen("provider").post(f"{path}/acts/file", {"filing": "f-1", **TITLES})
    assert again.status_code == 422
    assert "It was refused" in again.text


def test_a_period_with_large_customers_is_filed_where_the_seal_is(
    gate: Gate, market: Reporting
) -> None:
    market.open(large_customer_chip_seconds=10)
    market.used("e-1", "r-1", 17, 3600)
    page = gate.seen("provider").get(f"{DUE}/late-november").text
    assert "act-file" not in page
    assert "comptrol disclosure draft provider late-november" in page


def test_a_period_that_nobody_opened_is_not_there(gate: Gate) -> None:
    assert gate.seen("provider").get(f"{DUE}/nothing").status_code == 404
    assert gate.seen("authority").get(f"{DUE}/nothing").status_code == 404


def test_a_filing_is_restated_line_by_line_and_both_stand(gate: Gate, market: Reporting) -> None:
    market.open()
    market.file("f-1", line(SINCE, UNTIL, 3600))
    path, provider = f"{FILINGS}/f-1", gate.seen("provider")
    name = f"line:chip-seconds:{SINCE}:{UNTIL}:chip-seconds-1"
    assert f'name="{name}"' in provider.get(path).text
    form = {"restatement": "x-1", "reason": "A meter was late.", "cause": "late"}
    assert provider.post(f"{path}/acts/restate", form).status_code == 422
    assert provider.post(f"{path}/acts/restate", {**form, name: "many"}).status_code == 422
    assert provider.post(f"{path}/acts/restate", {**form, name: "4000"}).status_code == 303
    page = provider.get(path).text
    assert "3,600 → 4,000" in page
    assert "A meter was late." in page


def test_a_filing_is_for_its_provider_and_those_who_look_after_things(
    gate: Gate, market: Reporting
) -> None:
    assert "Nothing is filed." in gate.seen("provider").get(FILINGS).text
    market.open()
    market.file("f-1", line(SINCE, UNTIL, 3600))
    assert "act-restate" not in gate.seen("authority").get(f"{FILINGS}/f-1").text
    assert gate.seen("customer").get(f"{FILINGS}/f-1").status_code == 404
    assert gate.seen("provider").get(f"{FILINGS}/nothing").status_code == 404
