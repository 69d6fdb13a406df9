"""Parties: dossiers for those in charge, what is held on me, why I was refused, and the appeal."""

import re

import pytest
from tests.console.standing_in import seen_by, visitor_of
from tests.console.test_pages_public import words
from tests.console.told import told

from comptrol.bootstrap import AUTHORITY
from comptrol.domains.gate import Appealed
from comptrol.domains.parties import Enrolled
from comptrol.entrypoints.console.visitor import NOBODY
from comptrol.flow.turn import read_entry
from comptrol.kernel.finding import Receipt
from comptrol.kernel.identifiers import CountryCode, PartyId
from comptrol.kernel.roles import Role

LISTED, CUSTOMER, SELLER = "inspur-beijing", "lioncrest-research", "straits-compute"
HOSTILE = "<script>alert(1)</script> \u202ereversed \U0001f600 "


def test_a_customer_sees_why_it_was_refused_and_no_other_customer_does() -> None:
    path = "/console/mine/orders/sale-2"
    shown = seen_by(told(), visitor_of(told(), LISTED)).get(path)
    text = words(shown.text)
    assert "Why order sale-2 was refused" in text
    assert "15 CFR 744.16" in text
    assert "/console/law/rules/US-21" in shown.text
    assert "Whom you were taken for" in text
    for other in (CUSTOMER, SELLER, "authority"):
        assert seen_by(told(), visitor_of(told(), other)).get(path).status_code == 404
    assert seen_by(told(), NOBODY).get(path).status_code == 303


def test_a_customer_appeals_once_and_sees_that_it_waits() -> None:
    browser = seen_by(told(), visitor_of(told(), LISTED))
    path = "/console/mine/orders/sale-2"
    empty = browser.post(f"{path}/acts/appeal", {"grounds": ""})
    assert empty.status_code == 422
    said = browser.post(f"{path}/acts/appeal", {"grounds": HOSTILE + "We are another company."})
    assert said.status_code == 303
    position = int(said.headers["location"].partition("?said=")[2])
    logged = next(iter(told().store.entries(position)))
    statement = read_entry(told().catalogue, logged).statement
    assert isinstance(statement, Appealed)
    after = browser.get(f"{path}?said={position}")
    assert "It waits for a reviewer who had no part in the ruling" in words(after.text)
    assert "<script>alert" not in after.text
    assert f"{path}/acts/appeal" not in after.text
    assert browser.post(f"{path}/acts/appeal", {"grounds": "again"}).status_code == 404


def test_what_is_held_on_me_is_everything_of_mine() -> None:
    text = words(seen_by(told(), visitor_of(told(), LISTED)).get("/console/mine").text)
    assert "sale-2" in text
    assert "Word by word" in text
    assert "Nobody keeps a file on you" in text
    assert "comptrol kyc file" in text
    assert not re.search(r"\bon it\b|that it has|It was never|It is taken", text)
    assert "Entries about you" not in text  # a label for those who listen, no words of the page
    assert "gate.ordered/1" in text


@pytest.mark.parametrize("party", [LISTED, CUSTOMER, SELLER, "authority", "northbridge-silicon"])
def test_everybody_has_a_page_of_their_own(party: str) -> None:
    browser = seen_by(told(), visitor_of(told(), party))
    for path in ("/console/mine", f"/console/parties/{party}"):
        assert browser.get(path).status_code == 200


def test_a_dossier_is_for_itself_and_for_those_in_charge() -> None:
    path = f"/console/parties/{CUSTOMER}"
    for who in ("authority", "review-office", CUSTOMER):
        assert seen_by(told(), visitor_of(told(), who)).get(path).status_code == 200
    for who in (LISTED, SELLER, "inspectorate"):
        browser = seen_by(told(), visitor_of(told(), who))
        for there in (path, f"{path}/charts/ownership.svg", "/console/parties"):
            assert browser.get(there).status_code == 404
    unknown = seen_by(told(), visitor_of(told(), "authority")).get("/console/parties/nobody")
    assert (unknown.status_code, "no party 'nobody'" in words(unknown.text)) == (404, True)


def test_files_on_a_customer_are_not_for_reviewers() -> None:
    path = f"/console/parties/{CUSTOMER}"
    shown = {
        who: "Files on it" in words(seen_by(told(), visitor_of(told(), who)).get(path).text)
        for who in ("authority", "review-office", CUSTOMER)
    }
    assert shown == {"authority": True, "review-office": False, CUSTOMER: True}


def test_ownership_is_drawn_with_words_and_a_table() -> None:
    browser = seen_by(told(), visitor_of(told(), "review-office"))
    path = f"/console/parties/{CUSTOMER}/charts/ownership"
    told_so = words(browser.get(path).text)
    assert "listed parties own less than half of it" in told_so
    assert "lioncrest-holding lioncrest-research 100.00 100.00" in told_so
    assert f'src="{path}.svg"' in browser.get(path).text
    assert browser.get(f"{path}.svg").text.startswith("<svg")
    unowned = browser.get("/console/parties/utrecht-herbarium/charts/ownership")
    assert "Nobody has said who owns any of it." in words(unowned.text)


def test_a_reviewer_decides_about_a_match_and_is_refused_in_words() -> None:
    browser = seen_by(told(), visitor_of(told(), "review-office"))
    path = f"/console/parties/{LISTED}"
    assert "To be decided next" in words(browser.get(path).text)
    late = {
        "reason": "Another company: the number of the register differs.",
        "until": "2099-01-01",
    }
    refused = browser.post(f"{path}/acts/clear", late)
    assert refused.status_code == 422
    assert "screening.until-when" in refused.text
    assert "the number of the register differs" in refused.text
    assert browser.post(f"{path}/acts/seat", {"country": "NL"}).status_code == 404


def test_the_authority_enrols_a_party_with_an_odd_name() -> None:
    browser = seen_by(told(), visitor_of(told(), "authority"))
    form = {"party": "odd-1", "name": HOSTILE + "x" * 100, "country": "NL", "roles": "customer"}
    wrong = browser.post("/console/parties/acts/enrol", {**form, "country": "Holland"})
    assert (wrong.status_code, "Country" in words(wrong.text)) == (422, True)
    assert browser.post("/console/parties/acts/enrol", form).status_code == 303
    for path in ("/console/parties", "/console/parties/odd-1", "/console/search?q=odd"):
        shown = browser.get(path).text
        assert "<script>alert" not in shown
        assert "\u202e" not in shown


def test_lists_go_on_after_a_name() -> None:
    platform = told()
    speaker = platform.speaker(AUTHORITY)
    for number in range(60):
        said = Enrolled(
            party=PartyId(f"many-{number:03}"), name=f"Many {number}",
            country=CountryCode("NL"), roles=(Role.CUSTOMER,),
        )  # fmt: skip
        assert isinstance(speaker.say(said), Receipt)
    browser = seen_by(platform, visitor_of(platform, "authority"))
    first = browser.get("/console/parties").text
    assert 'rel="next"' in first
    assert "many-059" not in first
    assert "many-059" in browser.get("/console/parties?after=many-030").text
