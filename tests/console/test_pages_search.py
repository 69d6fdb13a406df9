"""The search: straight to one thing, groups of several, and nothing that is not the visitor's."""

from urllib.parse import quote

import pytest
from tests.console.standing_in import Seen, seen_by, visitor_of
from tests.console.test_pages_public import words
from tests.console.told import told

from comptrol.domains.parties import PartiesView
from comptrol.entrypoints.console.pages import PAGES
from comptrol.entrypoints.console.visitor import NOBODY

PATHS = {it.path for it in PAGES}


def found(browser: Seen, asked: str) -> str:
    """Return where a search leads, or the words of its page."""
    answer = browser.get(f"/console/search?q={quote(asked)}")
    return answer.headers.get("location") or words(answer.text)


@pytest.mark.parametrize(
    ("asked", "leads_to"),
    [
        ("5", "/console/entries/5"),
        ("us-11", "/console/law/rules/US-11"),
        ("3a090.a.1.tpp", "/console/law/parameters/3a090.a.1.tpp"),
        ("H100", "/console/models/nvidia-h100-sxm5-80gb"),
    ],
)
def test_everybody_goes_straight_to_one_thing(asked: str, leads_to: str) -> None:
    assert found(seen_by(told(), NOBODY), asked) == leads_to


@pytest.mark.parametrize("asked", ["lioncrest-research", "rental-1", "inspur", "Inspur (Beijing)"])
def test_nobody_is_told_of_parties_and_orders(asked: str) -> None:
    assert "Nothing that you may see is called so" in found(seen_by(told(), NOBODY), asked)


def test_a_customer_finds_its_own_order_and_no_other() -> None:
    browser = seen_by(told(), visitor_of(told(), "lioncrest-research"))
    assert found(browser, "rental-1") == "/console/orders/rental-1"
    assert found(browser, "lioncrest-research") == "/console/parties/lioncrest-research"
    assert "Nothing that you may see" in found(browser, "sale-2")


def test_those_in_charge_find_parties_by_words_of_their_names() -> None:
    browser = seen_by(told(), visitor_of(told(), "review-office"))
    several = found(browser, "lioncrest")
    assert "lioncrest-holding" in several
    assert "lioncrest-research" in several
    assert "inspur-beijing" in found(browser, "information INSPUR")


def test_a_key_leads_to_where_it_was_said() -> None:
    with told().world() as world:
        held = next(iter(world[PartiesView].keys.where(party="inspur-beijing")))
    assert found(seen_by(told(), NOBODY), held.key) == f"/console/entries/{held.added_at}"


@pytest.mark.parametrize(
    "asked",
    ["<script>x</script>", "\u202eabc", "\U0001f600", "../../etc", "%00", "a/b/c", "*", "'--"],
)
def test_odd_words_find_nothing_and_harm_nothing(asked: str) -> None:
    for who in (NOBODY, visitor_of(told(), "authority")):
        answer = seen_by(told(), who).get(f"/console/search?q={quote(asked)}")
        assert answer.status_code == 200
        assert "<script>x" not in answer.text


def test_an_empty_search_tells_what_can_be_searched() -> None:
    assert "What can be searched" in found(seen_by(told(), NOBODY), "")
    assert seen_by(told(), NOBODY).get(f"/console/search?q={'x' * 201}").status_code == 400


@pytest.mark.skipif("/chips/{chip:path}" not in PATHS, reason="chips have no page here")
def test_a_serial_without_its_maker_leads_to_the_chip() -> None:
    browser = seen_by(told(), visitor_of(told(), "authority"))
    assert "NB-H100-000006" in found(browser, "NB-H100-000006")
