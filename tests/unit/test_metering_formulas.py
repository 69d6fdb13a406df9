"""Arithmetic of usage: splits add up, counters start again, rows come in any order."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptrol.domains.chips import Peaks, Precision, Rate, peaks_of
from comptrol.domains.metering import (
    Meter,
    Sample,
    Seen,
    UsageRow,
    above_peak,
    by_day,
    empirical,
    one_of_each,
    steps_of,
    theoretical,
    usual_interval_ms,
    windows,
)
from comptrol.kernel.quantity import Flop

START = datetime(2026, 11, 30, 20, tzinfo=UTC)
H100 = Peaks(low=989 * 10**12, high=1979 * 10**12)


# -- days --------------------------------------------------------------------------------------


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)),  # noqa: DTZ001
    st.timedeltas(timedelta(microseconds=1), timedelta(days=40)),
    st.lists(st.integers(0, 10**30), min_size=1, max_size=4),
)
def test_the_parts_of_days_add_up_exactly(since: datetime, length: timedelta, amounts: list[int]):
    start = since.replace(tzinfo=UTC)
    parts = list(by_day(start, start + length, tuple(amounts)))
    sums = [sum(column) for column in zip(*(it.amounts for it in parts), strict=True)]
    assert sums == amounts
    assert min(min(it.amounts) for it in parts) >= 0
    days = [it.day for it in parts]
    assert days == sorted(set(days))


def test_a_day_is_a_day_of_utc():
    there = START.astimezone(tz=datetime.fromisoformat("2026-01-01T00:00:00+09:00").tzinfo)
    parts = list(by_day(there, there + timedelta(hours=8), (8,)))
    assert [(str(it.day), it.amounts) for it in parts] == [
        ("2026-11-30", (4,)),
        ("2026-12-01", (4,)),
    ]


# -- peaks and operations ---------------------------------------------------------------------


def rate(precision: Precision, tera: str, bits: int) -> Rate:
    return Rate(dense_tera_ops=Decimal(tera), bits=bits, precision=precision.value)


def test_the_low_end_is_at_16_bits_and_the_high_end_at_the_most():
    found = peaks_of([rate(Precision.FP16_TENSOR, "989", 16), rate(Precision.FP8, "1979", 8)])
    assert found is not None
    assert (found.low, found.high) == (989 * 10**12, 1979 * 10**12)
    assert peaks_of([]) is None


def test_an_hour_of_a_chip_at_its_peak():
    assert theoretical(3600, H100).whole == (
        3_560_400_000_000_000_000,
        3_560_400_000_000_000_000,
        7_124_400_000_000_000_000,
    )


@given(
    st.lists(
        st.tuples(st.fractions(0, 2), st.integers(0, 10**7)).map(
            lambda it: Seen(share=it[0], milliseconds=it[1])
        ),
        max_size=5,
    ),
    st.integers(0, 10**6),
)
def test_what_a_meter_saw_is_a_range_that_never_passes_the_peak(
    seen: list[Seen], chip_seconds: int
):
    found = empirical(seen, H100, chip_seconds)
    low, mid, high = found.whole
    assert low <= mid <= high <= chip_seconds * H100.high
    assert above_peak(found, chip_seconds, H100) is None


def test_one_operation_above_the_peak_is_too_many():
    most = 10 * H100.high
    assert above_peak(Flop.exactly(most), 10, H100) is None
    assert above_peak(Flop.exactly(most + 1), 10, H100) is not None


# -- counters ---------------------------------------------------------------------------------


def samples(*values: int, every: int = 1000) -> list[Sample]:
    return [Sample(at_ms=it * every, value=Fraction(v)) for it, v in enumerate(values)]


@given(st.lists(st.integers(0, 1000), min_size=2, max_size=6), st.randoms())
def test_readings_come_in_any_order_and_twice(grown: list[int], chance: object):
    values = [sum(grown[: it + 1]) for it in range(len(grown))]
    clean = samples(*values)
    messy = [*clean, *clean[::2]]
    chance.shuffle(messy)  # type: ignore[attr-defined]
    found = steps_of(messy, 1000)
    assert found.steps == steps_of(clean, 1000).steps
    assert sum(it.difference for it in found.steps) == values[-1] - values[0]


def test_a_counter_that_falls_began_again_and_says_so():
    found = steps_of(samples(10, 20, 3, 5), 1000).steps
    assert [(int(it.difference), it.reset) for it in found] == [(10, False), (3, True), (2, False)]


def test_a_gap_is_a_gap_and_not_nothing():
    read = [*samples(1, 2), Sample(at_ms=9000, value=Fraction(50))]
    found = steps_of(read, 1000)
    assert found.gaps == ((1000, 9000),)
    assert sum(it.difference for it in found.steps) == 1


def test_two_readings_of_one_moment_that_differ_are_both_left_out():
    odd = [*samples(1, 2, 3), Sample(at_ms=1000, value=Fraction(7))]
    found = steps_of(odd, 1000)
    assert found.contradicted == (1000,)
    assert [(it.since_ms, it.until_ms) for it in found.steps] == [(0, 2000)]


def test_the_usual_interval_needs_two_readings():
    assert usual_interval_ms(samples(1)) is None
    assert usual_interval_ms(samples(1, 2, 3, every=15)) == 15


def test_windows_begin_at_multiples_of_their_length():
    found = [(at, len(of)) for at, of in windows(steps_of(samples(*range(7)), 1000).steps, 3000)]
    assert found == [(0, 3), (3000, 3)]


# -- rows -------------------------------------------------------------------------------------


def row(event: str, version: int = 1, seconds: int = 3600) -> UsageRow:
    return UsageRow(
        source="//c1",  # type: ignore[arg-type]
        event=event,  # type: ignore[arg-type]
        version=version,
        meter=Meter.ALLOCATION,
        chips=1,
        since=START,
        until=START + timedelta(hours=1),
        chip_seconds=seconds,
    )


def test_rows_in_any_order_and_twice_come_to_the_same():
    told = [row("a"), row("b"), row("a", 2, 1800), row("a", 2, 1800)]
    for order in permutations(told):
        found = one_of_each([(str(it), each) for it, each in enumerate(order)])
        assert [(it.event, it.version) for it in found.rows] == [("a", 2), ("b", 1)]
        assert found.rejected == ()
        assert found.chip_seconds == 5400


@pytest.mark.parametrize("first", [1, 2])
def test_of_two_that_contradict_each_other_neither_is_taken(first: int):
    told = [row("a"), row("a", 1, 1800)][:: 1 if first == 1 else -1]
    found = one_of_each([(str(it), each) for it, each in enumerate(told)])
    assert found.rows == ()
    assert len(found.rejected) == 1
