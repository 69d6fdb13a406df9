"""A small loss, period after period, against what others lose."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptrol.domains.registry.formulas.losing import LIMIT, losing, summed

OTHERS = (2, 240_000)
FEW = st.lists(st.integers(0, 50), min_size=1, max_size=12)


@pytest.mark.parametrize("each", [1, 3, 30])
def test_three_losses_in_a_row_that_others_do_not_have_are_seen(each: int) -> None:
    assert losing([0] * 9 + [each] * 3, 400, *OTHERS)


@pytest.mark.parametrize("at_once", [1, 8, 400])
def test_one_loss_is_never_enough_and_neither_are_two(at_once: int) -> None:
    assert not losing([0, at_once, 0, 0], 400, *OTHERS)
    assert not losing([at_once, at_once], 400, *OTHERS)


def test_who_loses_as_others_do_is_not_seen() -> None:
    assert not losing([1] * 12, 400, 600, 240_000)


def test_who_has_nobody_beside_it_is_held_against_none() -> None:
    assert not losing([3] * 12, 400, 0, 0)
    assert not losing([3] * 12, 0, 0, 100)


@given(FEW, st.integers(0, 1000))
def test_the_more_others_lose_the_less_is_seen(lost: list[int], others: int) -> None:
    assert losing(lost, 400, others, 240_000) or not losing(lost, 400, others + 1, 240_000)


@given(FEW)
def test_what_is_seen_stays_seen_whatever_comes_before(lost: list[int]) -> None:
    assert losing([0, *lost], 400, *OTHERS) == losing(lost, 400, *OTHERS)


def test_sums_never_fall_below_nothing_and_one_period_counts_for_so_much() -> None:
    assert summed([Decimal(-5), Decimal(9), Decimal(9), Decimal(9)])[1:] == [
        Decimal("1.5"),
        Decimal(3),
        Decimal("4.5"),
    ]
    assert Decimal("4.5") >= LIMIT
