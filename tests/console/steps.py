"""What people do on a page, by what they read there: the same steps in every journey."""

import re
from typing import Any

from playwright.sync_api import Locator, Page, expect

MAY_BE_EMPTY = r"( \(may be left empty\))?"


def form_of(page: Page, label: str) -> Locator:
    """Unfold the form of an act, where neither the page nor its script has, and return it."""
    page.wait_for_load_state()
    act = page.locator("details.act").filter(
        has=page.locator("summary").get_by_text(label, exact=True)
    )
    if act.get_attribute("open") is None:
        act.locator("summary").click()
    return act.locator("form")


def fill(within: Page | Locator, label: str, value: str) -> None:
    """Fill what is called so: a field of text, or one from which is chosen."""
    called = re.compile(f"^{re.escape(label)}{MAY_BE_EMPTY}$")
    field = within.get_by_label(called)
    if field.evaluate("it => it.tagName") == "SELECT":
        field.select_option(value)
    else:
        field.fill(value)


def say(page: Page, label: str, fields: dict[str, str], form: Locator | None = None) -> None:
    """Fill the form of an act and send it; it is signed and logged."""
    found = form if form is not None else form_of(page, label)
    for name, value in fields.items():
        fill(found, name, value)
    found.get_by_role("button", name=label, exact=True).click()
    told(page)


def told(page: Page) -> None:
    """See that what was sent was taken."""
    expect(
        page.get_by_role("status").filter(has_text="Said, signed and logged as")
    ).to_be_visible()


def heading(page: Page, words: str | re.Pattern[str]) -> None:
    """See what the page is about."""
    expect(page.get_by_role("heading", level=1)).to_have_text(words)


def fact(page: Page, name: str) -> Locator:
    """Return what stands beside a term."""
    return (
        page.locator("dl > div")
        .filter(has=page.locator("dt").get_by_text(name, exact=True))
        .locator("dd")
    )


def row(within: Page | Locator, words: str) -> Locator:
    """Return the row of a table that has a cell with these words."""
    return within.get_by_role("row").filter(has_text=words)


def drawn(page: Page, title: str) -> Locator:
    """See that a picture was drawn, and return its figure."""
    figure = page.get_by_role("figure").filter(has_text=title)
    image = figure.get_by_role("img")
    image.scroll_into_view_if_needed()
    page.wait_for_function("it => it.complete && it.naturalWidth > 0", arg=image.element_handle())
    expect(figure.get_by_role("link", name="words and table")).to_be_visible()
    return figure


def sideways(page: Page) -> Any:
    """Return by how many pixels a page is wider than its window, beyond what scrolls by itself."""
    page.wait_for_load_state()
    return page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
