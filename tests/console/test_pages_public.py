"""What everybody may read: law, tables, the catalogue, keys; and how it fails in words."""

import re
from html import unescape

import pytest
from tests.console.standing_in import Seen, seen_by
from tests.console.told import told

from comptrol.bootstrap import in_memory
from comptrol.domains.law import Rulebooks
from comptrol.entrypoints.console.visitor import NOBODY

PATHS = (
    "/console/law",
    "/console/law?after=25",
    "/console/law?on=2023-01-01&known_at=2023-01-01&state=enforced&q=licence",
    "/console/law?rulebook=treaty-draft",
    "/console/law/ahead",
    "/console/law/timeline",
    "/console/law/timeline?after=60&q=3a090",
    "/console/law/uncertain",
    "/console/law/rules/US-11",
    "/console/law/rules/US-11?on=2025-06-01&known_at=2025-06-01",
    "/console/law/parameters/3a090.a.1.tpp",
    "/console/releases",
    "/console/releases?table=sales",
    "/console/chips-catalogue",
    "/console/chips-catalogue?as_of=1990-01-01",
    "/console/models/h100",
    "/console/models/NVIDIA%20H100",
    "/console/verify",
    "/console/verify?position=3",
    "/console/witnesses",
    "/console/search",
)


@pytest.fixture(scope="module")
def everybody() -> Seen:
    return seen_by(told(), NOBODY)


def words(html: str) -> str:
    """Return the text of the content of a page."""
    content = html.partition('<main id="content"')[2].partition("</main>")[0]
    return re.sub(r"\s+", " ", unescape(re.sub("<[^>]+>", " ", content)))


@pytest.mark.parametrize("path", PATHS)
def test_everybody_reads_it(everybody: Seen, path: str) -> None:
    answer = everybody.get(path)
    assert answer.status_code == 200, words(answer.text)
    assert answer.text.count("<h1>") == 1
    assert "style=" not in answer.text
    assert not re.search(r"<script(?![^>]* src=)", answer.text)


def test_law_that_is_not_in_force_stands_under_a_heading_of_its_own(everybody: Seen) -> None:
    page = words(everybody.get("/console/law?after=25").text)
    held, _, other = page.partition("Not in force: ")
    assert re.search(r"Rules: \d+ \d+ in force or codified, \d+ neither\.", held)
    assert not re.search(" (Bill|Proposed|Lapsed) (Yes|No) ", held)
    assert re.search(" (Bill|Lapsed) No ", other)
    first = words(everybody.get("/console/law").text)
    assert "Not in force: " not in first
    bills = words(everybody.get("/console/law?state=bill").text)
    assert " 0 in force or codified, 5 neither." in bills


def test_a_maker_is_asked_for_in_any_case(everybody: Seen) -> None:
    found = everybody.get("/console/chips-catalogue?maker=nvidia").text
    assert "<bdi>NVIDIA</bdi>" in found
    assert "No model that is described has the maker" not in found
    none = everybody.get("/console/chips-catalogue?maker=nobody").text
    assert "No model that is described has the maker <bdi>nobody</bdi>" in none


def test_every_rule_and_every_number_has_a_page(everybody: Seen) -> None:
    book = told().references.of(Rulebooks).default
    paths = [f"/console/law/rules/{it}" for it in book.rules]
    paths += [f"/console/law/parameters/{it}" for it in book.parameters]
    assert [it for it in paths if everybody.get(it).status_code != 200] == []


@pytest.mark.parametrize(
    ("path", "status", "told_so"),
    [
        ("/console/law?on=tomorrow", 400, "write it as 2026-01-31"),
        ("/console/law?rulebook=nobody", 404, "no rulebook 'nobody' is shipped"),
        ("/console/law?known_at=2999-01-01", 400, "nobody knows yet"),
        ("/console/law/timeline?after=-1", 400, "is no number of a line"),
        ("/console/law/rules/US-999", 404, "has no rule of that name"),
        ("/console/law/parameters/x%2F..", 404, "There is no such page"),
        ("/console/models/%3Cscript%3E", 404, "no model goes by the name"),
        ("/console/releases/nothing", 404, "nothing was released as nothing"),
        ("/console/releases?table=everything", 400, "Invalid enum value"),
        ("/console/verify?position=-1", 400, "is no position of an entry"),
    ],
)
def test_what_is_wrong_is_said_in_words(
    everybody: Seen, path: str, status: int, told_so: str
) -> None:
    answer = everybody.get(path)
    assert (answer.status_code, told_so in words(answer.text)) == (status, True)


def test_a_rule_tells_codified_from_enforced(everybody: Seen) -> None:
    text = words(everybody.get("/console/law/rules/E-1").text)
    assert "What an authority does with it" in text
    assert "Stayed 2025-11-10 2026-11-10" in text
    assert "Codified on that day Yes" in text


def test_a_model_shows_its_arithmetic_and_its_class_on_a_day(everybody: Seen) -> None:
    now = words(everybody.get("/console/models/h100").text)
    assert "3A090.a" in now
    assert "TPP = 1979 dense TOPS x 8 bits = 15832" in now
    before = words(everybody.get("/console/models/h100?as_of=2021-01-01").text)
    assert "3A090.a" not in before


def test_what_is_not_known_of_a_model_has_no_unit(everybody: Seen) -> None:
    now = words(everybody.get("/console/models/h100").text)
    assert " DRAM bandwidth 3,350 GB/s " in now
    assert " TPP as published " in now
    unknown = words(everybody.get("/console/models/huawei-ascend-800t-a2").text)
    assert "Memory bandwidth — Interconnect" in unknown
    assert "— GB/s" not in unknown


def test_an_empty_log_says_what_to_do() -> None:
    nothing = seen_by(in_memory(), NOBODY)
    told_so = {
        "/console/releases": "comptrol release",
        "/console/witnesses": "ledger.key-added/1",
        "/console/chips-catalogue": "chips.described/1",
    }
    for path, what in told_so.items():
        assert what in words(nothing.get(path).text)
