"""The arithmetic of report forensics: published chances, hand tables, what must always hold."""

from datetime import date
from fractions import Fraction
from itertools import combinations
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptrol.domains.forensics.formulas import (
    Counted,
    Crossing,
    Measured,
    Rung,
    at_most,
    binomial_tail,
    change,
    combined,
    crossings,
    level_of,
    near_factor,
    rank_test,
    residual,
    spread,
    two_sided,
    written,
)
from comptrol.domains.registry.formulas.accountancy import mean_run_length
from comptrol.entrypoints.demo.filings.noise import error_ppm

VALUES = st.lists(st.integers(0, 6), min_size=1, max_size=6)
SHARES = st.fractions(0, 2, max_denominator=1000)

# Chances.


@pytest.mark.parametrize(
    ("trials", "least", "printed"),
    [(10, 9, "0.0107"), (5, 5, "0.0313"), (20, 18, "2.0e-4"), (20, 14, "0.0577")],
)
def test_binomial_tails_are_those_of_the_methods_sheet(
    trials: int, least: int, printed: str
) -> None:
    """Sections 3.8 and 3.7: 9 of 10, 5 of 5 (0.031), 18 of 20, 14 of 20 (0.058)."""
    assert written(binomial_tail(trials, least)) == printed


@given(st.integers(0, 30), st.fractions(0, 1, max_denominator=50))
def test_a_tail_and_its_rest_are_everything(trials: int, chance: Fraction) -> None:
    for least in range(trials + 1):
        rest = binomial_tail(trials, trials - least + 1, 1 - chance)
        assert binomial_tail(trials, least, chance) + rest == 1


def test_what_is_no_chance_is_refused() -> None:
    with pytest.raises(ValueError, match="expected 0 to 1"):
        binomial_tail(3, 1, Fraction(3, 2))


@pytest.mark.parametrize(
    ("sample", "others", "u", "ways"),
    [  # the tables of Mann and Whitney (1947): of how many choices is U so small, or smaller
        ((4, 5, 6), (1, 2, 3), 0, 1),
        ((3, 5, 6), (1, 2, 4), 1, 2),
        ((3, 4, 6), (1, 2, 5), 2, 4),
        ((5, 6, 7, 8), (1, 2, 3, 4), 0, 1),
        ((4, 6, 7, 8), (1, 2, 3, 5), 1, 2),
        ((2, 6, 7, 8), (1, 3, 4, 5), 3, 7),
    ],
)
def test_ranks_without_ties_are_those_of_the_tables(
    sample: tuple[int, ...], others: tuple[int, ...], u: int, ways: int
) -> None:
    assert sum(one < other for one in sample for other in others) == u
    assert rank_test(sample, others) == Fraction(ways, comb(len(sample) + len(others), 3 if len(
        sample) == 3 else 4))  # fmt: skip


@given(VALUES, VALUES)
def test_a_rank_test_counts_every_choice_ties_included(
    sample: list[int], others: list[int]
) -> None:
    """By brute force: the middle rank of a value, summed over every choice of as many."""
    values = sorted([*sample, *others])
    rank = {it: 2 * values.index(it) + values.count(it) + 1 for it in values}
    seen = sum(rank[it] for it in sample)
    choices = list(combinations([rank[it] for it in [*sample, *others]], len(sample)))
    high = sum(sum(it) >= seen for it in choices)
    assert rank_test(sample, others) == Fraction(high, len(choices))


def test_what_is_all_the_same_or_not_there_says_nothing() -> None:
    assert rank_test([2, 2, 2], [2, 2]) == 1
    assert rank_test([], [1, 2]) == 1
    assert rank_test([1, 2], []) == 1


def test_both_sides_are_twice_one_and_never_more_than_certain() -> None:
    assert two_sided(Fraction(1, 100), Fraction(99, 100)) == Fraction(1, 50)
    assert two_sided(Fraction(3, 4), Fraction(2, 3)) == 1


def test_a_threshold_is_reached_exactly() -> None:
    assert at_most(Fraction(1, 200), 5_000)
    assert not at_most(Fraction(1, 200) + Fraction(1, 10**30), 5_000)


# Residuals.


def test_what_one_channel_says_again_counts_once() -> None:
    once = [Measured("power", Fraction(100), 40_000), Measured("billing", Fraction(110), 20_000)]
    again = [Measured("power", Fraction(90), 40_000), *once]
    assert combined(again) == combined(once)


def test_channels_are_weighed_by_their_precision() -> None:
    one, other = Measured("a", Fraction(100), 30_000), Measured("b", Fraction(110), 60_000)
    found = combined([one, other])
    assert found is not None
    value, variance = found
    assert value == Fraction(100 * 4 + 110, 5)
    assert variance == 1 / (Fraction(100, 3) ** 2 + Fraction(50, 3) ** 2)


def test_nothing_measured_is_no_residual() -> None:
    assert residual(Fraction(5), []) is None
    assert residual(Fraction(5), [Measured("a", Fraction(0), 10_000)]) is None


@given(st.integers(1, 10**30), SHARES, st.integers(1_000, 500_000))
def test_a_residual_has_the_sign_of_the_difference(size: int, share: Fraction, ppm: int) -> None:
    found = residual(size * share, [Measured("a", Fraction(size), ppm)])
    assert found is not None
    assert found.ratio == share
    exact = (share - 1) * 10**9 / ppm
    assert abs(found.thousandths - exact) < 1
    assert abs(found.thousandths) <= abs(exact)


@given(st.lists(st.integers(-5_000, 5_000), max_size=60), st.integers(-3_000, 3_000))
def test_a_shift_of_all_changes_no_spread(values: list[int], shift: int) -> None:
    if values:
        assert spread([it + shift for it in values]) == spread(values)


@given(st.lists(st.integers(-4_000, 4_000), max_size=80))
def test_sums_cross_where_the_formula_says(values: list[int]) -> None:
    """S = max(0, S + z - k), alarm at S >= h, begun anew after each: written out by hand."""
    expected, total = [], 0
    for at, z in enumerate(values):
        total = max(0, total - max(-2_000, min(2_000, z)) - 500)
        if total >= 4_000:
            expected.append((at, total))
            total = 0
    found = crossings(values, k=500, h=4_000, cap=2_000)
    assert [(it.last, it.height) for it in found] == expected
    assert all(it.under and it.first <= it.last for it in found)


def test_both_sides_are_summed_where_asked() -> None:
    up = [1_500] * 5
    assert crossings(up, k=500, h=4_000, cap=2_000) == []
    found = crossings(up, k=500, h=4_000, cap=2_000, over=True)
    assert found == [Crossing(0, 3, under=False, height=4_000)]


def test_one_week_however_far_off_is_no_drift() -> None:
    assert crossings([0, 0, -60_000, -60_000, 0, 0], k=500, h=4_000, cap=2_000) == []


@pytest.mark.parametrize("shift", [0, 1])
def test_alarms_come_as_often_as_the_markov_chain_says(shift: int) -> None:
    """Section 3.4, by simulation with our own sums: 8.4 periods at one sigma, 335 at none."""
    weeks = 40_000 if shift == 0 else 4_000
    noise = [error_ppm("a", it, sigma_ppm=1_000) - shift * 1_000 for it in range(weeks)]
    found = len(crossings(noise, k=500, h=4_000, cap=100_000))
    assert weeks / found == pytest.approx(mean_run_length(float(shift)), rel=0.15)


# Panels, definitions, levels.

SUMS = st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 10**20))


@given(SUMS, SUMS)
def test_the_parts_of_a_change_are_the_change(
    before: dict[str, int], after: dict[str, int]
) -> None:
    found = change(before, after)
    assert found.total == sum(after.values()) - sum(before.values())
    assert found.stayed + found.by_the_panel == found.total


@given(SUMS)
def test_who_stays_and_says_the_same_changes_nothing(sums: dict[str, int]) -> None:
    assert change(sums, sums) == (0, 0, 0, 0)


def test_a_step_by_a_factor_is_seen_either_way_and_none_else() -> None:
    two = [Fraction(2)]
    assert near_factor(Fraction(203, 100), two, 20_000) == 2
    assert near_factor(Fraction(49, 100), two, 20_000) == Fraction(1, 2)
    assert near_factor(Fraction(1), [Fraction(1), *two], 20_000) is None
    assert near_factor(Fraction(3, 2), two, 20_000) is None


RUNGS = (Rung(1, 1, 1, 100), Rung(1, 2, 2, 100), Rung(3, 1, 1, 100))
TODAY = date(2026, 6, 1)


def counted(detector: str, strength: int, day: date) -> Counted:
    return Counted(detector, strength, day, f"{detector}@{day}")


def test_two_alarms_of_one_detector_are_one_kind_of_signal() -> None:
    same = [counted("drift", 1, date(2026, 5, day)) for day in (1, 8)]
    assert level_of(same, RUNGS, TODAY)[0] == 1
    assert level_of([*same, counted("lag", 1, date(2026, 5, 9))], RUNGS, TODAY)[0] == 2


def test_a_fact_weighs_more_than_many_patterns() -> None:
    assert level_of([counted("panel", 3, date(2026, 5, 1))], RUNGS, TODAY)[0] == 3


def test_what_is_old_counts_no_more() -> None:
    last_day = counted("drift", 1, date(2026, 2, 22))
    assert level_of([last_day], RUNGS, TODAY)[0] == 1
    assert level_of([last_day], RUNGS, date(2026, 6, 2)) == (0, ())
