"""The checker of plans: a sound plan holds; each single thing that is wrong is found, alone."""

import copy
import json
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import msgspec
import pytest

from comptrol.domains.allocation.formulas import exchange, verifying
from comptrol.domains.allocation.formulas.verifying import CODES, MalformedError, verify

FACTS = Path(__file__).parents[2].parent / "shared/facts/allocation"
Json = dict[str, Any]
Mutate = Callable[[Json, Json], None]


def asking(name: str, need: int, least: str, last: int, **pools: str) -> Json:
    return {
        "id": name,
        "score": 80,
        "area": "east" if name == "ash" else "west",
        "need_h100e_hours": need,
        "least_fraction": least,
        "first_month": 0,
        "last_month": last,
        "pools": pools,
        "award_value": 40,
        "segments": [["0.25", 30], ["0.25", "10.5"]],
    }


def booking(pool: str, month: str, hours: Any) -> Json:
    return {"pool": pool, "month": f"2027-0{month}", "chip_hours": hours}


CALL: Json = {
    "call": "small",
    "months": ["2027-01", "2027-02", "2027-03", "2027-04"],
    "pools": [
        {"id": "p1", "speed_h100e": 1, "capacity_chip_hours": [500, 500, 500, 500]},
        {"id": "p2", "speed_h100e": 2, "capacity_chip_hours": [300, 300, 300, 300]},
        {"id": "p3", "speed_h100e": "0.5", "capacity_chip_hours": [900, 900, 900, 900]},
    ],
    "proposals": [
        asking("ash", 1200, "0.5", 2, p1="1", p2="1.25"),
        asking("bay", 800, "0.5", 1, p1="0.8", p3="1"),
        asking("elm", 600, "0.5", 2, p1="1", p2="1", p3="1"),
        asking("fir", 900, "1", 3, p1="1"),
    ],
    "groups": [{"id": "u1", "members": ["ash", "bay"], "ceiling_h100e_hours": 1700}],
    "floors": [
        {
            "id": "west",
            "members": ["elm"],
            "floor_h100e_hours": 400,
            "penalty_per_h100e_hour": "0.1",
        }
    ],
    "rules": {"max_pools": 2, "pool_cost": "0.05", "monthly_rate": "2.0"},
}
AWARDS: list[Json] = [
    {
        "proposal": "ash",
        "bookings": [booking("p1", "1", 300), booking("p1", "2", 300), booking("p2", "3", 100)],
    },
    {"proposal": "bay", "bookings": [booking("p1", "1", 200), booking("p3", "2", 900)]},
    {"proposal": "elm", "bookings": [booking("p2", "1", 150)]},
]
# ash: 600 + 250 = 850 of 1200, 0.2083 above its half: 40 + 6.25; bay: 160 + 450 = 610 of 800,
# 0.2625 above: 40 + 7.5 + 0.13125; elm: 300 of 600, its half: 40; five pools cost 0.25 points, and
# the 100 hours that west is short of cost 10.
WORTH = Fraction("123.63125")


def made(awards: list[Json], worth: Fraction = WORTH, call: str = "small") -> Json:
    exact = Decimal(worth.numerator) / Decimal(worth.denominator)
    return {"call": call, "objective": exact, "bound": exact + 1, "gap": 1 / (exact + 1)} | {
        "awards": awards
    }


def mended(call: Json, plan: Json) -> Json:
    """Let the plan claim what it comes to now, so that only what is forbidden is left."""
    said = made(plan["awards"], verify(call, plan).objective, plan["call"])
    return said | {"reasons": plan.get("reasons", [])}


def codes(call: Json, plan: Json) -> list[str]:
    return [it.code for it in verify(call, plan).violations]


def test_a_sound_plan_holds_and_is_worth_what_the_hand_says():
    found = verify(CALL, made(AWARDS))
    assert found.violations == ()
    assert found.objective == WORTH
    assert found.delivered == {"ash": 850, "bay": 610, "elm": 300}
    assert found.shortfalls == {"west": 100}
    assert found.fills == {"east": Fraction(850, 1200), "west": Fraction(910, 2300)}


def of(plan: Json, award: int, booked: int) -> Json:
    found: Json = plan["awards"][award]["bookings"][booked]
    return found


def _ineligible(_: Json, plan: Json) -> None:
    of(plan, 0, 2)["pool"] = "p3"


def _month_out(_: Json, plan: Json) -> None:
    of(plan, 1, 1)["month"] = "2027-03"


def _one_too_many(call: Json, _: Json) -> None:
    call["pools"][0]["capacity_chip_hours"][0] = 499


def _second_award(_: Json, plan: Json) -> None:
    plan["awards"].append(copy.deepcopy(plan["awards"][2]))


def _third_pool(_: Json, plan: Json) -> None:
    here = {"proposal": "elm", "bookings": [booking(f"p{n}", "3", 100) for n in (1, 2, 3)]}
    plan["awards"][2] = here


def _group_over(call: Json, _: Json) -> None:
    call["groups"][0]["ceiling_h100e_hours"] = 1459


def _unknown_proposal(_: Json, plan: Json) -> None:
    plan["awards"][2]["proposal"] = "oak"


def _nothing_booked(_: Json, plan: Json) -> None:
    plan["awards"][2]["bookings"] = []


def _unknown_pool(_: Json, plan: Json) -> None:
    of(plan, 2, 0)["pool"] = "p9"


def _unknown_month(_: Json, plan: Json) -> None:
    of(plan, 2, 0)["month"] = "2027-09"


def _half_an_hour(_: Json, plan: Json) -> None:
    of(plan, 2, 0)["chip_hours"] = Decimal("150.5")


def _less_than_nothing(_: Json, plan: Json) -> None:
    of(plan, 2, 0)["chip_hours"] = -1


def _booked_twice(_: Json, plan: Json) -> None:
    plan["awards"][2]["bookings"] = [booking("p2", "1", 100), booking("p2", "1", 50)]


def _above_need(call: Json, _: Json) -> None:
    call["proposals"][1]["need_h100e_hours"] = 609


def _below_least(_: Json, plan: Json) -> None:
    of(plan, 2, 0)["chip_hours"] = 149


def _crammed(call: Json, _: Json) -> None:
    call["rules"]["monthly_rate"] = "1.49"


def _decided_out(call: Json, _: Json) -> None:
    call["decided"] = [{"proposal": "ash", "awarded": False}]


def _decided_in(call: Json, _: Json) -> None:
    call["decided"] = [{"proposal": "fir", "awarded": True, "why": "a lot"}]


def _booked_before(call: Json, _: Json) -> None:
    call["booked"] = [{"proposal": "ash", "bookings": [booking("p1", "1", 301)]}]


def _uneven(call: Json, _: Json) -> None:
    call["even_fill"] = {"theta": "0.5", "worst_fill": "0.8"}


def _other_call(_: Json, plan: Json) -> None:
    plan["call"] = "large"


def refusing(name: str, **other: Any) -> Json:
    return {"proposal": name, "outcome": "refused", "value": 40, **other}


def _reason_of_nobody(_: Json, plan: Json) -> None:
    plan["reasons"] = [refusing("oak")]


def _refused_and_awarded(_: Json, plan: Json) -> None:
    plan["reasons"] = [refusing("ash")]


def _cut_and_not_awarded(_: Json, plan: Json) -> None:
    plan["reasons"] = [refusing("fir") | {"outcome": "cut"}]


def _displaces_nobody(_: Json, plan: Json) -> None:
    plan["reasons"] = [refusing("fir", displaces=["oak"])]


MUTATIONS: list[tuple[Mutate, str]] = [
    (_ineligible, "not-eligible"),
    (_month_out, "outside-window"),
    (_one_too_many, "above-capacity"),
    (_second_award, "awarded-twice"),
    (_third_pool, "too-many-pools"),
    (_group_over, "above-ceiling"),
    (_unknown_proposal, "unknown-proposal"),
    (_nothing_booked, "empty-award"),
    (_unknown_pool, "unknown-pool"),
    (_unknown_month, "unknown-month"),
    (_half_an_hour, "not-whole"),
    (_less_than_nothing, "not-whole"),
    (_booked_twice, "booked-twice"),
    (_above_need, "above-need"),
    (_below_least, "below-least"),
    (_crammed, "above-rate"),
    (_decided_out, "against-decision"),
    (_decided_in, "against-decision"),
    (_booked_before, "booking-dropped"),
    (_uneven, "below-even-fill"),
    (_other_call, "other-call"),
    (_reason_of_nobody, "reason"),
    (_refused_and_awarded, "reason"),
    (_cut_and_not_awarded, "reason"),
    (_displaces_nobody, "reason"),
]


@pytest.mark.parametrize(("mutate", "code"), MUTATIONS, ids=lambda it: getattr(it, "__name__", it))
def test_each_single_thing_that_is_wrong_is_found_alone(mutate: Mutate, code: str):
    call, plan = copy.deepcopy(CALL), made(copy.deepcopy(AWARDS))
    mutate(call, plan)
    (found,) = verify(call, mended(call, plan)).violations
    assert found.code == code
    assert found.about in found.sentence


@pytest.mark.parametrize(
    ("field", "by", "code"),
    [
        ("objective", Decimal("0.001"), "objective"),
        ("objective", Decimal("-0.001"), "objective"),
        ("bound", Decimal("-1.000001"), "above-bound"),
        ("gap", Decimal("0.00001"), "gap"),
    ],
)
def test_what_a_plan_says_of_its_worth_is_checked(field: str, by: Decimal, code: str):
    plan = made(AWARDS)
    plan[field] += by
    if field != "gap":
        plan["gap"] = (plan["bound"] - plan["objective"]) / plan["bound"]
    assert codes(CALL, plan) == [code]


def test_every_code_has_a_case():
    assert {code for _, code in MUTATIONS} | {"objective", "above-bound", "gap"} == set(CODES)


def test_a_worth_off_by_less_than_a_millionth_is_the_same_worth():
    plan = made(AWARDS)
    plan["objective"] += Decimal("0.0001")
    assert codes(CALL, plan) == []


def test_whole_chip_hours_may_leave_less_than_one_of_them_missing_for_each_booking():
    """Elm has one booking of two H100e-hours a chip-hour: of 300, 298 is missing one, no less."""
    call = copy.deepcopy(CALL)
    call["proposals"][2]["need_h100e_hours"] = Decimal("603.98")
    assert codes(call, mended(call, made(AWARDS))) == []
    call["proposals"][2]["need_h100e_hours"] = 604
    assert codes(call, mended(call, made(AWARDS))) == ["below-least"]


def test_in_two_months_nothing_is_crammed():
    call = copy.deepcopy(CALL)
    call["rules"]["monthly_rate"] = "0.01"
    about = {it.about for it in verify(call, mended(call, made(AWARDS))).violations}
    assert about == {"ash", "elm"}


def test_an_even_fill_without_the_best_possible_is_only_told():
    call = {**CALL, "even_fill": {"theta": 1}}
    assert codes(call, made(AWARDS)) == []


def test_a_change_costs_the_part_of_the_published_award_that_is_gone():
    """Fir is dropped, elm has 300 of 600, ash has more than before, oak is no proposal now."""
    published = [
        {"proposal": "fir", "bookings": [booking("p1", "4", 900)]},
        {"proposal": "elm", "bookings": [booking("p2", "1", 300)]},
        {"proposal": "ash", "bookings": [booking("p2", "1", 10)]},
        {"proposal": "oak", "bookings": [booking("p2", "1", 10)]},
    ]
    call = {**CALL, "published": published, "change_penalty": 8}
    found = verify(call, made(AWARDS, WORTH - 12))
    assert found.violations == ()
    assert found.objective == WORTH - 12


def test_a_call_without_awards_is_worth_its_missed_floors():
    assert verify(CALL, made([], Fraction(-40))).objective == -40


def test_the_order_of_a_file_changes_nothing():
    call, awards = copy.deepcopy(CALL), copy.deepcopy(AWARDS)
    for rows in (call["pools"], call["proposals"], awards, awards[0]["bookings"]):
        rows.reverse()
    assert verify(call, made(awards)).objective == WORTH


# What cannot be read.


@pytest.mark.parametrize(
    ("path", "value", "named"),
    [
        (("months",), ["2027-01"] * 4, "months"),
        (("pools", 0, "speed_h100e"), 0, "pool p1, speed_h100e"),
        (("pools", 0, "capacity_chip_hours"), [1], "pool p1, capacity_chip_hours: 4 numbers"),
        (("pools", 1, "id"), "p1", r"pools\[1\].*'p1'"),
        (("proposals", 0, "need_h100e_hours"), 0, "proposal ash"),
        (("proposals", 0, "need_h100e_hours"), "many", r"proposals\[0\], need_h100e_hours"),
        (("proposals", 0, "need_h100e_hours"), "1e999999", "sensible size"),
        (("proposals", 0, "need_h100e_hours"), True, "need_h100e_hours"),
        (("proposals", 0, "least_fraction"), "1.01", "least_fraction"),
        (("proposals", 0, "first_month"), 4, "first_month"),
        (("proposals", 0, "last_month"), "0.5", "last_month"),
        (("proposals", 0, "pools"), {"p9": 1}, "proposal ash, pools"),
        (("proposals", 0, "pools"), {"p1": 0}, "proposal ash, pools"),
        (("proposals", 0, "segments"), [[1]], "segments: pairs"),
        (("proposals", 0, "segments"), [["0.1", 1], ["0.1", 2]], "slopes that do not rise"),
        (("proposals", 0, "hope"), 1, r"proposals\[0\]"),
        (("proposals", 0, "id"), 7, r"proposals\[0\], id: text"),
        (("groups", 0, "members"), ["oak"], "u1, members"),
        (("groups", 0, "members"), "ash", "u1: a list"),
        (("decided",), [{"proposal": "ash", "awarded": 1}], "decided, awarded"),
        (("booked",), [{"proposal": "oak", "bookings": [booking("p1", "1", 1)]}], "booked, oak"),
        (("secret_rule",), 1, "call: the fields"),
    ],
)
def test_a_call_that_cannot_be_read_names_the_field(path: tuple[Any, ...], value: Any, named: str):
    call = copy.deepcopy(CALL)
    inner: Any = call
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    with pytest.raises(MalformedError, match=named):
        verify(call, made(AWARDS))


@pytest.mark.parametrize("plan", [None, [], {"call": "small"}, {**made(AWARDS), "awards": 3}])
def test_a_plan_that_cannot_be_read_is_no_plan(plan: Any):
    with pytest.raises(MalformedError):
        verify(CALL, plan)


def test_the_checker_knows_every_field_of_a_call_and_a_plan():
    shapes = {
        "call": exchange.Call,
        "pools": exchange.Pool,
        "proposals": exchange.Proposal,
        "groups": exchange.Group,
        "floors": exchange.Floor,
        "rules": exchange.Rules,
        "even_fill": exchange.EvenFill,
        "decided": exchange.Decided,
        "award": exchange.Award,
        "bookings": exchange.Booking,
        "plan": exchange.Plan,
    }
    for name, shape in shapes.items():
        needed, also = (set(it.split()) for it in verifying.FIELDS[name])
        fields = msgspec.structs.fields(shape)
        assert needed | also == {it.name for it in fields}, name
        assert needed >= {it.name for it in fields if it.required}, name


def test_a_call_of_ours_is_read_as_it_is():
    call = msgspec.convert(CALL, exchange.Call, strict=False)
    plain = msgspec.to_builtins(call, builtin_types=(Decimal,))
    assert verify(plain, made(AWARDS)).objective == WORTH


# The program.


def checked(folder: Path, call: str, plan: str, *options: str) -> subprocess.CompletedProcess[str]:
    """Run a copy of the file alone, in a Python that knows nothing of us."""
    (folder / "verifying.py").write_bytes(Path(verifying.__file__).read_bytes())
    (folder / "call.json").write_text(call)
    (folder / "plan.json").write_text(plan)
    command = [sys.executable, "-I", "-S", "verifying.py", "call.json", "plan.json", *options]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603


def test_the_file_alone_says_that_a_plan_holds(tmp_path: Path):
    ran = checked(tmp_path, json.dumps(CALL), json.dumps(made(AWARDS), default=float))
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout == "3 awards, 123.63125 points: every rule is kept\n"


def test_the_file_alone_says_what_is_wrong(tmp_path: Path):
    plan = made(copy.deepcopy(AWARDS))
    of(plan, 2, 0)["month"] = "2027-04"
    ran = checked(tmp_path, json.dumps(CALL), json.dumps(plan, default=float), "--json")
    assert ran.returncode == 1
    (found,) = json.loads(ran.stdout)["violations"]
    assert found["code"] == "outside-window"
    assert found["sentence"] == "elm books p2 in 2027-04, and asked for 2027-01 to 2027-03"


@pytest.mark.parametrize("text", ["", "[1", '{"call": 1, "call": 2}', "[" * 100_000, "1" * 5_000])
def test_the_file_alone_says_what_it_cannot_read(tmp_path: Path, text: str):
    ran = checked(tmp_path, text, "{}")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "Traceback" not in ran.stderr


@pytest.mark.skipif(not FACTS.is_dir(), reason="the facts are not here")
def test_the_published_tiny_plan_holds(tmp_path: Path):
    call, plan = ((FACTS / f"tiny_{it}.json").read_text() for it in ("call", "plan"))
    ran = checked(tmp_path, call, plan)
    assert (ran.returncode, ran.stdout) == (
        0,
        "4 awards, 179.383333333 points: every rule is kept\n",
    )
