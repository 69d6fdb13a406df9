"""A round of sixty proposals: who shares out sees prices, who got nothing sees its own reason."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.console.steps import drawn, fact, heading, row
from tests.console.walking import Served, console_served
from tests.scenario.harness import comptrol

from comptrol.domains.allocation import AllocationView, ProposalId

Comes = Callable[..., Page]
PLAN = "/console/calls/open-science-2027/plan"
OUTBID = ProposalId("p56")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder: Path = tmp_path_factory.mktemp("sharing") / "data"
    assert comptrol("demo", "--story", "round", "--data", folder).code == 0
    with console_served(folder) as over:
        with over.platform.world() as world:
            found = world[AllocationView].proposals.get(OUTBID)
            assert found is not None
        over.account("chair", "panel-chair")
        over.account("outbid", str(found.said.applicant))
        yield over


def test_who_shares_out_reads_a_plan_with_prices_and_who_is_next(comes: Comes) -> None:
    chair = comes("chair")
    chair.goto(PLAN)
    heading(chair, "Plan plan-2")
    expect(fact(chair, "Adopted by")).to_contain_text("panel-second")
    expect(fact(chair, "Gap")).to_contain_text("%")
    drawn(chair, "What is booked of each pool, by month")
    prices = chair.get_by_role("region", name="Prices by pool and month")
    told = row(prices, "fjord-h100").get_by_role("cell").all_inner_texts()
    assert any(Decimal(it) > 0 for it in told)
    next_in_line = chair.get_by_role("region", name="Next in line")
    expect(row(next_in_line, OUTBID).first).to_contain_text("Outbid")


def test_who_got_nothing_reads_why_and_no_name_of_another(comes: Comes) -> None:
    outbid = comes("outbid")
    outbid.goto(f"/console/proposals/{OUTBID}")
    heading(outbid, f"Proposal {OUTBID}: declined")
    expect(outbid.get_by_role("heading", name="What was decided, and why")).to_be_visible()
    expect(fact(outbid, "Who answers for it")).not_to_be_empty()
    expect(outbid.get_by_role("main")).not_to_contain_text("p05")
    outbid.goto(PLAN)
    expect(outbid.get_by_role("region", name="Next in line")).to_have_count(0)
