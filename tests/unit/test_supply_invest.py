"""A call to invest: what is bought, what it comes to, and what is refused."""

import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import msgspec
import pytest

from comptrol.adapters.linear_highs import HighsSolver
from comptrol.domains.supply import Call, Linear, Solved, program_of, proven
from comptrol.entrypoints.cli.statements import read_json
from comptrol.flow.investing import Invested, invest
from comptrol.kernel.errors import UnavailableError, UnreadableError

CALL = {
    "call": "packaging",
    "title": "A call",
    "unit": "chips a year",
    "money": "million",
    "source": "made up for this test",
    "years": [2027, 2028],
    "demand": ["100", "100"],
    "budget": ["30", "0"],
    "stages": [
        {
            "stage": "packaging",
            "suppliers": [{"supplier": "abroad", "capacity": ["100", "100"]}],
            "options": [
                {
                    "option": "home",
                    "supplier": "home",
                    "price": "1",
                    "most": "100",
                    "lag_years": 1,
                }
            ],
        }
    ],
    "scenarios": [
        {"scenario": "calm", "weight": "0.5"},
        {
            "scenario": "blockade",
            "weight": "0.5",
            "lost": [{"supplier": "abroad", "year": 2028, "share": "0.6"}],
        },
    ],
}


def call(**changed: object) -> Call:
    return msgspec.convert({**CALL, **changed}, Call, strict=False)


def stage(**changed: object) -> dict[str, object]:
    return {**CALL["stages"][0], **changed}  # type: ignore[index]


def answer(**changed: object) -> Invested:
    return invest(call(**changed), HighsSolver())


def test_what_is_short_is_what_is_missing_times_how_likely_it_is() -> None:
    plan = answer().plan
    assert [(it.name, it.year, it.amount) for it in plan.bought] == [("home", 2027, Decimal(30))]
    assert (plan.shortfall, plan.shortfall_least) == (Decimal(15), Decimal(15))
    assert (plan.worst, plan.worst_scenario) == (Decimal(30), "blockade")
    assert plan.served_percent == Decimal("92.5")


def test_one_more_of_the_budget_is_worth_what_it_takes_off() -> None:
    prices = answer().plan.prices
    assert [(it.limit, it.year, it.worth) for it in prices] == [("budget", 2027, Decimal("0.5"))]


def test_money_that_does_nothing_is_not_spent() -> None:
    plan = answer(budget=["1000", "1000"]).plan
    assert plan.shortfall == 0
    assert plan.spending == 60


def test_what_comes_too_late_is_not_bought() -> None:
    plan = answer(budget=["0", "1000"]).plan
    assert plan.bought == ()
    assert plan.shortfall == 30


def test_money_that_is_left_may_be_carried_over() -> None:
    late = [stage(options=[{**stage()["options"][0], "lag_years": 0}])]  # type: ignore[index]
    assert answer(stages=late, budget=["60", "0"]).plan.shortfall == 0
    home = {"option": "late", "supplier": "home", "price": "1", "most": "0", "lag_years": 0}
    stock = {"price": "1", "most": "100", "kept_a_year": "0.5"}
    laid_up = [stage(options=[home], stockpile=stock)]
    assert answer(stages=laid_up, budget=["60", "0"]).plan.shortfall == 15
    assert answer(stages=laid_up, budget=["60", "0"], carries=True).plan.shortfall == 0


def test_a_stock_is_worn_by_attrition_before_it_is_drawn() -> None:
    stock = {"price": "1", "most": "100", "opening": "40", "kept_a_year": "0.5"}
    plan = answer(stages=[stage(options=[], stockpile=stock)], budget=["0", "0"]).plan
    assert plan.shortfall == 20


def test_a_product_is_as_short_as_its_shortest_stage() -> None:
    other = {
        "stage": "testing",
        "suppliers": [{"supplier": "here", "capacity": ["90", "100"]}],
    }
    plan = answer(stages=[stage(), other]).plan
    found = {(it.scenario, it.year): (it.shortfall, it.stage) for it in plan.short}
    assert found["calm", 2027] == (Decimal(10), "testing")
    assert found["blockade", 2028] == (Decimal(30), "packaging")


def test_a_supplier_who_fails_takes_what_was_bought_from_it_too() -> None:
    abroad = {**stage()["options"][0], "supplier": "abroad"}  # type: ignore[index]
    plan = answer(stages=[stage(options=[abroad])]).plan
    assert plan.shortfall == 24  # 40 and four tenths of 30 are left of 100, in half of all cases


def test_the_curve_falls_with_the_budget() -> None:
    curve = answer().curve
    assert [it.factor for it in curve] == sorted(it.factor for it in curve)
    short = [it.shortfall for it in curve]
    assert short == sorted(short, reverse=True)
    assert short[0] == answer().nothing.shortfall == 30


def test_the_same_call_gives_the_same_answer_byte_by_byte() -> None:
    one, other = (msgspec.json.encode(answer()) for _ in range(2))
    assert one == other


def test_a_call_in_small_units_has_an_answer_too() -> None:
    options = [
        {**stage()["options"][0], "option": f"home-{it}", "price": "0.7", "most": "0.001"}  # type: ignore[index]
        for it in range(12)
    ]
    nobody = [{"supplier": "abroad", "capacity": ["0", "0"]}]
    little = [stage(suppliers=nobody, options=options)]
    plan = answer(stages=little, demand=["0.01", "0.01"], budget=["0.005", "0"]).plan
    assert plan.shortfall - plan.shortfall_least < Decimal("0.0001")


class Wrong:
    """A solver that buys twice what there is money for, and proves nothing."""

    def __init__(self, price: int = 0) -> None:
        self.price = price

    def solve(self, program: Linear) -> Solved:
        return Solved(
            values=tuple(2 * it for it in program.most),
            prices=(Fraction(self.price),) * len(program.rows),
            solver="wrong",
        )


@pytest.mark.parametrize("price", [0, -1, 1, 10**9])
def test_an_answer_that_is_not_shown_to_be_the_best_is_none(price: int) -> None:
    with pytest.raises(UnavailableError, match="not shown to be the best"):
        invest(call(budget=["10", "10"]), Wrong(price))


@pytest.mark.parametrize("price", [0, -3, 3, 10**6])
def test_no_prices_prove_more_than_the_best(price: int) -> None:
    program = program_of(call())
    assert proven(program, (Fraction(price, 7),) * len(program.rows)) <= 15


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"years": [2027, 2029]}, "field years"),
        ({"demand": ["1"]}, "field demand: 1 numbers for 2 years"),
        ({"budget": ["-1", "0"]}, "field budget"),
        ({"scenarios": [{"scenario": "calm", "weight": "0.9"}]}, "weights come to 0.9"),
        ({"scenarios": [{"scenario": "x", "weight": "2"}]}, "scenarios.x.weight"),
        ({"stages": [CALL["stages"][0]] * 2}, "named twice"),
        ({"factors": ["-1"]}, "field factors"),
        ({"stages": [stage(stockpile={"price": "0", "most": "1"})]}, "stockpile.price"),
        (
            {"stages": [stage(stockpile={"price": "1", "most": "1", "opening": "2"})]},
            "stockpile.opening",
        ),
        (
            {"scenarios": [{"scenario": "calm", "weight": "1",
                            "lost": [{"supplier": "nobody", "year": 2027, "share": "1"}]}]},
            "nobody is called 'nobody'",
        ),
        (
            {"scenarios": [{"scenario": "calm", "weight": "1",
                            "lost": [{"supplier": "home", "year": 2040, "share": "1"}]}]},
            "2040 is no year of the call",
        ),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_named_with_its_field(
    changed: dict[str, object], told: str
) -> None:
    with pytest.raises(UnreadableError, match=told):
        answer(**changed)


def written(folder: Path, content: object) -> Path:
    path = folder / "call.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return path


@pytest.mark.parametrize("content", ["", "{", '{"call": "x"}', {**CALL, "colour": "red"}])
def test_a_file_that_is_no_call_is_named(tmp_path: Path, content: object) -> None:
    with pytest.raises(UnreadableError, match=r"call\.json"):
        read_json(written(tmp_path, content), Call)


def test_a_number_that_is_no_text_keeps_every_digit(tmp_path: Path) -> None:
    text = json.dumps(CALL).replace('"100", "100"', "100.000000000001, 100")
    assert read_json(written(tmp_path, text), Call).demand[0] == Decimal("100.000000000001")
