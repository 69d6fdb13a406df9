"""Caps, licences, what waits, what has to stop, and what went round the gate."""

import re

import pytest
from tests.console.gatekeeping import HOSTILE, REASON, Gate

CAPS, LICENCES = "/console/caps", "/console/licences"


@pytest.fixture
def gate() -> Gate:
    return Gate()


def licence(gate: Gate, name: str = "l-1", **other: object) -> None:
    said = {"type": "licence", "holder": "maker", "models": ["h100"], "chips": 100,
            "since": "2026-01-01", "until": "2027-01-01", "source": "Licence 1"}  # fmt: skip
    gate.tell("authority", kind="gate.licence-recorded/1", licence=name, **{**said, **other})


def test_a_cap_is_seen_by_whom_it_binds_and_by_those_who_look_after_the_gate(gate: Gate) -> None:
    gate.market.cap("mine", 360_000)
    gate.market.cap("all", 10**9, bearer="world", whose=None)
    for who in ("customer", "reviewer", "authority"):
        assert "/console/caps/mine" in gate.seen(who).get(CAPS).text
        assert gate.seen(who).get(f"{CAPS}/mine").status_code == 200
    assert "No cap is there." in gate.seen("provider").get(CAPS).text
    assert gate.seen("provider").get(f"{CAPS}/mine").status_code == 404
    assert gate.seen("customer").get(f"{CAPS}/all").status_code == 404
    assert gate.seen("authority").get(f"{CAPS}/nothing").status_code == 404


def test_a_cap_shows_what_is_held_and_a_picture_of_it(gate: Gate) -> None:
    gate.market.cap("mine", 360_000, notices=[50], review_on="2026-12-01")
    gate.order("o1")
    page = gate.seen("customer").get(f"{CAPS}/mine").text
    assert "288,000 chip-seconds" in page
    assert "72,000 chip-seconds" in page
    assert "weekly-means/1" in page
    charts = f"{CAPS}/mine/charts/burn-down"
    assert gate.seen("customer").get(f"{charts}.svg").text.startswith("<svg")
    assert gate.seen("provider").get(f"{charts}.svg").status_code == 404


def test_a_cap_of_nothing_says_so_and_draws_no_line(gate: Gate) -> None:
    gate.market.cap("none", 0)
    page = gate.seen("customer").get(f"{CAPS}/none").text
    assert "Nothing is allotted for this period." in page
    assert "used up.<" not in page
    assert "Earliest, at the high rate" not in page
    assert "burn-down" not in page
    drawn = gate.seen("customer").get(f"{CAPS}/none/charts/burn-down").text
    assert "It will be used up" not in drawn


def test_a_cap_with_windows_shows_each(gate: Gate) -> None:
    gate.market.cap("monthly", 10**6, window={"every": "month"})
    gate.order("o1")
    assert "2026-11" in gate.seen("authority").get(f"{CAPS}/monthly").text


def test_the_authority_sets_and_reviews_caps(gate: Gate) -> None:
    said = {"cap": "new", "bearer": "party", "whose": "customer", "unit": "chips",
            "ceiling": "5", "source": "Agreement 9", "since": "2026-01-01"}  # fmt: skip
    authority = gate.seen("authority")
    assert authority.post(f"{CAPS}/acts/set", said).status_code == 303
    anew = {"ceiling": "7", "source": "Agreement 10", "since": "2026-01-01"}
    assert authority.post(f"{CAPS}/new/acts/set", anew).status_code == 303
    assert gate.market.cap_of("new").ceiling == 7
    kept = {"on": "2026-11-01", "by": "Head of policy", "reason": REASON}
    assert authority.post(f"{CAPS}/new/acts/review", kept).status_code == 303
    assert REASON in authority.get(f"{CAPS}/new").text
    assert gate.seen("customer").post(f"{CAPS}/new/acts/set", anew).status_code == 404
    assert gate.seen("reviewer").post(f"{CAPS}/acts/set", said).status_code == 404


def test_a_cap_that_cannot_be_set_is_told_in_words(gate: Gate) -> None:
    said = {"cap": "New Cap", "bearer": "party", "unit": "chips", "source": "x",
            "since": "2026-01-01"}  # fmt: skip
    answer = gate.seen("authority").post(f"{CAPS}/acts/set", said)
    assert answer.status_code == 422
    assert 'value="New Cap"' in answer.text


def test_a_licence_is_seen_by_its_holder_and_consignees(gate: Gate) -> None:
    licence(gate, consignees=["customer"])
    assert "/console/licences/l-1" in gate.seen("maker").get(LICENCES).text
    assert "No licence is entered." in gate.seen("stranger").get(LICENCES).text
    for who in ("maker", "customer", "authority"):
        assert "Good today" in gate.seen(who).get(f"{LICENCES}/l-1").text
    for who in ("stranger", "provider"):
        assert gate.seen(who).get(f"{LICENCES}/l-1").status_code == 404


def test_a_licence_counts_what_is_drawn_and_when_a_notice_has_run(gate: Gate) -> None:
    licence(gate, notice_days=25, volume={"share_percent": 50, "of_country": "US", "source": "x"})
    sale = {"order": "s-1", "door": "sale", "customer": "customer", "model": "h100", "chips": 8,
            "origin": "US", "destination": "CN", "licence": "l-1", "on": "2026-11-01",
            "end_use": "research"}  # fmt: skip
    gate.tell("maker", kind="gate.ordered/1", **sale)
    seller = gate.seen("maker")
    told = {"model": "h100", "chips": "100", "on": "2026-10-01", "source": "Books"}
    assert seller.post(f"{LICENCES}/l-1/acts/volume", told).status_code == 303
    order = "/console/orders/s-1"
    assert "act-notify" in seller.get(order).text
    given = {"on": "2026-11-01", "reference": "NAC-1"}
    assert seller.post(f"{order}/acts/notify", given).status_code == 303
    page = seller.get(f"{LICENCES}/l-1").text
    assert "/console/orders/s-1" in page
    assert "2026-11-26" in page
    assert ">50</td>" in page


def test_the_authority_enters_and_ends_a_licence(gate: Gate) -> None:
    said = {"licence": "l-2", "type": "licence", "holder": "maker", "models": "h100",
            "chips": "10", "since": "2026-01-01", "source": "Licence 2"}  # fmt: skip
    authority = gate.seen("authority")
    assert authority.post(f"{LICENCES}/acts/enter", said).status_code == 303
    ended = {"on": "2026-11-01", "reason": REASON}
    assert authority.post(f"{LICENCES}/l-2/acts/end", ended).status_code == 303
    assert "Not good today" in authority.get(f"{LICENCES}/l-2").text
    assert gate.seen("maker").post(f"{LICENCES}/l-2/acts/end", ended).status_code == 404


def test_what_waits_is_for_reviewers_with_what_to_do(gate: Gate) -> None:
    assert "Nothing waits for people." in gate.seen("reviewer").get("/console/queue").text
    position = gate.held()
    page = gate.seen("reviewer").get("/console/queue").text
    assert f"/console/orders/held/rulings/{position}#questions" in page
    cell = page.partition("#questions")[0].rpartition("<tr>")[2]
    assert re.search(r"<td><bdi>[A-Z][^<]+\?</bdi> <code>", cell), cell
    assert gate.seen("authority").get("/console/queue").status_code == 200
    for who in ("customer", "provider"):
        assert gate.seen(who).get("/console/queue").status_code == 404


def test_what_has_to_stop_is_for_its_seller(gate: Gate) -> None:
    assert "Nothing has to stop." in gate.seen("provider").get("/console/stops").text
    gate.order("o1")
    gate.market.about("provider", "confirmed", "o1", job="c1/1")
    gate.market.about("reviewer", "suspended", "o1", reason=HOSTILE)
    page = gate.seen("provider").get("/console/stops").text
    assert "/console/orders/o1" in page
    assert "It was suspended by reviewer." in page
    assert "/console/orders/o1" in gate.seen("reviewer").get("/console/stops").text
    assert "/console/orders/o1" not in gate.seen("exporter").get("/console/stops").text
    assert gate.seen("customer").get("/console/stops").status_code == 404


def test_what_went_round_the_gate_is_for_those_who_look_into_it(gate: Gate) -> None:
    for who in ("reviewer", "inspector", "authority"):
        page = gate.seen(who).get("/console/bypasses")
        assert "Nothing went round the gate." in page.text
    for who in ("customer", "provider"):
        assert gate.seen(who).get("/console/bypasses").status_code == 404
