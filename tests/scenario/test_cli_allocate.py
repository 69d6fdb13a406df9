"""``comptrol allocate`` as an outside program relies on it, and with input that is none."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from tests.scenario.harness import Ran, comptrol

Json = dict[str, Any]


def asking(name: str, **more: object) -> Json:
    return {
        "id": name,
        "score": 80,
        "area": "earth",
        "need_h100e_hours": 1000,
        "least_fraction": 0.5,
        "first_month": 0,
        "last_month": 1,
        "pools": {"alder": 1.0},
        "award_value": 40,
        "segments": [[0.5, 40]],
        **more,
    }


CALL: Json = {
    "call": "small",
    "months": ["2027-01", "2027-02"],
    "pools": [
        {"id": "alder", "speed_h100e": 1.0, "capacity_chip_hours": [600, 600]},
        {"id": "birch", "speed_h100e": 2.0, "capacity_chip_hours": [400, 400]},
    ],
    "proposals": [
        asking("ash"),
        asking("bay", area="life", pools={"birch": 1.25, "alder": 0.8}, award_value=60),
        asking("fir", area="life", least_fraction=1.0, award_value=30, segments=[]),
        asking("yew", pools={}),
    ],
    "groups": [{"id": "u1", "members": ["ash", "bay"], "ceiling_h100e_hours": 1700}],
    "floors": [],
    "rules": {"max_pools": 1, "pool_cost": 0.05, "monthly_rate": 2.0},
}


@pytest.fixture
def call(here: Path) -> Path:
    return written(here, CALL)


def written(here: Path, document: Any, name: str = "call.json") -> Path:
    path = here / name
    path.write_text(document if isinstance(document, str) else json.dumps(document))
    return path


def solved(call: Path, *options: object, out: str = "plan.json") -> Ran:
    path = call.parent / out
    return comptrol("allocate", "solve", call, "--out", path, "--gap", 0, *options, "--json")


def table(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


# Plans.


def test_a_plan_is_found_checked_and_explained(call: Path):
    ran = solved(call)
    assert ran.code == 0
    plan = ran.json
    assert {it["proposal"] for it in plan["awards"]} == {"ash", "bay"}
    assert plan["objective"] <= plan["bound"]
    assert plan["input_digest"]
    refused = [it for it in plan["reasons"] if it["outcome"] == "refused"]
    grounds = {it["proposal"]: it.get("ground", "outbid") for it in refused}
    assert grounds == {"fir": "outbid", "yew": "not-eligible"}
    assert "1 proposal may use no pool, yew for one" in ran.err
    assert json.loads((call.parent / "plan.json").read_text()) == plan
    checked = comptrol("allocate", "check", call, call.parent / "plan.json", "--json")
    assert (checked.code, checked.json["verified"], checked.json["violations"]) == (0, True, [])


def test_a_plan_that_was_changed_does_not_hold(call: Path):
    plan = solved(call, "--no-reasons").json
    plan["awards"][0]["bookings"][0]["chip_hours"] += 600
    ran = comptrol("allocate", "check", call, written(call.parent, plan, "other.json"))
    assert ran.code == 1
    assert "above-capacity" in ran.out
    assert "the plan does not hold" in ran.out


def test_a_plan_of_another_call_is_no_plan_of_this_one(call: Path):
    solved(call, "--no-reasons")
    other = written(call.parent, {**CALL, "floors": [], "groups": []}, "other.json")
    ran = comptrol("allocate", "check", other, call.parent / "plan.json")
    assert ran.code == 2
    assert "field input_digest" in ran.err


def test_progress_is_told_beside_the_answer(call: Path):
    ran = comptrol("allocate", "solve", call, "--out", call.parent / "plan.json", "--no-reasons")
    assert ran.code == 0
    assert "at most" in ran.err
    assert "gap      0.0" in ran.out


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"proposals": [], "groups": []}, "has no proposals"),
        ({"proposals": [asking("yew", pools={})], "groups": []}, "no proposal may use any pool"),
        (
            {"pools": [{**it, "capacity_chip_hours": [0, 0]} for it in CALL["pools"]]},
            "no pool has a chip-hour on offer",
        ),
    ],
)
def test_where_nothing_can_be_awarded_it_is_said_and_planned(here: Path, change: Json, told: str):
    ran = solved(written(here, {**CALL, **change}))
    assert (ran.code, ran.json.get("awards", [])) == (0, [])
    assert told in ran.err


def test_what_was_settled_and_cannot_be_is_told(here: Path):
    settled = {**CALL, "decided": [{"proposal": "yew", "awarded": True}]}
    ran = solved(written(here, settled))
    assert ran.code == 2
    assert "small: there is no plan: " in ran.err
    assert not (here / "plan.json").exists()


# Reasons, lots, curve, audit, comparison.


def test_a_reason_is_confirmed_by_solving_again(call: Path):
    solved(call)
    ran = comptrol(
        *("allocate", "explain", call, call.parent / "plan.json", "fir", "--confirm", "--json")
    )
    assert ran.code == 0
    assert ran.json["reason"]["confirmed_by_resolve"]
    assert ran.json["wins"] == {"above": True, "below": False}
    page = comptrol("allocate", "explain", call, call.parent / "plan.json", "fir").out
    assert page.startswith("fir got nothing: others bring more with the same capacity")


def test_of_what_got_all_or_is_not_there_no_reason_is_given(call: Path):
    solved(call, "--no-reasons")
    ran = comptrol("allocate", "explain", call, call.parent / "plan.json", "oak")
    assert (ran.code, ran.out) == (2, "")
    assert "oak: no proposal of small" in ran.err


def test_the_curve_is_a_table_and_a_picture(call: Path):
    picture = call.parent / "curve.svg"
    ran = comptrol(
        *("allocate", "curve", call, "--thetas", "0,0.9", "--svg", picture, "--chosen", "0.9"),
        "--json",
    )
    assert ran.code == 0
    assert [it["theta"] for it in ran.json["points"]] == [0, 0.9]
    text = picture.read_text()
    assert "At theta 0.9" in text
    assert "Chosen was theta 0.9." in text
    assert 'role="img"' in text


def test_lots_are_drawn_and_anybody_draws_them_again(call: Path):
    solved(call, "--no-reasons")
    here = call.parent
    plan, band, lots, after = (here / f"{it}.json" for it in ("plan", "band", "lots", "after"))
    ran = comptrol(
        *("allocate", "band", call, plan, "--sigma", "15", "--samples", 4),
        *("--beacon", "drand quicknet", "--round", 77, "--out", band, "--json"),
    )
    assert ran.code == 0
    written(here, {**json.loads(band.read_text()), "band": ["ash", "fir"]}, "band.json")
    drawing = ("allocate", "draw", call, plan, "--band", band, "--lots", lots)
    assert comptrol(*drawing, "--beacon-output", "ab" * 32, "--out", after).code == 0
    assert comptrol(*drawing, "--check").code == 0
    assert comptrol("allocate", "check", call, after).code == 0
    said = json.loads(lots.read_text())
    written(here, {**said, "awarded": said["order"][::-1], "round": 78}, "lots.json")
    ran = comptrol(*drawing, "--check")
    assert ran.code == 1
    assert "another round never decides" in ran.out


def test_false_reports_are_tried_and_told_as_a_distribution(call: Path):
    solved(call, "--no-reasons")
    out = call.parent / "audit.csv"
    ran = comptrol("allocate", "audit", call, call.parent / "plan.json", "--table", out, "--json")
    assert ran.code == 0
    assert {it["report"] for it in ran.json["spreads"]} == {"need", "all-or-nothing", "split"}
    assert len(table(out)) == 9


def test_two_plans_are_compared_and_the_cost_to_the_others_is_told(call: Path):
    solved(call, "--no-reasons")
    forced = {**CALL, "decided": [{"proposal": "fir", "awarded": True, "why": "a priority"}]}
    solved(written(call.parent, forced, "forced.json"), "--no-reasons", out="forced-plan.json")
    plans = (call.parent / "plan.json", call.parent / "forced-plan.json")
    ran = comptrol("allocate", "compare", call, *plans, "--but", "fir", "--json")
    assert ran.code == 0
    assert ran.json["compared"]["cost"] > 0
    assert ran.json["cost_to_others"] > 30
    assert {it["proposal"]: it["change"] for it in ran.json["compared"]["rows"]}["fir"] == "in"


# Tables.


def test_a_call_goes_through_tables_and_comes_back_the_same(call: Path):
    folder, again = call.parent / "tables", call.parent / "again.json"
    assert comptrol("allocate", "tables", folder, "--from-call", call).code == 0
    made = ("allocate", "tables", folder, "--call", "small", "--out", again, "--max-pools", 1)
    assert comptrol(*made).code == 0
    solved(call, "--no-reasons")
    assert comptrol("allocate", "check", again, call.parent / "plan.json").code == 0


def test_a_plan_made_by_hand_is_checked_without_a_claim(call: Path):
    solved(call, "--no-reasons", "--tables", call.parent, "--svg", call.parent / "plan.svg")
    bookings = call.parent / "bookings.csv"
    assert comptrol("allocate", "check", call, bookings).code == 0
    outcomes = {it["proposal"]: it["outcome"] for it in table(call.parent / "awards.csv")}
    assert outcomes["fir"] == "refused"
    assert "of 600 chip-hours in" in (call.parent / "plan.svg").read_text()
    bookings.write_text("proposal,pool,month,chip_hours\nash,alder,2027-01,700\n")
    ran = comptrol("allocate", "check", call, bookings)
    assert ran.code == 1
    assert "alder in 2027-01 has 600 chip-hours at most, and the plan has 700" in ran.out


POOLS = "pool,speed_h100e,month,chip_hours\nalder,1,2027-01,600\n"
HEAD = "proposal,score,need_h100e_hours,least_fraction,first_month,last_month,pools\n"
FINE = "ash,80,1000,0.5,2027-01,2027-01,alder:1.2\n"


@pytest.mark.parametrize(
    ("pools", "proposals", "told"),
    [
        (POOLS, HEAD + "ash,,1000,0.5,2027-01,2027-01,alder\n", "line 2, field score: is empty"),
        (POOLS, HEAD + "ash,80,-5,0.5,2027-01,2027-01,alder\n", "field need_h100e_hours"),
        (POOLS, HEAD + "ash,80,5,1.5,2027-01,2027-01,alder\n", "field least_fraction"),
        (POOLS, HEAD + "ash,80,5,0.5,2027-02,2027-02,alder\n", "field first_month"),
        (POOLS, HEAD + "ash,80,5,0.5,January,2027-01,alder\n", "a month, as 2027-01"),
        (POOLS, HEAD + "ash,80,5,0.5,2027-01,2027-01,oak\n", "field pools: names 'oak'"),
        (POOLS, HEAD + "ash,80,5,0.5,2027-01,2027-01,alder:0\n", "field pools"),
        (POOLS, HEAD + FINE + FINE, "stands twice: ash"),
        (POOLS + "alder,2,2027-02,1\n", HEAD + FINE, "line 3, field speed_h100e"),
        (POOLS + "alder,1,2027-01,1\n", HEAD + FINE, "stands twice in 2027-01"),
        (POOLS + "alder,1,2027-02,1.5\n", HEAD + FINE, "field chip_hours"),
        ("pool,month,chip_hours\n", HEAD, "missing column: speed_h100e"),
    ],
)
def test_a_mistake_in_a_table_is_named_by_file_line_and_field(
    here: Path, pools: str, proposals: str, told: str
):
    written(here, pools, "pools.csv")
    written(here, proposals, "proposals.csv")
    ran = comptrol("allocate", "tables", here, "--call", "c", "--out", here / "call.json")
    assert (ran.code, ran.out) == (2, "")
    assert told in ran.err
    assert ".csv" in ran.err


# What cannot be read.


@pytest.mark.parametrize(
    ("document", "told"),
    [
        ("", "call.json"),
        ("[" * 5_000, "call.json"),
        ({**CALL, "hope": 1}, "hope"),
        ({**CALL, "months": ["2027-13", "2027-02"]}, "months"),
        ({**CALL, "groups": [{**CALL["groups"][0], "members": ["oak"]}]}, "u1, members"),
        ({**CALL, "pools": CALL["pools"][:1]}, "proposal bay, pools"),
        ('{"call": "a", "call": "b"}', "call.json"),
    ],
)
@pytest.mark.parametrize("name", ["check", "solve", "curve"])
def test_a_call_that_cannot_be_read_is_named_by_file_and_field(
    here: Path, document: Any, told: str, name: str
):
    path = written(here, document)
    more = {"check": (here / "plan.json",), "solve": ("--out", here / "plan.json"), "curve": ()}
    ran = comptrol("allocate", name, path, *more[name])
    assert (ran.code, ran.out) == (2, "")
    assert told in ran.err
