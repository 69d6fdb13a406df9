"""Two figures that move apart: steps of any factor, and what is none."""

from fractions import Fraction
from random import Random  # noqa: TID251  (seeded: every run is the same)

import pytest
from benches.forensics import RULES
from benches.forensics_year import first_named
from hypothesis import given
from hypothesis import strategies as st

from comptrol.domains.forensics.formulas import Held, moved
from comptrol.entrypoints.demo.filings.reporters import Habits

HOW = Held(12, 30_000, 100_000, k=500, h=9000, cap=3000)
YEARS = 1_500
RATIOS = st.lists(st.fractions(Fraction(1, 10), 10, max_denominator=100), min_size=1, max_size=40)


def weeks(
    share: float, *, before: int = 20, after: int = 12, sigma: float = 0.02
) -> list[Fraction]:
    chance = Random(f"{share} {before} {sigma}")  # noqa: S311
    each = (
        chance.gauss(1, sigma) * (share if it >= before else 1) for it in range(before + after)
    )
    return [Fraction(round(it * 10**9), 10**6) for it in each]


def drawn_year(number: int, sigma: float, keeps: float) -> list[Fraction]:
    """Return 52 weeks without a move; each keeps so much of the error of the week before."""
    chance = Random(f"year {number} {sigma} {keeps}")  # noqa: S311
    error, found = chance.gauss(0, sigma), list[Fraction]()
    for _ in range(52):
        found.append(Fraction(max(1, round((1 + error) * 10**9)), 10**6))
        error = keeps * error + (1 - keeps**2) ** 0.5 * chance.gauss(0, sigma)
    return found


@pytest.mark.parametrize("share", [0.5, 0.6, 0.75, 0.85])
def test_a_step_down_by_any_factor_is_found_within_weeks(share: float) -> None:
    (found,) = moved(weeks(share), HOW, down=True)
    assert 20 <= found.last <= 26
    assert Fraction(share) - Fraction(1, 20) < found.share <= Fraction(9, 10)
    assert moved(weeks(share), HOW, down=False) == []


def test_a_step_up_is_one_on_the_other_side() -> None:
    (found,) = moved(weeks(1.5), HOW, down=False)
    assert found.last <= 26
    assert moved(weeks(1.5), HOW, down=True) == []


@pytest.mark.parametrize("share", [1, 0.97, 0.93])
def test_what_moves_by_less_than_is_asked_for_is_not_named(share: float) -> None:
    assert moved(weeks(share), HOW, down=True) == []


@pytest.mark.parametrize("wrong", [1, 2, 3])
def test_some_weeks_that_went_wrong_are_no_move(wrong: int) -> None:
    each = weeks(1)
    each[20 : 20 + wrong] = [it / 2 for it in each[20 : 20 + wrong]]
    assert moved(each, HOW, down=True) == []


def test_what_scatters_as_it_always_did_is_no_move() -> None:
    assert moved(weeks(1, sigma=0.15), HOW, down=True) == []


@pytest.mark.parametrize(
    ("sigma", "keeps", "most"), [(0.05, 0, 0.001), (0.1, 0, 0.02), (0.05, 0.7, 0.06)]
)
def test_few_honest_years_are_named(sigma: float, keeps: float, most: float) -> None:
    years = (drawn_year(it, sigma, keeps) for it in range(YEARS))
    assert sum(bool(moved(it, HOW, down=True)) for it in years) <= most * YEARS


def test_of_fewer_weeks_than_the_history_needs_nothing_is_said() -> None:
    assert moved([Fraction(4)] * 6 + [Fraction(1)] * 6, HOW, down=True) == []


def test_after_a_move_the_new_level_is_the_history() -> None:
    each = [*weeks(0.7, after=20), *(it * Fraction(4, 10) for it in weeks(1, before=12, after=0))]
    assert len(moved(each, HOW, down=True)) == 2


@given(RATIOS, st.fractions(Fraction(1, 7), 1000, max_denominator=7))
def test_the_unit_in_which_ratios_are_told_changes_nothing(
    each: list[Fraction], unit: Fraction
) -> None:
    found = moved(each, HOW, down=True)
    again = moved([it * unit for it in each], HOW, down=True)
    assert [(it.first, it.last, it.share) for it in found] == [
        (it.first, it.last, it.share) for it in again
    ]


@given(RATIOS)
def test_moves_follow_one_another_and_are_large_enough(each: list[Fraction]) -> None:
    found = moved(each, HOW, down=True)
    assert all(it.first <= it.last for it in found)
    assert all(1 - it.share >= Fraction(1, 10) for it in found)
    assert [it.first for it in found] == sorted({it.first for it in found})


# Down the path of a look.


@pytest.mark.parametrize("seed", ["one", "two"])
def test_operations_that_are_halved_in_silence_move_against_chip_time(seed: str) -> None:
    assert "pair" in first_named(Habits(half_from=7, announces=False), f"halved, {seed}", RULES)


@pytest.mark.parametrize(
    "habits",
    [Habits(), Habits(announces=False), Habits(outage=(22, 23, 24)), Habits(meter_ppm=50_000)],
    ids=["honest", "not announced", "an outage", "a bad meter"],
)
def test_a_change_with_a_factor_an_outage_and_a_bad_meter_are_no_move(habits: Habits) -> None:
    assert "pair" not in first_named(habits, "honest", RULES)
