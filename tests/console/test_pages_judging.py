"""Judging, classifying and screening without anything being written down."""

from urllib.parse import urlencode

import pytest
from tests.console.gatekeeping import HOSTILE, Gate

CHIP = {"dense_Tops": "989.5", "bits": "16", "die_mm2": "814", "market": "dc"}
SALE = {"door": "sale", "quantity": "8", "from": "US", "to": "CN", "name": "Somebody",
        "country": "cn", "hq_country": "CN", "ultimate_parent_hq": "CN"}  # fmt: skip


@pytest.fixture(scope="module")
def gate() -> Gate:
    return Gate()


def judged(gate: Gate, **given: str) -> str:
    answer = gate.nobody().get(f"/console/judge?{urlencode(given)}")
    assert answer.status_code == 200
    return answer.text


def test_a_sale_is_judged_for_anybody(gate: Gate) -> None:
    page = judged(gate, **SALE, **CHIP)
    assert '<span class="verdict refuse">' in page
    assert "/console/law/rules/US-2" in page
    assert "What would change this" in page
    assert "TPP 15832 ≥ 4800" in page


def test_a_chip_of_the_catalogue_is_judged_by_its_name(gate: Gate) -> None:
    assert '<span class="verdict refuse">' in judged(gate, **SALE, chip="h100")
    assert "Please mend this" in judged(gate, **SALE, chip="h1000")


def test_the_law_of_another_day_answers_otherwise(gate: Gate) -> None:
    assert '<span class="verdict allow">' not in judged(gate, **SALE, **CHIP)
    early = judged(gate, **{**SALE, "as_of": "2022-10-08"}, **CHIP)
    assert "law.date" in early


def test_a_rental_is_held_until_what_is_unknown_is_known(gate: Gate) -> None:
    rental = {"door": "rental", "site_country": "MY", "name": "Somebody", "country": "SG"}
    page = judged(gate, **rental, **CHIP)
    assert '<span class="verdict hold">' in page
    assert 'name="answer-' in page


def test_an_answer_is_tried_out(gate: Gate) -> None:
    rental = {"door": "rental", "site_country": "MY", "name": "Somebody", "country": "SG"}
    supposed = {"answer-party.headquarters": "elsewhere"}
    page = judged(gate, **rental, **CHIP, **supposed)
    assert 'value="elsewhere"' in page
    assert "Please mend this" not in page


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"quantity": "many"}, "whole number"),
        ({"quantity": "-1"}, "whole number"),
        ({"chip": "h100"}, "not by both"),
        ({"dense_Tops": "fast"}, ""),
        ({"to": "XX"}, "XX"),
        ({"known_at": "2999-01-01"}, "known"),
        ({"as_of": "yesterday"}, ""),
        ({"market": "moon"}, "market"),
        ({"answer-nothing": "yes"}, "nothing"),
    ],
)
def test_what_cannot_be_read_is_told_in_words_and_kept(
    gate: Gate, given: dict[str, str], told: str
) -> None:
    page = judged(gate, **{**SALE, **CHIP, **given})
    assert "Please mend this" in page
    assert told in page
    assert 'value="Somebody"' in page


def test_an_empty_form_says_what_to_do(gate: Gate) -> None:
    assert "Fill in what you know" in judged(gate)
    assert "Choose one of the catalogue" in gate.nobody().get("/console/classify").text


def test_a_chip_is_classified_by_name_and_by_numbers(gate: Gate) -> None:
    named = gate.nobody().get("/console/classify?chip=h100").text
    assert "3A090.a" in named
    numbers = gate.nobody().get(f"/console/classify?{urlencode(CHIP)}").text
    assert "TPP 15832 ≥ 5.92 × 814 mm² = 4818.88" in numbers
    small = gate.nobody().get("/console/classify?dense_Tops=10&bits=8&market=consumer").text
    assert "<h2>none:" in small


@pytest.mark.parametrize("words", ["chip=nothing", "dense_Tops=x", "chip=h100&as_of=2020-01-01"])
def test_what_cannot_be_classified_is_told(gate: Gate, words: str) -> None:
    assert "Please mend this" in gate.nobody().get(f"/console/classify?{words}").text


def test_a_name_is_screened_word_by_word_for_whoever_is_signed_in(gate: Gate) -> None:
    assert gate.nobody().get("/console/screen").status_code == 303
    page = gate.seen("customer").get("/console/screen?name=Dragonwell+Circuits").text
    assert "Dragonwell Circuits Co., Ltd." in page
    assert "el-1" in page
    assert "≈" in page
    assert (
        "No listed entity is like it."
        in gate.seen("customer").get("/console/screen?name=Ada").text
    )
    wrong = gate.seen("customer").get("/console/screen?name=Ada&country=XX").text
    assert "Please mend this" in wrong


def test_hostile_words_come_back_as_text(gate: Gate) -> None:
    for path in ("judge?" + urlencode({**SALE, **CHIP, "name": HOSTILE}),
                 "classify?" + urlencode({"chip": HOSTILE}),
                 "screen?" + urlencode({"name": HOSTILE})):  # fmt: skip
        page = gate.seen("customer").get(f"/console/{path}").text
        assert "<script>alert" not in page
        assert ">49<" not in page
