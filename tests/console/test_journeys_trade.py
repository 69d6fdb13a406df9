"""Orders, by those whom they concern: refused, appealed, overturned; answered; looked at."""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.console.steps import drawn, fact, fill, form_of, heading, row, say, sideways, told
from tests.console.walking import NARROW, Served, console_served

from comptrol.bootstrap import AUTHORITY
from comptrol.domains.parties import Enrolled
from comptrol.kernel.finding import Receipt
from comptrol.kernel.identifiers import CountryCode, PartyId, PublicKey
from comptrol.kernel.roles import Role

CAST = {
    "lena": "lioncrest-research",
    "rosa": "rio-claro-analytics",
    "siti": "straits-compute",
    "ray": "review-office",
    "ines": "second-office",
    "olga": "authority",
}
SECOND = PartyId("second-office")
Comes = Callable[..., Page]


@pytest.fixture(scope="module")
def served(trade_told: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = shutil.copytree(trade_told, tmp_path_factory.mktemp("trade") / "data")
    with console_served(folder) as over:
        said = Enrolled(
            party=SECOND,
            name="Second Office (invented)",
            country=CountryCode("SG"),
            roles=(Role.REVIEWER,),
            key=PublicKey(over.platform.keyring.create(SECOND).key.hex()),
        )
        assert isinstance(over.platform.speaker(AUTHORITY).say(said), Receipt)
        for name, party in CAST.items():
            over.account(name, party)
        yield over


def test_a_customer_is_refused_and_appeals_and_another_reviewer_overturns_it(
    comes: Comes,
) -> None:
    customer = comes("lena")
    customer.get_by_role("main").get_by_role("link", name="What is held on you").click()
    mine = customer.get_by_role("region", name="Orders")
    expect(row(mine, "rental-1")).to_contain_text("Refuse")
    row(mine, "rental-1").get_by_role("link", name="why").click()
    heading(customer, "Why order rental-1 was refused")
    expect(customer.get_by_role("main")).to_contain_text("It is refused.")
    expect(customer.get_by_role("main")).to_contain_text("15 CFR 742.6")
    say(customer, "Appeal", {"Grounds": "The parent sold its shares in spring; see the register."})
    expect(customer.get_by_text("It waits for a reviewer who had no part")).to_be_visible()

    first = comes("ray")
    first.goto("/console/orders/rental-1")
    expect(first.get_by_text("You had a part in this order")).to_be_visible()
    expect(first.get_by_text("Decide the appeal", exact=True)).to_have_count(0)

    second = comes("ines")
    second.get_by_role("main").get_by_role("link", name="What waits for people").click()
    row(second.get_by_role("region", name="What waits"), "rental-1").get_by_role(
        "link", name=re.compile("Decide|Appeal", re.IGNORECASE)
    ).click()
    decision = form_of(second, "Decide the appeal")
    fill(decision, "Answer anew: policy.rental-parity", "proceed")
    given = {"Granted": "true", "Reason": "The shares were sold before the order was made."}
    say(second, "Decide the appeal", {**given, "By": "Second reviewer"}, decision)
    expect(second.get_by_role("heading", level=1)).to_contain_text("Allow")

    customer.reload()
    heading(customer, "Order rental-1")
    expect(fact(customer, "Ruling")).to_contain_text("Allow")
    expect(customer.get_by_role("main")).to_contain_text("Granted:")
    expect(customer.get_by_role("main")).to_contain_text("The shares were sold before")


def test_a_reviewer_answers_what_is_open_and_the_order_is_ruled_anew(comes: Comes) -> None:
    reviewer = comes("ray")
    reviewer.goto("/console/queue")
    waits = reviewer.get_by_role("region", name="What waits")
    row(waits, "rental-2").get_by_role("link", name="Answer").click()
    heading(reviewer, "Ruling on order rental-2")
    open_one = reviewer.get_by_role("region").filter(has_text="Shall the rental proceed")
    section = open_one.filter(has_text="Answer it")
    section.get_by_text("Answer it", exact=True).click()
    fill(section, "Answer", "refuse")
    fill(section, "Reason", "Nobody could say who would use it in the end.")
    fill(section, "The title under which you answer", "Reviewer on duty")
    section.get_by_role("button", name="Answer", exact=True).click()
    told(reviewer)
    expect(reviewer.get_by_text("This ruling is no longer in force.")).to_be_visible()
    reviewer.get_by_role("link", name="The ruling in force").click()
    expect(reviewer.locator("p.outcome")).to_contain_text("It is refused.")
    expect(fact(reviewer, "Who decided")).to_contain_text("Reviewer on duty")
    reviewer.goto("/console/queue")
    expect(row(reviewer.get_by_role("region", name="What waits"), "rental-2")).to_have_count(0)


def test_a_provider_reads_a_ruling_with_its_arithmetic(comes: Comes) -> None:
    provider = comes("siti")
    provider.get_by_role("main").get_by_role("link", name="Orders", exact=True).click()
    orders = provider.get_by_role("region", name="Orders")
    row(orders, "rental-8").get_by_role("link", name="Refuse").click()
    heading(provider, "Ruling on order rental-8")
    policy = provider.get_by_role("region", name=re.compile("^Policy of the operator"))
    expect(policy).to_contain_text("Cap rio-claro: ceiling 691200")
    provider.get_by_role("link", name="arithmetic", exact=True).click()
    expect(provider.get_by_role("heading", name="The arithmetic")).to_be_in_viewport()
    drawn(provider, "The same order by the law of other days")
    provider.goto("/console/meters")
    expect(provider.get_by_role("heading", level=1)).to_contain_text("Meters")
    expect(provider.get_by_role("main")).to_contain_text("Orders that no meter ever saw")


def test_a_customer_sees_when_its_cap_will_be_used_up(comes: Comes) -> None:
    customer = comes("rosa")
    customer.goto("/console/caps")
    customer.get_by_role("region", name="Caps").get_by_role(
        "link", name="rio-claro", exact=True
    ).click()
    heading(customer, "Cap rio-claro")
    expect(fact(customer, "Ceiling")).to_have_text("691,200 chip-seconds")
    expect(fact(customer, "Free for new orders")).to_have_text("0 chip-seconds")
    drawn(customer, "What is left, and until when")


def test_a_customer_on_a_narrow_screen_reads_why_and_nothing_runs_out_of_it(
    comes: Comes,
) -> None:
    customer = comes("rosa", viewport=NARROW)
    menu = customer.get_by_role("navigation")
    expect(menu.get_by_role("link", name="What is held on you")).not_to_be_visible()
    assert sideways(customer) <= 0
    menu.get_by_text("Pages", exact=True).click()
    menu.get_by_role("link", name="What is held on you").click()
    heading(customer, "What is held on you")
    assert sideways(customer) <= 0
    orders = customer.get_by_role("region", name="Orders")
    row(orders, "rental-8").get_by_role("link", name="why").click()
    heading(customer, "Why order rental-8 was refused")
    assert sideways(customer) <= 0
    for path in ("/orders", "/orders/rental-8", "/sites", "/law", "/judge", "/caps/rio-claro"):
        customer.goto(f"/console{path}")
        assert sideways(customer) <= 0, path
