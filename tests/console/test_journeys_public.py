"""What anybody does without signing in: checks a receipt, reads law, judges, looks at the map."""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.console.steps import drawn, fact, fill, heading, row
from tests.console.walking import Served, console_served

STEPS = re.compile("^✓ Holds:")


@pytest.fixture(scope="module")
def served(trade_told: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = shutil.copytree(trade_told, tmp_path_factory.mktemp("public") / "data")
    with console_served(folder) as over:
        yield over


@pytest.fixture
def page(comes: Callable[..., Page]) -> Page:
    return comes()


def test_a_reader_checks_the_receipt_of_an_entry_in_the_page(page: Page) -> None:
    page.get_by_role("main").get_by_role("link", name="The log", exact=True).click()
    heading(page, "The log")
    first = page.get_by_role("region", name="Entries").get_by_role("row").nth(1)
    first.get_by_role("link").first.click()
    heading(page, re.compile("^Entry [0-9]+: "))
    page.get_by_role("link", name="Check it in this browser").click()
    heading(page, "Check a receipt in this browser")
    expect(page.get_by_role("status")).to_contain_text("It holds: the log has this entry")
    steps = page.locator("#steps li")
    expect(steps).not_to_have_count(0)
    expect(steps.filter(has_text=STEPS)).to_have_count(steps.count())
    expect(page.get_by_text("What the entry says")).to_be_visible()


def test_a_reader_sees_that_a_receipt_with_a_bit_flipped_is_refuted(page: Page) -> None:
    page.goto("/console/verify?position=100")
    expect(page.get_by_role("status")).to_contain_text("It holds")
    entry = page.get_by_label("The entry", exact=True)
    held = entry.input_value()
    at = len(held) // 2
    entry.fill(held[:at] + ("A" if held[at] != "A" else "B") + held[at + 1 :])
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("It does not hold. Do not rely on it")
    expect(page.locator("#steps li").filter(has_text="✗ Does not hold:")).not_to_have_count(0)


def test_a_reader_learns_the_law_in_force_and_what_changes_next(page: Page) -> None:
    main = page.get_by_role("main")
    main.get_by_role("link", name="Law in force").click()
    heading(page, re.compile("^Law in force on "))
    fill(page, "Status", "enforced")
    main.get_by_role("button", name="Show").click()
    rules = page.get_by_role("region", name="In force")
    expect(rules.get_by_role("cell", name="Not enforced")).to_have_count(0)
    rules.get_by_role("link", name="US-2", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("US-2")
    expect(main).to_contain_text("FR Doc 2025-00636")
    page.get_by_role("navigation").get_by_role("link", name="What changes next").click()
    heading(page, re.compile("^What changes after "))
    next_change = page.get_by_role("region", name="What changes").get_by_role("row").nth(1)
    expect(next_change.get_by_role("link").first).to_be_visible()
    days = int(next_change.get_by_role("cell").nth(1).inner_text())
    assert days > 0


def judge(page: Page, **given: str) -> None:
    """Ask how something would be ruled on."""
    for label, value in given.items():
        fill(page, label, value)
    page.get_by_role("button", name="Judge", exact=True).click()


def test_a_seller_judges_a_sale_and_a_rental_and_nothing_is_logged(
    page: Page, served: Served
) -> None:
    before = served.platform.store.size()
    page.get_by_role("main").get_by_role("link", name="Judge a sale or a rental").click()
    listed = "Inspur (Beijing) Electronic Information Industry Co., Ltd."
    to = {"Name of the recipient": listed, "Its country": "CN", "End use, as declared": "cloud"}
    chip = {"Chip of the catalogue": "nvidia-h100-sxm5-80gb", "How many": "1024"}
    judge(page, **chip, **to, **{"A sale: from": "US", "A sale: to": "CN"})
    expect(page.locator("p.outcome")).to_have_text("Refuse")
    found = page.get_by_role("region", name=re.compile("^Law in force"))
    expect(found).to_contain_text(re.compile("15 CFR 74[24]"))
    lion = {"Name of the recipient": "Lioncrest Research", "Its country": "SG"}
    above = {"Headquarters; empty means unknown": "SG"}
    above |= {"Headquarters of its ultimate parent; empty means unknown": "CN"}
    where = {"A rental: where the chips stand": "MY", "A rental: chip-hours in all": "368640"}
    page.goto("/console/judge")
    judge(page, Door="rental", **chip, **lion, **above, **where)
    expect(page.locator("p.outcome")).to_have_text("Hold")
    asked = page.get_by_role("heading", name="Shall the rental proceed all the same?")
    suppose = asked.locator("xpath=following-sibling::p[.//select][1]")
    fill(suppose, "Suppose the answer is", "refuse")
    suppose.get_by_role("button", name="Judge again").click()
    expect(page.locator("p.outcome")).to_have_text("Refuse")
    assert served.platform.store.size() == before


def test_a_reader_sees_the_sites_on_a_map_and_one_of_them(page: Page) -> None:
    page.get_by_role("main").get_by_role("link", name="Sites on a map").click()
    drawn(page, "Sites, and what was measured of their places")
    sites = page.get_by_role("region", name="Sites")
    expect(row(sites, "Colossus 1")).to_contain_text("US")
    fill(page, "Country, by its code or its name", "malaysia")
    page.get_by_role("main").get_by_role("button", name="Show").click()
    expect(row(sites, "Colossus 1")).to_have_count(0)
    sites.get_by_role("link", name="dayone-nusajaya").click()
    heading(page, "DayOne Nusajaya")
    expect(fact(page, "Power")).to_have_text("240 MW")
    expect(page.get_by_role("region", name="Levels")).to_contain_text("Epoch AI")
    figure = page.goto("/console/sites/charts/map")
    assert figure is not None
    assert figure.ok
    expect(page.get_by_role("main").get_by_role("table").first).to_be_visible()


def seek(page: Page, words: str) -> None:
    """Search from wherever one is."""
    page.get_by_role("searchbox", name="Search", exact=True).fill(words)
    page.keyboard.press("Enter")


def test_a_reader_searches_for_a_chip_a_site_and_a_position(page: Page) -> None:
    seek(page, "colossus")
    heading(page, "Search")
    expect(page.get_by_role("heading", name="Sites", level=2)).to_be_visible()
    page.get_by_role("main").get_by_role("link", name="colossus-2").click()
    heading(page, "Colossus 2")
    seek(page, "H100")
    heading(page, "NVIDIA H100 SXM5 80GB")
    expect(page).to_have_title("NVIDIA H100 SXM5 80GB · Comptrol")
    seek(page, "colossus-1")
    heading(page, "Colossus 1")
    seek(page, "100")
    heading(page, re.compile("^Entry 100: "))
    seek(page, "nothing is called so")
    expect(page.get_by_text("Nothing that you may see is called so.")).to_be_visible()
