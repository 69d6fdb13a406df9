"""Links lead somewhere, titles hold no marks, and what is shown reads as people write it."""

import re

import pytest
from tests.console.gatekeeping import Gate
from tests.console.standing_in import Seen, seen_by
from tests.console.told import told

from comptrol.entrypoints.console.visitor import NOBODY

REASON = "Nobody who is named stands above us."
TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)


@pytest.fixture
def gate() -> Gate:
    return Gate()


@pytest.fixture
def everybody() -> Seen:
    return seen_by(told(), NOBODY)


@pytest.mark.parametrize("who", ["customer", "provider", "reviewer", "inspector"])
def test_names_are_links_only_where_the_visitor_may_go(gate: Gate, who: str) -> None:
    position = gate.refused("o1")
    seen = gate.seen(who)
    pages = ("/console/orders", "/console/orders/o1", f"/console/orders/o1/rulings/{position}")
    shown = [answer for it in pages if (answer := seen.get(it)).status_code == 200]
    places = {
        it
        for answer in shown
        for it in re.findall(
            r'href="(/console/(?:parties|orders|caps|lots)/[^"#?]+)"', answer.text
        )
    }
    assert shown
    assert {it for it in places if seen.get(it).status_code != 200} == set()


def test_who_may_go_there_has_the_link(gate: Gate) -> None:
    gate.refused("o1")
    link = '<a href="/console/parties/customer">'
    assert link in gate.seen("reviewer").get("/console/orders/o1").text
    assert link in gate.seen("customer").get("/console/orders/o1").text
    other = gate.seen("provider").get("/console/orders/o1").text
    assert "<bdi>customer</bdi>" in other
    assert link not in other


@pytest.mark.parametrize(
    "path", ["models/nvidia-h100-sxm5-80gb", "search?q=%3Cb%3E%26amp", "sites"]
)
def test_a_title_has_no_marks_of_the_page(everybody: Seen, path: str) -> None:
    found = TITLE.findall(everybody.get(f"/console/{path}").text)
    assert found
    assert "<" not in found[0]


def test_a_sentence_of_the_law_keeps_its_hyphens_and_a_number_has_thousands(
    everybody: Seen,
) -> None:
    text = everybody.get("/console/law/ahead?on=2026-11-29").text
    assert "before 2025-08-02 must comply" in text
    assert "35,000,000,000" in text


def test_an_order_is_as_long_as_people_say_it(gate: Gate) -> None:
    gate.order("long", length_s=30 * 86400)
    gate.order("short", length_s=3600)
    gate.order("odd", length_s=3601)
    seen = gate.seen("customer")
    for name, said in (("long", "30 days ("), ("short", "1 hour ("), ("odd", "3,601 seconds (")):
        assert said in seen.get(f"/console/orders/{name}").text


def test_whoever_decides_an_appeal_chooses_among_the_answers_there_are(gate: Gate) -> None:
    gate.held("o1")
    path = "/console/orders/o1"
    made = gate.seen("provider").post(f"{path}/acts/appeal", {"grounds": REASON})
    assert made.status_code == 303
    form = gate.seen("second").get(path).text.partition("decide-appeal")[2]
    assert re.search(
        r'<select id="anew-1" name="answer-[^"]+"><option value="">left as it is', form
    )
