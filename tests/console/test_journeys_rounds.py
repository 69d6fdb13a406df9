"""A round, by those who share compute out and by one who was declined: plans, what if, appeal."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.allocating import Round
from tests.console.rounds import planned
from tests.console.staged import platform_of
from tests.console.steps import drawn, fact, fill, heading, row, say
from tests.console.walking import Served, platform_served

Comes = Callable[..., Page]
PEOPLE = ("chair", "second", "judge", "north", "east")


@pytest.fixture(scope="module")
def played() -> Round:
    return planned()


@pytest.fixture(scope="module")
def served(played: Round, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder: Path = tmp_path_factory.mktemp("round")
    with platform_served(platform_of(played.stage), folder) as over:
        for name in PEOPLE:
            over.account(name, name)
        yield over


def begun(page: Page) -> None:
    """See that work was begun, and wait until it has ended well."""
    page.wait_for_url("**/console/works/*")
    expect(page.locator("p.told.good")).to_be_visible()
    expect(page.get_by_role("main")).not_to_contain_text("Stop it")


def test_a_panel_sees_what_it_costs_to_be_even_and_what_if_a_pool_were_larger(
    comes: Comes, played: Round
) -> None:
    before = played.stage.store.size()
    chair = comes("chair")
    chair.get_by_role("main").get_by_role("link", name="Calls for proposals").click()
    chair.get_by_role("link", name="call-1", exact=True).click()
    chair.get_by_role("link", name="What it costs to be even").click()
    chair.get_by_role("button", name="Solve it").click()
    begun(chair)
    chair.get_by_role("link", name="To what it was about").click()
    heading(chair, "What it costs to be even between areas")
    drawn(chair, "even")

    chair.goto("/console/calls/call-1/what-if")
    pool = chair.get_by_role("region", name="The size of a pool")
    fill(pool, "Has so many percent of what it has", "200")
    pool.get_by_role("button", name="Plan again").click()
    begun(chair)
    chair.get_by_role("link", name="To what it was about").click()
    expect(chair.get_by_role("main")).to_contain_text("p-north")
    assert played.stage.store.size() == before


def test_two_adopt_a_plan_and_one_who_was_declined_appeals_and_is_heard(comes: Comes) -> None:
    chair = comes("chair")
    chair.goto("/console/calls/call-1/plan")
    heading(chair, "Plan plan-1")
    expect(chair.get_by_text("Nobody is bound by it yet")).to_be_visible()
    drawn(chair, "What is booked of each pool, by month")
    expect(chair.get_by_role("heading", name="Prices by pool and month")).to_be_visible()
    chair.get_by_role("button", name="Run the check now").click()
    begun(chair)
    chair.get_by_role("link", name="To what it was about").click()
    expect(chair.get_by_text("The plan holds.").first).to_be_visible()
    for name, title in (("chair", "Chair of the panel"), ("second", "Deputy chair")):
        person = chair if name == "chair" else comes(name)
        person.goto("/console/calls/call-1/plan")
        say(person, "Adopt this plan", {"Reason": "It is the best one.", "By": title})
    expect(fact(person, "Adopted by")).to_contain_text("Deputy chair")

    north = comes("north")
    north.goto("/console/proposals/p-north")
    heading(north, "Proposal p-north: declined")
    expect(north.get_by_role("main")).to_contain_text("worth more together")
    north.get_by_role("link", name="Appeal now").click()
    form = north.locator("#act-appeal form")
    expect(form).to_be_visible()
    ground = form.get_by_label("Ground", exact=True)
    ground.select_option(index=1)
    say(north, "Appeal", {"Grounds": "9" * 64}, form)
    expect(north.get_by_text("An appeal was made.")).to_be_visible()

    judge = comes("judge")
    judge.goto("/console/proposals/p-north")
    expect(judge.get_by_role("main")).to_contain_text("Appeal")
    settled = {"Granted": "false", "Reason": "The reviews name its title.", "By": "Judge"}
    say(judge, "Decide the appeal", settled)
    north.reload()
    expect(north.get_by_role("main")).to_contain_text("The reviews name its title.")


def test_one_who_was_awarded_sees_its_award(comes: Comes) -> None:
    east = comes("east")
    east.goto("/console/awards")
    row(east.get_by_role("region", name="Awards"), "p-east").get_by_role(
        "link", name="p-east", exact=True
    ).click()
    expect(east.get_by_role("heading", level=1)).to_contain_text("p-east")
    expect(east.get_by_role("main")).to_contain_text("alder")
