"""Words that somebody else has written stay words in every picture, and no picture fails."""

import csv
from io import StringIO
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.picturing import HOSTILE, sound, texts, with_word

from comptrol.entrypoints.pictures.chart import Chart
from comptrol.entrypoints.pictures.plate import linked, words
from comptrol.entrypoints.pictures.told import cut, plain
from comptrol.entrypoints.pictures.vega import csv_of, drawn_by_vega, png

NAMES = [name for name, _ in with_word("x")]
any_words = st.text(st.characters(exclude_categories=()), max_size=300)


@pytest.mark.parametrize("word", HOSTILE, ids=lambda it: ascii(it[:12]))
@pytest.mark.parametrize("name", NAMES)
def test_a_hostile_word_is_shown_as_cut_text(name: str, word: str):
    chart = dict(with_word(word))[name]()
    root = sound(chart)
    assert not any(c in it for it in texts(root) for c in "\u202e\x00\x1b\u200d")
    assert csv_of(chart)


@pytest.mark.parametrize("name", NAMES)
def test_every_picture_becomes_a_png(name: str):
    assert png(dict(with_word(HOSTILE[0]))[name]().svg, 1).startswith(b"\x89PNG")


@given(word=any_words)
@settings(max_examples=15, deadline=None)
@pytest.mark.parametrize("name", ["bars", "detectors", "orders", "cap", "custody", "supply"])
def test_any_word_is_well_formed_in_a_picture(name: str, word: str):
    sound(dict(with_word(word))[name]())


@given(word=any_words, letters=st.integers(2, 80))
def test_a_cut_word_is_printable_and_no_longer_than_it_may_be(word: str, letters: int):
    found = cut(word, letters)
    assert len(found) <= letters
    assert found.isprintable()
    assert plain(found) == found


@given(word=any_words)
@settings(max_examples=200, deadline=None)
def test_words_are_one_element_of_text(word: str):
    drawn = words(0, 0, word)
    assert drawn.count("<") == 2
    assert drawn.startswith("<text ")


@pytest.mark.parametrize("key", ["url", "href", "$ref", "image", "usermeta"])
def test_a_chart_that_names_an_address_is_refused(key: str):
    spec = {"data": {"values": [], key: "https://elsewhere.example"}, "mark": "bar"}
    with pytest.raises(ValueError, match="fetches nothing"):
        drawn_by_vega(spec, title="t", told="t")


@pytest.mark.parametrize("number", [float("inf"), float("nan")])
def test_a_number_without_a_place_is_refused(number: float):
    with pytest.raises(ValueError, match="not finite"):
        drawn_by_vega({"data": {"values": [{"a": number}]}, "mark": "bar"}, title="t", told="t")


@pytest.mark.parametrize("inside", ['<image href="/etc/passwd"/>', "<svg:use/>", "<script/>"])
def test_a_drawing_that_would_read_something_is_made_no_png(inside: str):
    with pytest.raises(ValueError, match="none of ours"):
        png(f'<svg xmlns="http://www.w3.org/2000/svg">{inside}</svg>')


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "//elsewhere.example", "https://x.example", "a b", '"', ""]
)
def test_a_link_leads_nowhere_else(address: str):
    with pytest.raises(ValueError, match="no relative address"):
        linked("<g/>", address)


@pytest.mark.parametrize("cell", ["=1+1", "+x", "-x", "@x", "\t=1", "\r=1", "=HYPERLINK(1)"])
def test_no_cell_is_a_formula(cell: str):
    assert _cells(cell) == [["Cell"], [f"'{cell}"]]


@pytest.mark.parametrize(
    "cell", ["-1", "+1.5", "-1,000", "-1E+26", "a,b", 'say "x"', "two\nlines"]
)
def test_numbers_and_words_stay_as_they_are(cell: str):
    assert _cells(cell) == [["Cell"], [cell]]


def _cells(cell: str) -> list[list[str]]:
    chart = Chart(name="n", title="t", told="t", columns=("Cell",), rows=((cell,),), svg="")
    return list(csv.reader(StringIO(csv_of(chart), newline="")))


def test_a_chart_can_be_sent_and_read():
    chart: Any = dict(with_word("x"))["detectors"]()
    assert msgspec.json.decode(msgspec.json.encode(chart), type=Chart) == chart
