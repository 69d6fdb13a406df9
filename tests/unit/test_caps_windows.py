"""Windows of time, and amounts that are split into them: whole numbers, and nothing lost."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptrol.domains.caps import DAYS_MAX, Every, Window, split, window_at
from comptrol.domains.caps.formulas import begun, ends, first_hour

AT = datetime(2026, 11, 29, 13, 5, tzinfo=UTC)
WINDOWS = st.sampled_from([Window(every=it) for it in Every] + [Window(days=30)])
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)).map(  # noqa: DTZ001
    lambda it: it.replace(tzinfo=UTC)
)
LENGTHS = st.integers(0, 60 * 86_400).map(lambda it: timedelta(seconds=it))
AMOUNTS = st.integers(-(10**32), 10**32)


@given(MOMENTS, LENGTHS, AMOUNTS, WINDOWS)
def test_parts_add_up_to_the_amount_and_follow_each_other(
    since: datetime, length: timedelta, amount: int, window: Window
):
    parts = split(since, since + length, amount, window)
    assert sum(it.amount for it in parts) == amount
    assert parts[0].since == since
    assert parts[-1].until == since + length
    assert all(before.until == after.since for before, after in pairwise(parts))
    assert len({it.window for it in parts}) == len(parts)


@given(MOMENTS, LENGTHS, AMOUNTS, WINDOWS)
def test_a_part_is_its_share_of_time_and_less_than_one_off(
    since: datetime, length: timedelta, amount: int, window: Window
):
    micro = timedelta(microseconds=1)
    for it in split(since, since + length, amount, window):
        if length:
            share = amount * ((it.until - it.since) // micro)
            assert abs(it.amount * (length // micro) - share) < length // micro


@given(MOMENTS, LENGTHS, AMOUNTS, WINDOWS)
def test_what_is_taken_back_over_the_same_time_is_what_was_counted(
    since: datetime, length: timedelta, amount: int, window: Window
):
    there = split(since, since + length, amount, window)
    back = split(since, since + length, -amount, window)
    assert [it.amount for it in there] == [-it.amount for it in back]


@given(MOMENTS, WINDOWS)
def test_a_moment_is_in_the_window_that_begins_before_it_and_ends_after(
    at: datetime, window: Window
):
    assert begun(window, at) <= at < ends(window, at)
    assert window_at(window, begun(window, at)) == window_at(window, at)
    assert window_at(window, ends(window, at)) != window_at(window, at)


def test_chips_at_work_are_split_by_the_second_exactly():
    midnight = datetime(2026, 12, 1, tzinfo=UTC)
    since, until = midnight - timedelta(seconds=7), midnight + timedelta(seconds=11)
    parts = split(since, until, 8 * 18, Window(every=Every.MONTH))
    assert [(it.window, it.amount) for it in parts] == [("2026-11", 56), ("2026-12", 88)]


@pytest.mark.parametrize(
    ("at", "quarter"), [((1, 1), 1), ((3, 31), 1), ((4, 1), 2), ((9, 30), 3), ((12, 31), 4)]
)
def test_a_quarter_is_of_the_calendar_year(at: tuple[int, int], quarter: int):
    moment = datetime(2026, *at, tzinfo=UTC)
    assert window_at(Window(every=Every.QUARTER), moment) == f"2026-Q{quarter}"


def test_time_of_another_zone_falls_into_the_window_of_utc():
    east = datetime.fromisoformat("2026-12-01T01:00:00+02:00")
    assert window_at(Window(every=Every.MONTH), east) == "2026-11"
    assert split(east, east + timedelta(hours=2), 2, Window(every=Every.DAY))[0].amount == 1


def test_an_hour_counts_in_a_rolling_window_as_long_as_any_of_it_is_in():
    assert first_hour(AT, 30) == datetime(2026, 10, 30, 13, tzinfo=UTC)


def test_more_than_three_years_are_not_split():
    with pytest.raises(ValueError, match="not split"):
        split(AT, AT + timedelta(days=DAYS_MAX, seconds=1), 1, Window(every=Every.DAY))


@pytest.mark.parametrize("body", ["{}", '{"every": "day", "days": 3}', '{"days": 0}'])
def test_a_window_is_of_the_calendar_or_rolls_and_never_both(body: str):
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(body, type=Window)
