"""Which numbers count: each bound holds at the last number within it, and not at the next."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from comptrol.kernel.quantity import (
    FLOP_BELOW,
    Flop,
    FlopChange,
    are_operations,
    flop_count,
    is_amount,
    is_limit,
    is_measure,
    plain,
)

LAST_DECIMAL, ONE_MORE = "1e-12", "1e-13"


@pytest.mark.parametrize("text", ["0.5", "1", LAST_DECIMAL, "999999999999.999999999999"])
def test_a_measure_is_above_zero_and_below_a_trillion(text: str):
    assert is_measure(Decimal(text))
    assert is_amount(Decimal(text))


@pytest.mark.parametrize("text", ["0", "-0.5", ONE_MORE, "1000000000000", "Infinity", "NaN"])
def test_what_lies_beyond_is_no_measure(text: str):
    assert not is_measure(Decimal(text))


def test_a_whole_number_can_be_a_measure():
    assert is_measure(1)
    assert not is_measure(0)


@pytest.mark.parametrize(
    ("text", "is_one"),
    [("0", True), ("0e-12", True), ("0e-13", False), (ONE_MORE, False), ("-1", False)],
)
def test_an_amount_may_be_nothing_and_is_written_shortly(text: str, is_one: bool):  # noqa: FBT001
    assert is_amount(Decimal(text)) is is_one


@pytest.mark.parametrize(
    ("text", "are"),
    [("1", True), ("0", False), ("-1", False), ("1.0", True), ("1.5", False), ("Infinity", False)],
)
def test_operations_are_whole_and_above_zero(text: str, are: bool):  # noqa: FBT001
    assert are_operations(Decimal(text)) is are


@pytest.mark.parametrize("tells", [are_operations, is_limit])
def test_operations_and_limits_end_below_ten_to_the_forty(tells: Callable[[Decimal], bool]):
    assert tells(Decimal("9" * 40))
    assert not tells(Decimal(10**40))


@pytest.mark.parametrize(
    ("text", "is_one"), [("0.5", True), (LAST_DECIMAL, True), (ONE_MORE, False), ("0", False)]
)
def test_a_limit_is_above_zero_and_of_a_sensible_length(text: str, is_one: bool):  # noqa: FBT001
    assert is_limit(Decimal(text)) is is_one


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("100", "100"),
        ("0.10", "0.1"),
        ("10.00", "10"),
        ("1E+2", "100"),
        ("0", "0"),
        ("1e-7", "0.0000001"),
    ],
)
def test_a_number_is_shown_as_a_person_writes_it(text: str, shown: str):
    assert plain(Decimal(text)) == shown


def test_a_count_goes_from_nothing_to_the_last_below_its_bound():
    assert flop_count(0) == "0"
    assert flop_count(FLOP_BELOW - 1) == "9" * 38


def test_each_end_of_a_range_moves_by_its_own():
    before, after = Flop.of(10, 200, 3000), Flop.of(11, 202, 3003)
    change = FlopChange.of(1, 2, 3)
    assert after - before == change
    assert before.changed(change) == after
    assert before + Flop.of(1, 2, 3) == after
    assert -change == FlopChange.of(-1, -2, -3)
    assert change + FlopChange.of(10, 20, 30) == FlopChange.of(11, 22, 33)


def test_nothing_said_is_nothing():
    assert Flop() == Flop.of(0, 0, 0) == Flop.exactly(0)
    assert FlopChange() == FlopChange.of(0, 0, 0)


@pytest.mark.parametrize("end", [0, 1, 2])
@pytest.mark.parametrize("sign", [1, -1])
def test_a_change_is_within_its_bound_at_every_end(end: int, sign: int):
    parts = [0, 0, 0]
    parts[end] = sign * (FLOP_BELOW - 1)
    assert FlopChange.of(*parts).whole == tuple(parts)
    parts[end] = sign * FLOP_BELOW
    with pytest.raises(ValueError, match="below"):
        FlopChange.of(*parts)
