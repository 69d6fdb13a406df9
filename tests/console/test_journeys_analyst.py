"""What an analyst does: accounts with intervals on a map, a loss of supply, other law tried."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.console.analysing import analysed
from tests.console.steps import drawn, fill, heading, row
from tests.console.walking import Served, platform_served

from comptrol.entrypoints.demo.stage import ORDINARY

Comes = Callable[..., Page]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder: Path = tmp_path_factory.mktemp("analysed")
    with platform_served(analysed(), folder) as over:
        over.account("anna", str(ORDINARY), analyst=True)
        over.account("rosa", str(ORDINARY))
        yield over


def test_an_analyst_reads_accounts_by_axis_with_intervals_and_on_a_map(comes: Comes) -> None:
    anna = comes("anna")
    anna.get_by_role("main").get_by_role("link", name="National accounts").click()
    fill(anna, "Axis", "territory")
    fill(anna, "Basis", "sites-in-log")
    anna.get_by_role("main").get_by_role("button", name="Show").click()
    expect(anna.get_by_role("main").get_by_role("heading", level=2).first).to_contain_text(
        "Territory"
    )
    drawn(anna, "By country, with intervals")
    drawn(anna, "On the map of the world")
    fill(anna, "Axis", "provider")
    fill(anna, "Basis", "estimated")
    anna.get_by_role("main").get_by_role("button", name="Show").click()
    countries = anna.get_by_role("region", name="Countries")
    expect(row(countries, "United States")).to_contain_text(re.compile("10.*20.*40"))
    expect(row(countries, "China")).to_contain_text("unknown")
    countries.get_by_role("link", name="US", exact=True).click()
    expect(anna.get_by_role("heading", level=1)).to_contain_text("US")


def test_an_analyst_sees_what_a_loss_cuts_off(comes: Comes) -> None:
    anna = comes("anna")
    anna.get_by_role("main").get_by_role("link", name="What a loss cuts off").click()
    fill(anna, "Gone are", "NL")
    anna.get_by_role("button", name="Remove").click()
    expect(anna.get_by_role("heading", name=re.compile("^Without"))).to_be_visible()
    drawn(anna, "cut")
    expect(anna.get_by_role("region", name="Losses")).to_contain_text("euv")
    expect(row(anna.get_by_role("region", name="Cut off"), "euv").nth(0)).to_contain_text("Cut")


def test_an_analyst_tries_other_law_and_sees_what_flips(comes: Comes, served: Served) -> None:
    before = served.platform.store.size()
    anna = comes("anna")
    anna.get_by_role("main").get_by_role("link", name="The lab: other law, tried").click()
    other = anna.get_by_role("group", name="Against")
    fill(other, "Policy", "statute-only")
    anna.get_by_role("button", name="Try it on the first rulings").click()
    expect(anna.get_by_role("main")).to_contain_text("rental-1")
    anna.get_by_role("button", name="Run the whole stretch").click()
    anna.wait_for_url("**/console/works/*")
    expect(anna.locator("p.told.good")).to_be_visible()
    anna.get_by_role("link", name="To what it was about").click()
    heading(anna, "What a run of the lab came to")
    expect(anna.get_by_role("main")).to_contain_text("rental-1")
    assert served.platform.store.size() == before


def test_a_customer_finds_no_page_of_the_analyst(comes: Comes) -> None:
    rosa = comes("rosa")
    expect(rosa.get_by_role("link", name="National accounts")).to_have_count(0)
    rosa.goto("/console/accounts")
    heading(rosa, "There is no such page")
