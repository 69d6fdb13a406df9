"""``comptrol allocate`` with a log: who reviews, the call, the plan that two people adopt."""

import json
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.scenario.gate_harness import H100, Day, a_day, began
from tests.scenario.harness import comptrol

from comptrol.bootstrap import open_platform
from comptrol.domains.allocation import AllocationView, ProposalId
from comptrol.kernel.identifiers import PartyId

BY = {"by": "Head of Allocation"}
CALL = {
    "call": "autumn",
    "programme": "research",
    "title": "Autumn",
    "policy": "merit-1",
    "areas": [{"area": "climate"}],
    "tracks": [{"track": "regular"}],
}


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("round") / "data"
    began(folder)
    return folder


@pytest.fixture
def proposed(begun: Path, here: Path) -> Day:
    """Two ask for more than there is; the call is closed, and two reviewers declared."""
    day = a_day(begun, here / "data")
    with day.opened() as platform:
        keys = [platform.keyring.create(PartyId(it)).key.hex() for it in ("council", "board")]
    for party, key in zip(("council", "board"), keys, strict=True):
        told = {"party": party, "name": party, "country": "DE", "roles": ["allocator"]}
        day.tell("authority", "parties.enrolled/1", key=key, **told)
    curve = {"version": "share-1", "form": "share", "slopes_ppm": [900_000, 600_000, 300_000]}
    merit = {"policy": "merit-1", "curve": curve, "theta_ppm": 0, "noise_sigma": "6"}
    rules = {"reviews_min": 1, "load_max": 2, "sources": ["Terms"], "review_by": "2099-01-01"}
    day.tell("council", "allocation.policy-set/1", **merit, **rules, **BY)
    days = {"opens": day.today, "closes": day.today, "as_of": day.today}
    months = {"months": ["2098-01", "2098-02"]}
    day.tell("council", "allocation.call-opened/1", **CALL, **days, **months, **BY)
    pool = {"call": "autumn", "pool": "alder", "provider": "nimbus", "model": H100}
    room = {"site_country": "DE", "speed_h100e": "1", "capacity_chip_hours": [700, 700]}
    day.tell("nimbus", "allocation.pool-offered/1", **pool, **room)
    for party in ("zephyr", "quiet"):
        day.all(party, proposal(party))
    day.clock.at += timedelta(days=1)
    for reviewer in ("first", "second"):
        said = {"call": "autumn", "reviewer": reviewer}
        day.tell(reviewer, "allocation.reviewer-declared/1", **said)
    return day


def proposal(party: str) -> dict[str, Any]:
    return {
        "kind": "allocation.proposed/1",
        "call": "autumn",
        "proposal": f"p-{party}",
        "applicant": party,
        "institution": party,
        "area": "climate",
        "track": "regular",
        "need_h100e_hours": 1000,
        "least_fraction_ppm": 1_000_000,
        "first_month": "2098-01",
        "last_month": "2098-02",
        "pools": [{"pool": "alder"}],
        "investigator": f"{len(party):064x}",
        "end_use": "weather research",
    }


def reviewed(day: Day, here: Path) -> None:
    ran = day.run("allocate", "assign", "autumn", "--say", "--as", "council", "--json")
    assert ran.code == 0
    scores = {"p-zephyr": "90", "p-quiet": "60"}
    for name, reviewers in ran.json["reviewers"].items():
        for reviewer in reviewers:
            body = here / "review.json"
            body.write_text(json.dumps({"proposal": name, "score": scores[name]}))
            assert day.run("say", "allocation.reviewed/1", body, "--as", reviewer).code == 0


def solved(day: Day, here: Path) -> Path:
    call, plan = here / "call.json", here / "plan.json"
    assert day.run("allocate", "call", "autumn", "--out", call).code == 0
    ran = comptrol("allocate", "solve", call, "--out", plan, "--gap", 0, "--no-reasons")
    assert ran.code == 0
    return plan


def test_reviewers_are_found_with_even_loads(proposed: Day, here: Path):
    ran = proposed.run("allocate", "assign", "autumn", "--table", here / "reviewers.csv", "--json")
    assert ran.code == 0
    assert set(ran.json["loads"].values()) == {1}
    assert (here / "reviewers.csv").read_text().startswith("proposal,reviewer\n")


def test_a_bid_is_a_hint(proposed: Day, here: Path):
    bids = here / "bids.csv"
    bids.write_text("proposal,reviewer\np-zephyr,first\np-quiet,second\n")
    ran = proposed.run("allocate", "assign", "autumn", "--bids", bids, "--json")
    assert ran.json["reviewers"] == {"p-quiet": ["second"], "p-zephyr": ["first"]}


def test_reviews_that_nobody_is_left_for_are_missing(proposed: Day):
    links = [{"institution": it, "ground": "financial"} for it in ("zephyr", "quiet")]
    for reviewer in ("first", "second"):
        said = {"call": "autumn", "reviewer": reviewer, "links": links}
        proposed.tell(reviewer, "allocation.reviewer-declared/1", **said)
    ran = proposed.run("allocate", "assign", "autumn")
    assert ran.code == 1
    assert "2 reviews are missing: p-quiet, p-zephyr" in ran.err


def test_a_plan_is_said_and_adopted_by_two(proposed: Day, here: Path):
    reviewed(proposed, here)
    plan = solved(proposed, here)
    adopt = ("allocate", "adopt", plan, "--name", "plan-1")
    assert proposed.run(*adopt, "--as", "council").code == 0
    because = ("--reason", "The best that fits.", "--by", "Head of Allocation")
    assert proposed.run(*adopt, "--as", "council", *because).code == 0
    ran = proposed.run(*adopt, "--as", "council", *because)
    assert ran.code == 1
    assert "allocation.same-person" in ran.out
    assert proposed.run(*adopt, "--as", "board", *because).code == 0
    with (
        closing(open_platform(proposed.folder, processes=0)) as platform,
        platform.world() as world,
    ):
        awards = world[AllocationView].awards
        assert awards.get(ProposalId("p-zephyr")) is not None
        assert awards.get(ProposalId("p-quiet")) is None


def test_another_plan_of_the_same_name_is_not_adopted(proposed: Day, here: Path):
    reviewed(proposed, here)
    plan = solved(proposed, here)
    adopt = ("allocate", "adopt", plan, "--name", "plan-1", "--as", "council")
    assert proposed.run(*adopt).code == 0
    plan.write_text(plan.read_text().replace('"chip_hours": 700', '"chip_hours": 699'))
    ran = proposed.run(*adopt)
    assert ran.code == 2
    assert "the log has another plan plan-1" in ran.err


def test_a_draw_that_a_log_has_not_is_not_there(proposed: Day):
    ran = proposed.run("allocate", "draw", "--log", "autumn", "--check")
    assert ran.code == 2
    assert "the log has no draw of call 'autumn'" in ran.err
