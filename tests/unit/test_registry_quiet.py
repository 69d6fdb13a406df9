"""The same chips are silent again and again: what chance explains, and what it does not."""

from decimal import Decimal
from fractions import Fraction
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptrol.domains.registry.formulas.quiet import (
    Hearing,
    expected_silent,
    hearing,
    silent_by_chance,
)

AGES = st.lists(
    st.tuples(st.integers(0, 90), st.none() | st.integers(0, 400)), min_size=1, max_size=20
)


def tail(trials: int, least: int, chance: Fraction) -> Fraction:
    return sum(
        (
            comb(trials, it) * chance**it * (1 - chance) ** (trials - it)
            for it in range(least, trials + 1)
        ),
        Fraction(0),
    )


@pytest.mark.parametrize("silent", [1, 2, 3, 5])
@pytest.mark.parametrize("missed", [0, 4, 20])
def test_the_bound_is_never_below_the_chance_itself(silent: int, missed: int) -> None:
    known = Hearing(heard=100, missed=missed, parts=2)
    exact = tail(100 + silent, silent, Fraction(missed + 1, 101) ** 2)
    bound = silent_by_chance(silent, expected_silent(100 + silent, known))
    assert bound >= Decimal(exact.numerator) / Decimal(exact.denominator)


def test_who_is_silent_once_is_not_silent_again_and_again() -> None:
    once = hearing([(50, None)] * 90, 90)
    assert once.parts == 1
    monthly = hearing([(10, 40)] * 90, 90)
    assert expected_silent(95, monthly) < expected_silent(95, once)


def test_where_nobody_is_heard_of_nothing_is_rare() -> None:
    assert hearing([], 90) == Hearing(0, 0, 0)
    assert silent_by_chance(64, expected_silent(64, hearing([], 90))) == 1


def test_what_was_heard_before_the_days_of_silence_is_no_part_of_them() -> None:
    assert hearing([(10, 91)], 90).parts == 1


@given(AGES)
def test_chips_that_answer_are_counted_once_and_parts_are_three_at_most(
    ages: list[tuple[int, int | None]],
) -> None:
    found = hearing(ages, 90)
    assert found.heard == len(ages)
    assert 0 <= found.missed < len(ages)
    assert 1 <= found.parts <= 3


@given(st.integers(1, 50), st.decimals(min_value="0.001", max_value=60, places=3))
def test_more_silent_chips_are_never_likelier(silent: int, expected: Decimal) -> None:
    assert silent_by_chance(silent + 1, expected) <= silent_by_chance(silent, expected) <= 1
