"""Ways through the same pages: by keyboard alone, without script, in the dark, on paper, later."""

import re
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from tests.console.steps import heading, row
from tests.console.walking import NARROW, PASSWORD, Served, console_served

from comptrol.adapters.clock_system import SystemClock

Comes = Callable[..., Page]
A4 = {"width": 718, "height": 1_046}
"""In pixels of a style sheet, between the margins that Chromium prints."""
TABS = 250
TO_HOLD = "It is on hold until a person has answered what is open."


class Clock:
    """The clock of the machine, or so much later."""

    later = timedelta()

    def now(self) -> datetime:
        return SystemClock().now() + self.later


@pytest.fixture(scope="module")
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def served(
    trade_told: Path, tmp_path_factory: pytest.TempPathFactory, clock: Clock
) -> Iterator[Served]:
    folder = shutil.copytree(trade_told, tmp_path_factory.mktemp("ways") / "data")
    with console_served(folder, clock) as over:
        over.account("lena", "lioncrest-research")
        over.account("ray", "review-office")
        over.account("siti", "straits-compute")
        yield over


def reach(page: Page, sought: Locator) -> None:
    """Go on with the tabulator until something has the focus, and see that one sees it there."""
    for _ in range(TABS):
        page.keyboard.press("Tab")
        if sought.evaluate("it => it === document.activeElement"):
            break
    expect(sought).to_be_focused()
    outline = "it => { const s = getComputedStyle(it); return s.outlineStyle + s.outlineWidth; }"
    assert not re.match("none|.*[a-z]0px", str(sought.evaluate(outline)))


def side_by_side(page: Page) -> Locator:
    """Return the outcomes: as logged, and on the day that was chosen."""
    table = page.get_by_role("region", name="Side by side")
    return row(table, "Outcome").first.get_by_role("cell")


def ruling_of(page: Page, order: str) -> None:
    page.goto(f"/console/orders/{order}")
    page.get_by_role("link", name="The ruling in force").click()
    heading(page, f"Ruling on order {order}")


def test_a_provider_slides_to_another_day_and_the_ruling_is_another(comes: Comes) -> None:
    provider = comes("siti")
    ruling_of(provider, "rental-5")
    expect(provider.get_by_text(TO_HOLD).first).to_be_visible()
    slider = provider.get_by_label("Dates on which the rulebook says something else")
    slider.focus()
    provider.keyboard.press("Home")
    expect(side_by_side(provider).nth(0)).to_have_text("Hold")
    expect(side_by_side(provider).nth(1)).to_have_text("Allow")
    expect(provider).to_have_url(re.compile("as_of=2022"))
    box = slider.bounding_box()
    assert box is not None
    # Where it stands by then: what was swapped in above may still push it down.
    slider.click(position={"x": box["width"] * 0.6, "y": box["height"] / 2})
    expect(side_by_side(provider).nth(1)).to_have_text("Hold")
    expect(provider.get_by_text(TO_HOLD).first).to_be_visible()


def test_a_provider_without_script_chooses_another_day_from_a_list(comes: Comes) -> None:
    provider = comes("siti", java_script_enabled=False)
    ruling_of(provider, "rental-5")
    days = provider.get_by_label("Law of", exact=True)
    expect(provider.get_by_label("Dates on which the rulebook says")).not_to_be_visible()
    days.select_option(index=0)
    provider.get_by_role("button", name="Compare").click()
    expect(side_by_side(provider).nth(0)).to_have_text("Hold")
    expect(side_by_side(provider).nth(1)).to_have_text("Allow")


def test_a_reviewer_answers_a_question_by_keyboard_alone(comes: Comes) -> None:
    reviewer = comes("ray")
    keys = reviewer.keyboard
    keys.press("/")
    expect(reviewer.get_by_role("searchbox", name="Search", exact=True)).to_be_focused()
    keys.type("rental-7")
    keys.press("Enter")
    expect(reviewer.get_by_role("heading", level=1)).to_contain_text("Order rental-7")
    reach(reviewer, reviewer.get_by_role("link", name="The ruling in force"))
    keys.press("Enter")
    heading(reviewer, "Ruling on order rental-7")
    section = (
        reviewer.get_by_role("region")
        .filter(has_text="Shall the rental proceed")
        .filter(has_text="Answer it")
    )
    reach(reviewer, section.locator("summary"))
    keys.press("Enter")
    reach(reviewer, section.get_by_label("Answer", exact=True))
    keys.type("refuse")
    expect(section.get_by_label("Answer", exact=True)).to_have_value("refuse")
    keys.press("Tab")
    keys.type("Nobody could say who would use it.")
    keys.press("Tab")
    keys.type("Reviewer on duty")
    reach(reviewer, section.get_by_role("button", name="Answer", exact=True))
    keys.press("Enter")
    expect(reviewer.get_by_text("This ruling is no longer in force.")).to_be_visible()
    reach(reviewer, reviewer.get_by_role("link", name="The ruling in force"))
    keys.press("Enter")
    expect(reviewer.get_by_text("It is refused.").first).to_be_visible()


def test_a_customer_without_script_is_refused_and_appeals(comes: Comes) -> None:
    customer = comes("lena", java_script_enabled=False)
    customer.get_by_role("main").get_by_role("link", name="What is held on you").click()
    row(customer.get_by_role("region", name="Orders"), "rental-1").get_by_role(
        "link", name="why"
    ).click()
    heading(customer, "Why order rental-1 was refused")
    customer.locator("details.act > summary").get_by_text("Appeal", exact=True).click()
    customer.get_by_label("Grounds").fill("The parent sold its shares in spring.")
    customer.get_by_role("button", name="Appeal", exact=True).click()
    expect(customer.get_by_role("status")).to_contain_text("Said, signed and logged as")
    expect(customer.get_by_text("It waits for a reviewer who had no part")).to_be_visible()


def test_a_reader_keeps_a_dark_ground_and_prints_without_menus(comes: Comes) -> None:
    reader = comes(color_scheme="light")
    ground = "getComputedStyle(document.body).backgroundColor"
    light = reader.evaluate(ground)
    reader.get_by_role("button", name="Dark").click()
    expect(reader.get_by_role("button", name="Dark")).to_have_attribute("aria-pressed", "true")
    dark = reader.evaluate(ground)
    reader.get_by_role("main").get_by_role("link", name="Law in force").click()
    expect(reader.get_by_role("button", name="Dark")).to_have_attribute("aria-pressed", "true")
    assert reader.evaluate(ground) == dark != light
    menu = reader.get_by_role("navigation", name="Pages")
    expect(menu).to_be_visible()
    reader.emulate_media(media="print")
    expect(menu).to_be_hidden()
    expect(reader.get_by_role("searchbox", name="Search", exact=True)).to_be_hidden()
    expect(reader.get_by_role("heading", level=1)).to_be_visible()
    assert reader.evaluate(ground) != dark


def test_a_key_leads_to_what_stands_in_ones_own_menu_alone(comes: Comes) -> None:
    customer, reviewer = comes("lena"), comes("ray")
    for keys in ("g", "a", "g", "q"):
        customer.keyboard.press(keys)
    heading(customer, "Who may use AI compute, and why")
    customer.keyboard.press("g")
    customer.keyboard.press("o")
    heading(customer, "Orders")
    reviewer.keyboard.press("g")
    reviewer.keyboard.press("q")
    heading(reviewer, "What waits for people")


def test_a_row_of_many_cells_is_a_card_on_a_narrow_screen(comes: Comes) -> None:
    reviewer = comes("ray", viewport=NARROW)
    reviewer.goto("/console/orders")
    orders = reviewer.get_by_role("region", name="Orders")
    card = row(orders, "rental-1 ")
    expect(card.get_by_role("cell").nth(4)).to_have_attribute("data-column", "Customer")
    within = "it => it.scrollWidth <= it.clientWidth"
    assert orders.evaluate(within)
    for cell in card.get_by_role("cell").all():
        box = cell.bounding_box()
        assert box is not None
        assert box["x"] + box["width"] <= NARROW["width"]


def test_no_table_is_cut_on_paper(comes: Comes) -> None:
    reviewer = comes("ray")
    reviewer.goto("/console/orders")
    reviewer.emulate_media(media="print")
    reviewer.set_viewport_size(A4)
    assert reviewer.evaluate("document.documentElement.scrollWidth") <= A4["width"]
    orders = reviewer.get_by_role("region", name="Orders")
    expect(orders.get_by_role("columnheader", name="Customer")).to_be_visible()
    assert orders.evaluate("it => it.scrollWidth <= it.clientWidth")


def test_whoever_was_away_for_long_is_asked_to_sign_in_and_is_led_back(
    comes: Comes, clock: Clock
) -> None:
    customer = comes("lena")
    clock.later = timedelta(hours=9)
    try:
        customer.goto("/console/mine/orders/rental-1")
        expect(customer.get_by_role("heading", level=1)).to_contain_text("Sign in")
        customer.get_by_label("Name of the account").fill("lena")
        customer.get_by_label("Password").fill(PASSWORD)
        customer.get_by_role("main").get_by_role("button", name="Sign in").click()
        expect(customer.get_by_role("heading", level=1)).to_contain_text("rental-1")
    finally:
        clock.later = timedelta()
    customer.get_by_role("button", name="Sign out").click()
    expect(customer.get_by_role("link", name="Sign in").first).to_be_visible()
    customer.goto("/console/mine")
    expect(customer.get_by_role("heading", level=1)).to_contain_text("Sign in")
