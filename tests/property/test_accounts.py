"""Accounts close, axes never mix, and what is added up is never more certain than its parts."""

from decimal import Decimal
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptrol.domains.accounts import (
    Accessible,
    AccountLine,
    Coverage,
    Designed,
    Estimate,
    Grade,
    Located,
    Owned,
    bounds,
    certainly_ahead,
    certainly_more,
    exactly,
    gathered,
    point,
    quantiles,
    shares,
    together,
    total,
)

AXES: tuple[Any, ...] = (Located, Owned, Designed, Accessible)
amounts = st.integers(0, 10**9).map(Decimal)


@st.composite
def intervals(draw: Any) -> Estimate:
    low, middle, high = sorted(draw(st.tuples(amounts, amounts, amounts)))
    return quantiles(low, middle, high)


@st.composite
def estimates(draw: Any) -> Estimate:
    """Return an estimate of any grade: counted, a point, percentiles, bounds."""
    low, _, high = sorted(draw(st.tuples(amounts, amounts, amounts)))
    kinds = (exactly(low), point(low), draw(intervals()), bounds(low, high))
    return draw(st.sampled_from(kinds))


@given(st.lists(intervals(), min_size=1, max_size=12))
def test_a_sum_of_unknown_dependence_is_as_wide_as_all_its_parts_together(parts: list[Estimate]):
    whole = together(parts)
    widths = [it.width for it in parts if it.width is not None]
    assert whole.width == sum(widths)
    assert whole.width >= max(widths)


@given(st.lists(estimates(), min_size=1, max_size=12), estimates())
def test_no_part_that_is_added_makes_anything_more_certain(parts: list[Estimate], more: Estimate):
    before, after = together(parts), together([*parts, more])
    if before.width is None:
        assert after.high is None or after.low is None
    elif after.width is not None:
        assert after.width >= before.width
    if after.level is not None:
        assert before.level is not None
        assert after.level <= before.level
    assert before.high is not None or after.high is None


@given(st.lists(estimates(), min_size=1, max_size=6))
def test_ends_hold_however_parts_depend_on_each_other(parts: list[Estimate]):
    """Each part somewhere between its ends: the sum lies between those of the whole."""
    whole = together(parts)
    lows = [it.low or Decimal(0) for it in parts]
    highs = [it.high for it in parts]
    assert (whole.low or Decimal(0)) <= sum(lows)
    if whole.high is not None:
        assert sum(it for it in highs if it is not None) <= whole.high


@given(st.lists(estimates(), min_size=2, max_size=4))
def test_the_order_in_which_parts_come_does_not_matter(parts: list[Estimate]):
    sums = [together(order) for order in permutations(parts)]
    assert len({(it.low, it.middle, it.high, it.level, it.middles) for it in sums}) == 1


@given(intervals(), intervals())
def test_medians_do_not_add(one: Estimate, other: Estimate):
    whole = one + other
    assert whole.grade is Grade.SUM
    assert whole.middle is None
    assert whole.middles == one.middle + other.middle  # type: ignore[operator]


@given(amounts, intervals())
def test_an_unknown_interval_is_not_of_no_width(number: Decimal, other: Estimate):
    assert point(number).width is None
    assert (point(number) + other).high is None
    assert (point(number) + other).low == other.low
    assert quantiles(None, number, None) == point(number)


@given(intervals(), intervals())
def test_more_is_certain_only_where_intervals_lie_apart(one: Estimate, other: Estimate):
    assert not (certainly_more(one, other) and certainly_more(other, one))
    if certainly_more(one, other):
        assert one.middle > other.middle  # type: ignore[operator]


# Axes.


@pytest.mark.parametrize(("one", "other"), list(permutations(AXES, 2)))
def test_amounts_of_two_axes_have_no_sum(one: Any, other: Any):
    amount = exactly(Decimal(1))
    with pytest.raises(TypeError):
        _ = one(h100e=amount) + other(h100e=amount)
    with pytest.raises(TypeError, match="another axis"):
        total(one, [one(h100e=amount), other(h100e=amount)])
    with pytest.raises(TypeError):
        gathered(one, [("DE", one(h100e=amount)), ("DE", other(h100e=amount))])


@given(st.lists(amounts, max_size=8), st.sampled_from(AXES))
def test_amounts_of_one_axis_add_up_to_one_of_that_axis(numbers: list[Decimal], kind: Any):
    found = total(kind, [kind(h100e=exactly(it)) for it in numbers])
    assert type(found) is kind
    assert found.h100e.middle == sum(numbers)


@given(st.lists(st.tuples(st.sampled_from(["DE", "FR", None]), amounts), max_size=10))
def test_what_is_gathered_is_all_there_was(found: list[tuple[str | None, Decimal]]):
    axis = gathered(Located, ((it, Located(h100e=exactly(size))) for it, size in found))
    middles = [it.h100e.middle for it in (*axis.amounts.values(), axis.rest)]
    assert sum(it for it in middles if it is not None) == sum(size for _, size in found)
    assert sum(axis.counted.values()) + axis.rest_counted == len(found)


# Shares.

samples = st.dictionaries(
    st.sampled_from(["US", "CN", "DE", "FR", "JP"]), intervals(), min_size=1, max_size=5
)
coverages = st.integers(0, 100).map(lambda it: Coverage(low=Decimal(it) / 100, high=Decimal(1)))


@given(samples, coverages)
def test_bounds_of_the_world_hold_those_of_the_sample(
    found: dict[str, Estimate], coverage: Coverage
):
    for share in shares(found, coverage).values():
        assert share.world_low <= share.sample_low <= share.sample_high <= share.world_high
        assert Decimal(0) <= share.world_low <= share.world_high <= Decimal(1)


@given(samples, coverages)
def test_no_rank_stands_where_bounds_overlap(found: dict[str, Estimate], coverage: Coverage):
    told = shares(found, coverage)
    for key, share in told.items():
        others = [it for name, it in told.items() if name != key]
        sure = [certainly_ahead(it, share) or certainly_ahead(share, it) for it in others]
        if share.rank is not None:
            assert all(sure)
            assert share.rank == 1 + sum(certainly_ahead(it, share) for it in others)


@given(samples)
def test_without_coverage_nothing_is_ranked(found: dict[str, Estimate]):
    assert {it.rank for it in shares(found, None).values()} == {None}


# Flows.

flows = st.integers(0, 10**6).map(Decimal)


@given(st.tuples(flows, flows, flows, flows, flows), st.integers(1, 9), st.integers(1, 9))
def test_a_line_closes_in_chips_and_in_h100_equivalents(
    told: tuple[Decimal, ...], before: int, after: int
):
    opening, production, imports, exports, retirement = told
    closing = opening + production + imports - exports - retirement
    line = AccountLine(
        opening=opening,
        production=production,
        imports=imports,
        exports=exports,
        retirement=retirement,
        closing=closing,
    )
    valued = line.valued(Decimal(before), Decimal(after))
    assert valued.closing == valued.comes_to == closing * after
    assert (valued.revaluation == 0) is (before == after or opening == 0)
    assert (line + line).closing == 2 * closing


@given(flows, flows, st.integers(1, 10**6))
def test_a_line_that_does_not_close_cannot_be(opening: Decimal, imports: Decimal, off: int):
    with pytest.raises(ValueError, match="the flows come to"):
        AccountLine(
            opening=opening,
            production=Decimal(0),
            imports=imports,
            exports=Decimal(0),
            retirement=Decimal(0),
            closing=opening + imports + off,
        )
