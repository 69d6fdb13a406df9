"""A provider looks at what its meters told, files what is due, and mends a line of it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.console.gatekeeping import Gate
from tests.console.steps import fill, heading, row, say
from tests.console.walking import Served, platform_served
from tests.reporting import SINCE, UNTIL, Reporting, shipped

Comes = Callable[..., Page]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    market = Reporting()
    gate = Gate(market, shipped())
    market.open()
    market.used("e-1", "r-1", 17, 3600)
    folder: Path = tmp_path_factory.mktemp("filing")
    with platform_served(gate.platform, folder) as over:
        for name in ("provider", "authority"):
            over.account(name, name)
        yield over


def test_a_provider_files_what_is_due_and_the_authority_reads_it(comes: Comes) -> None:
    provider = comes("provider")
    provider.get_by_role("main").get_by_role("link", name="Meters", exact=True).click()
    fill(provider, "From", str(SINCE))
    fill(provider, "Until before", str(UNTIL))
    provider.get_by_role("main").get_by_role("button", name="Show").click()
    expect(provider.get_by_role("main")).to_contain_text("3,600")

    menu = provider.get_by_role("navigation")
    menu.get_by_role("link", name="What is due", exact=True).click()
    due = provider.get_by_role("region", name="What binds", exact=True)
    row(due, "late-november").get_by_role("link", name="late-november").click()
    titles = {"Filing": "f-1", "Prepared by": "Analyst", "Reviewed by": "Head of Compliance"}
    say(provider, "File it", {**titles, "Sources": "own meters"})
    menu.get_by_role("link", name="Filings", exact=True).click()
    provider.get_by_role("main").get_by_role("link", name="f-1", exact=True).click()
    expect(provider.get_by_role("heading", level=1)).to_contain_text("f-1")
    expect(provider.get_by_role("main")).to_contain_text("3,600")

    authority = comes("authority")
    authority.goto("/console/filings/f-1")
    expect(authority.get_by_role("main")).to_contain_text("Head of Compliance")
    expect(authority.get_by_role("button", name="File it")).to_have_count(0)
    heading(authority, provider.get_by_role("heading", level=1).inner_text())
