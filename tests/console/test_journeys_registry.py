"""Chips, by those who make, hold and inspect them: handed over, registered in bulk, drawn."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.console.registering_pages import CAST, MODEL, TODAY, Registry
from tests.console.steps import drawn, fact, fill, row, say
from tests.console.walking import Served, platform_served

Comes = Callable[..., Page]
LOTS = 40


@pytest.fixture(scope="module")
def known() -> Registry:
    """Return a registry in which chips stand at a site, and a lot is with its maker."""
    made = Registry()
    made.site()
    made.made()
    made.shipped()
    made.received()
    made.installed()
    made.made("lot-2", "G")
    return made


@pytest.fixture(scope="module")
def served(known: Registry, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder: Path = tmp_path_factory.mktemp("registry")
    with platform_served(known.platform, folder) as over:
        for name in CAST:
            over.account(name, name)
        yield over


def test_a_maker_ships_a_lot_and_the_other_side_countersigns(comes: Comes) -> None:
    maker = comes("maker")
    maker.get_by_role("main").get_by_role("link", name="Lots held").click()
    maker.get_by_role("region", name="Lots").get_by_role("link", name="lot-2").click()
    sent = {"Shipment": "s-2", "To": "holder", "Destination": "frankfurt", "Waybill": "w-77"}
    say(maker, "Ship it", {**sent, "On": str(TODAY)})
    expect(maker.get_by_role("main")).to_contain_text("In transit")

    holder = comes("holder")
    holder.get_by_role("main").get_by_role("link", name="Hand-overs").click()
    waiting = holder.get_by_role("region", name="To be countersigned")
    row(waiting, "lot-2").get_by_role("link", name="s-2").click()
    expect(holder.get_by_text("The other side has not said yet")).to_be_visible()
    say(holder, "Receive it", {"On": str(TODAY)})
    expect(holder.get_by_text("The other side has not said yet")).to_have_count(0)

    maker.goto("/console/lots/lot-2")
    expect(maker.get_by_role("main")).to_contain_text("holder answers for 8 chips")
    steps = maker.get_by_role("region", name="Custody, step by step")
    expect(row(steps, "registry.received/1")).to_be_visible()
    drawn(maker, "Who answered for it, and where it was")


def test_a_maker_registers_a_long_table_and_watches_it_go_on(comes: Comes) -> None:
    rows = [f"T{lot:02d}-{at:03d},{MODEL},lot-t{lot},{TODAY}" for lot in range(LOTS)
            for at in range(250)]  # fmt: skip
    wrong = ["T 1,no-such-model,lot-x,once", f"T00-000,{MODEL},lot-t0,{TODAY}"]
    table = "\n".join(["serial,model,lot,made_on", *rows, *wrong, ""])
    maker = comes("maker")
    maker.goto("/console/chip-tables")
    maker.get_by_label("The table").set_input_files(
        {"name": "chips.csv", "mimeType": "text/csv", "buffer": table.encode()}
    )
    maker.add_init_script(SEEN)
    maker.get_by_role("button", name="Register the chips").click()
    maker.wait_for_url("**/console/works/*")
    outcome = maker.get_by_role("status").filter(has_text="chips in")
    expect(outcome).to_contain_text(f"{len(rows):,} chips in {LOTS} lots were registered")
    steps = [float(it) for it in maker.evaluate("sessionStorage.getItem('steps')").split()]
    assert len(steps) > 1
    assert steps == sorted(steps)
    with maker.expect_download() as coming:
        maker.get_by_role("link", name="All of it as CSV").click()
    back = coming.value.path().read_text().splitlines()
    assert back[0].startswith("line,")
    assert len(back) == 1 + len(wrong)
    maker.goto("/console/lots/lot-t0")
    expect(fact(maker, "Serials")).to_have_text("250")


SEEN = """
document.addEventListener("DOMContentLoaded", () => {
  const bar = document.querySelector("progress");
  if (!bar) return;
  const note = () => {
    const told = sessionStorage.getItem("steps") ?? "";
    if (bar.hasAttribute("value")) sessionStorage.setItem("steps", `${told} ${bar.value}`);
  };
  note();
  new MutationObserver(note).observe(bar, { attributes: true, attributeFilter: ["value"] });
});
"""
"""Notes each step of the bar, so that a test need not be quick enough to see it move."""


def test_an_inspector_plans_draws_and_says_what_was_found(comes: Comes, known: Registry) -> None:
    inspector = comes("inspector")
    inspector.get_by_role("main").get_by_role("link", name="Plan an inspection").click()
    fill(inspector, "So many wrong chips matter", "2")
    inspector.get_by_label("Site", exact=True).first.fill("frankfurt")
    inspector.get_by_role("button", name="Reckon the sample").click()
    expect(inspector.get_by_role("status")).to_contain_text("chips are to be drawn")
    beacon = {"Inspection": "i-1", "Beacon source": "a public beacon"}
    times = {"Beacon from": "2026-11-02T12:00", "Beacon until": "2026-11-03T12:00"}
    say(inspector, "Say the plan", {**beacon, **times})

    inspector.goto("/console/inspections/i-1")
    expect(inspector.get_by_text("it waits for the beacon")).to_be_visible()
    known.clock.forward(days=1, hours=1)
    inspector = comes("inspector")
    inspector.goto("/console/inspections/i-1")
    seed = {"Beacon": "7d3b1c", "Published at": "2026-11-02T12:00:03"}
    say(inspector, "Say what the beacon said", seed)
    known.clock.forward(minutes=10)
    inspector.get_by_role("main").get_by_role("link", name="none yet").first.click()
    found = {
        "Outcome": "not-shown",
        "Serial matches": "false",
        "Logs read": "false",
        "Tampering": "not-checked",
        "Site": "frankfurt",
        "Looked at": "2026-11-02T13:05",
        "Evidence": "3" * 64,
    }
    say(inspector, "Say what you found", found)
    inspector.goto("/console/inspections/i-1")
    expect(inspector.get_by_role("main")).to_contain_text("What was wrong")
    inspector.get_by_role("link", name="Not shown").click()
    expect(fact(inspector, "Tampering")).to_have_text("Not checked")
