"""Operations are exact, travel as digits, and are kept as they travel."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import MetaData

from comptrol.adapters.store_sql.columns import Columns
from comptrol.adapters.store_sqlite.dialect import SQLITE
from comptrol.kernel.quantity import (
    FLOP_BELOW,
    FLOP_SAID_BELOW,
    Flop,
    FlopChange,
    FlopCount,
    flop_count,
)
from comptrol.kernel.view import Layout

COUNTS = st.integers(min_value=0, max_value=FLOP_SAID_BELOW - 1)
RANGES = st.tuples(COUNTS, COUNTS, COUNTS).map(lambda it: Flop.of(*sorted(it)))
CHANGES = st.tuples(*[st.integers(-(10**30), 10**30)] * 3).map(lambda it: FlopChange.of(*it))


class Sum(msgspec.Struct, frozen=True, kw_only=True):
    """A row that keeps operations."""

    name: str
    count: FlopCount
    flop: Flop
    change: FlopChange | None = None


SUMS = Columns(Layout(name="sums", row=Sum, key=("name",)), MetaData(), SQLITE)


def read(json: str) -> Flop:
    return msgspec.json.decode(json, type=Flop)


def test_operations_are_written_as_they_always_were():
    golden = '{"low":"38000000000000000000000000","mid":"38000000000000000000000001","high":"0"}'
    golden = golden.replace('"0"', '"100000000000000000000000000000"')
    flop = Flop.of(38 * 10**24, 38 * 10**24 + 1, 10**29)
    assert msgspec.json.encode(flop).decode() == golden
    assert read(golden) == flop


@given(RANGES)
def test_a_range_comes_back_from_json_as_it_was(flop: Flop):
    assert msgspec.json.decode(msgspec.json.encode(flop), type=Flop) == flop


@given(RANGES, CHANGES)
def test_a_row_keeps_them_to_the_last_unit(flop: Flop, change: FlopChange):
    row = Sum(name="a", count=flop.high, flop=flop, change=change)
    kept = SUMS.values(row)
    assert all(isinstance(value, str) for value in kept)
    assert SUMS.row(kept) == row


@pytest.mark.parametrize(
    "count", ["1e25", "+1", "-1", "01", "1.5", "", " 1", "1\n", "1" * 39, 5, 1.5, None, True]
)
def test_what_is_not_digits_is_no_count(count: Any):
    said = msgspec.json.encode({"low": "0", "mid": "0", "high": count}).decode()
    with pytest.raises(msgspec.ValidationError):
        read(said)


def test_a_range_that_is_turned_round_is_refused_as_a_wrong_field():
    with pytest.raises(msgspec.ValidationError, match="low <= mid <= high"):
        read('{"low":"2","mid":"1","high":"3"}')


def test_an_unknown_field_is_refused():
    with pytest.raises(msgspec.ValidationError, match="unknown"):
        read('{"low":"1","mid":"1","high":"3","best":"2"}')


@given(RANGES, RANGES, RANGES)
def test_sums_are_the_same_in_any_order(one: Flop, two: Flop, three: Flop):
    assert (one + two) + three == one + (three + two)
    assert one + Flop() == one


@given(RANGES, RANGES)
def test_a_difference_leads_from_one_range_to_the_other(one: Flop, two: Flop):
    assert one.changed(two - one) == two
    assert two.changed(-(two - one)) == one


@given(CHANGES, CHANGES)
def test_changes_add_and_undo_each_other(one: FlopChange, two: FlopChange):
    assert one + two + -two == one


@pytest.mark.parametrize("number", [-1, FLOP_BELOW])
def test_a_number_outside_the_range_is_no_count(number: int):
    with pytest.raises(ValueError, match="no count"):
        flop_count(number)


def test_a_change_that_turns_a_range_round_or_below_nothing_is_an_error():
    for change in (FlopChange.of(-2, 0, 0), FlopChange.of(5, 0, 0)):
        with pytest.raises(ValueError, match=r"count|low <= mid"):
            Flop.of(1, 2, 3).changed(change)


def test_a_change_has_a_limit_too():
    with pytest.raises(ValueError, match="below"):
        FlopChange.of(0, 0, FLOP_BELOW)


def test_what_may_be_said_leaves_room_for_sums():
    assert Flop.exactly(FLOP_SAID_BELOW - 1).is_sayable
    assert not Flop.exactly(FLOP_SAID_BELOW).is_sayable
    assert 10**7 * FLOP_SAID_BELOW < FLOP_BELOW
