"""How operations are counted: by published examples, at every boundary, exactly."""

import json
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import isclose
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptrol.adapters.reference_files import cluster_definitions, counting_methods
from comptrol.domains.chips import BITS, Precision, Rate
from comptrol.domains.training import (
    CountingMethods,
    Group,
    Passes,
    Purpose,
    Range,
    Regime,
    Verdict,
    Worked,
    counted,
    crossing,
    days_to_threshold,
    excess,
    figures,
    h100_equivalents,
    local_compute,
    longest_run_years,
    physical_bound,
    tpp_of_h100,
    verdict,
)
from comptrol.kernel.errors import NotFoundError, OutOfRangeError
from comptrol.kernel.quantity import Flop

ORACLES: Final = Path(__file__).parents[3] / "shared/facts/methods/oracles.json"
METHODS: Final = counting_methods()
ON: Final = date(2026, 11, 20)
EU: Final = METHODS.on(Regime.EU, ON)
MIRI: Final = METHODS.on(Regime.MIRI, ON)
UNIT_TFLOPS: Final = cluster_definitions().definitions["ccc/v3"].unit_peak_tflops
NUMBERS: Final = st.integers(min_value=0, max_value=10**30)


def oracles(*methods: str) -> list[dict[str, Any]]:
    if not ORACLES.is_file():
        pytest.skip(f"the oracles are not at {ORACLES}")
    return [it for it in json.loads(ORACLES.read_text()) if it["method"] in methods]


def exact(number: float) -> Fraction:
    return Fraction(Decimal(str(number)))


def rate(tera_ops: str, precision: Precision) -> Rate:
    return Rate(dense_tera_ops=Decimal(tera_ops), bits=BITS[precision], precision=precision.value)


H100: Final = (
    rate("989", Precision.FP16_TENSOR),
    rate("1979", Precision.INT8),
    rate("494.5", Precision.TF32),
    rate("67", Precision.FP32),
)


def worked(**other: Any) -> Worked:
    plain: dict[str, Any] = {
        "called": "it",
        "groups": (Group("H100", 10, H100),),
        "seconds": Fraction(1000),
        "utilisation": Decimal("0.5"),
        "precision": Precision.FP16_TENSOR,
        "architecture": None,
        "stated": None,
    }
    return Worked(**{**plain, **other})


def whole(found: Worked, method: Any = EU, purpose: Purpose = Purpose.TRAINING) -> Any:
    return counted(found, purpose, method).range.flop.whole


# The published examples.


def training_compute(given_: dict[str, float]) -> Fraction:
    if "P" in given_:
        made = Passes(
            parameters=Decimal(str(given_["P"])), tokens=Decimal(str(given_["D"])), dense=True
        )
        found = worked(groups=(), seconds=Fraction(0), utilisation=None, architecture=made)
    else:
        peak = Rate(dense_tera_ops=Decimal(str(given_["H"])).scaleb(-12), bits=16)
        found = worked(
            groups=(Group("a chip", 1, (peak,)),),
            seconds=exact(given_["gpu_hours"]) * 3600,
            utilisation=Decimal(str(given_["U"])),
        )
    return counted(found, Purpose.TRAINING, EU).range.mid


def test_every_oracle_of_training_compute_is_met():
    listed = oracles("training_compute")
    assert len(listed) == 5
    for it in listed:
        assert isclose(training_compute(it["inputs"]), it["expected"], rel_tol=0.1), it["id"]


def test_every_oracle_of_days_to_a_threshold_is_met():
    listed = oracles("days_to_threshold")
    assert len(listed) == 3
    for it in listed:
        chips, each = exact(it["inputs"]["h100e"]), exact(it["inputs"]["eff_flops"])
        for name, printed in it["expected"].items():
            days = days_to_threshold(exact(float(name.removeprefix("d"))), chips, each)
            half = Fraction(1, 2 * 10 ** len(str(printed).partition(".")[2]))
            assert abs(days - exact(printed)) <= half, it["id"]


def test_every_oracle_of_distributed_runs_is_met():
    listed = oracles("c_local")
    assert len(listed) == 4
    for it in listed:
        given_ = it["inputs"]
        found = local_compute(
            nodes=given_["nodes"],
            chips_per_node=given_["gpus_per_node"],
            operations_per_s=exact(given_["peak"]),
            utilisation=exact(given_["mfu"]),
            days=given_["days"],
            efficiency=exact(given_["eta"]),
        )
        assert figures(found, 3) == f"{it['expected']:.2e}".replace("e+", "e"), it["id"]


def test_every_oracle_of_the_longest_run_is_met():
    listed = oracles("longest_rational_run_years", "longest_rational_run_months")
    assert len(listed) == 2
    for it in listed:
        years = longest_run_years(Decimal(str(it["inputs"]["g"])))
        found = years * 12 if it["method"].endswith("months") else years
        assert round(found, 1) == Decimal(str(it["expected"])), it["id"]


def test_every_oracle_of_h100_equivalents_is_met():
    there, back = oracles("tpp_to_h100e"), oracles("h100e_to_tpp")
    assert len(there) == len(back) == 1
    tpp = h100_equivalents(exact(there[0]["inputs"]["tpp"]), UNIT_TFLOPS)
    assert round(tpp) == there[0]["expected"]
    found = tpp_of_h100(back[0]["inputs"]["h100e"], UNIT_TFLOPS)
    assert figures(found * 10**6, 3) == "2.69e13"
    assert round(h100_equivalents(790_000_000, Decimal("989.5"))) == 49_899


def test_worked_checks_of_the_law_sheet_come_out():
    for parameters, tokens, said in (("70e9", "15e12", "6.3e24"), ("405e9", "15.6e12", "3.8e25")):
        made = {"P": float(parameters), "D": float(tokens)}
        assert figures(training_compute(made), 2) == said


# Hardware and architecture.


def test_the_hardware_route_is_chips_times_seconds_times_peak_times_utilisation():
    assert whole(worked()) == (10 * 1000 * 989 * 10**12 // 2,) * 3


def test_mixed_chips_weigh_by_their_number():
    other = Group("A100", 30, (rate("312", Precision.FP16_TENSOR),))
    found = worked(groups=(Group("H100", 10, H100), other))
    average = Fraction(10 * 989 + 30 * 312, 40)
    assert whole(found)[1] == 40 * 1000 * average * 10**12 / 2


def test_without_a_precision_the_range_goes_up_to_the_fastest_rate():
    low, mid, high = whole(worked(precision=None))
    assert low == mid == 10 * 1000 * 989 * 10**12 // 2
    assert high == 10 * 1000 * 1979 * 10**12 // 2


def test_without_a_utilisation_the_range_goes_from_nothing_to_all_of_the_peak():
    low, mid, high = whole(worked(utilisation=None))
    peak = 10 * 1000 * 989 * 10**12
    assert (low, mid, high) == (0, peak * 3 // 10, peak)


def test_cards_without_tensor_units_are_taken_to_train_at_their_best_long_rate():
    card = (rate("0.139", Precision.FP16), rate("8.9", Precision.FP32))
    found = worked(groups=(Group("card", 1, card),), precision=None, utilisation=Decimal(1))
    assert whole(found)[1] == 8_900_000_000_000 * 1000


def test_an_eight_bit_rate_is_found_by_either_of_its_names():
    assert whole(worked(precision=Precision.FP8))[0] == 10 * 1000 * 1979 * 10**12 // 2


def test_passes_times_operations_is_a_route_of_its_own():
    made = Passes(passes=Decimal(3), operations_per_pass=Decimal("2e20"))
    assert whole(worked(groups=(), architecture=made))[0] == 6 * 10**20


def test_making_data_is_forward_passes_alone():
    made = Passes(parameters=Decimal("1e9"), tokens=Decimal("1e12"), dense=True)
    found = worked(groups=(), architecture=made)
    assert whole(found)[0] == 6 * 10**21
    assert whole(found, purpose=Purpose.SYNTHETIC_DATA)[0] == 2 * 10**21


def test_several_routes_span_a_range_and_what_was_stated_is_its_middle():
    made = Passes(parameters=Decimal("1e6"), tokens=Decimal("1e12"), dense=True)
    found = worked(architecture=made, stated=Flop.exactly(4 * 10**18))
    assert whole(found) == (4 * 10**18, 4 * 10**18, 6 * 10**18)


def test_nobody_who_says_that_a_model_is_dense_is_doubted():
    made = Passes(parameters=Decimal("1e9"), tokens=Decimal("1e9"))
    doubted = counted(worked(groups=(), architecture=made), Purpose.TRAINING, EU).doubts
    assert any("6PD" in it for it in doubted)


# Precision.


@pytest.mark.parametrize(
    ("precision", "times"),
    [(Precision.FP8, 1), (Precision.FP16_TENSOR, 1), (Precision.TF32, Fraction(19, 16)),
     (Precision.FP32, 2)],
)  # fmt: skip
def test_the_draft_counts_long_operations_more_and_short_ones_no_less(
    precision: Precision, times: Any
):
    eu, miri = whole(worked(precision=precision)), whole(worked(precision=precision), MIRI)
    assert miri[1] == eu[1] * times


def test_the_draft_counts_what_is_stated_without_precision_at_most_twice():
    found = worked(groups=(), precision=None, stated=Flop.exactly(100))
    assert whole(found, MIRI) == (100, 100, 200)
    assert whole(found) == (100, 100, 100)


# The bound.


def test_the_bound_is_by_the_fastest_rate_of_all():
    assert physical_bound(worked()) == 10 * 1000 * 1979 * 10**12
    assert physical_bound(worked(groups=())) is None


def test_what_is_stated_up_to_the_bound_can_be_and_no_more():
    bound = 10 * 1000 * 1979 * 10**12
    assert excess(worked(stated=Flop.of(0, 1, bound)), Purpose.TRAINING) is None
    more = excess(worked(stated=Flop.of(0, 1, bound + 1)), Purpose.TRAINING)
    assert more is not None
    assert "10 x H100 x 1,000 s x 1979e12/s = 1.979e19" in more.arithmetic


@given(st.integers(1, 10**6), st.integers(1, 10**8), st.decimals("0.000001", 1, places=6))
def test_no_use_of_chips_is_above_its_own_bound(chips: int, seconds: int, share: Decimal):
    found = worked(
        groups=(Group("H100", chips, H100),), seconds=Fraction(seconds), utilisation=share,
        precision=None,
    )  # fmt: skip
    bound = physical_bound(found)
    assert bound is not None
    range_ = counted(found, Purpose.TRAINING, EU).range
    assert 0 < range_.low <= range_.mid <= range_.high <= bound


# Verdicts.


@pytest.mark.parametrize(
    ("estimate", "said"),
    [
        (Fraction(10**25) / Fraction(13, 10), Verdict.BELOW),
        (Fraction(10**25) / Fraction(13, 10) + 1, Verdict.WITHIN_BAND),
        (Fraction(10**25), Verdict.WITHIN_BAND),
        (Fraction(10**25) / Fraction(7, 10), Verdict.WITHIN_BAND),
        (Fraction(10**25) / Fraction(7, 10) + 1, Verdict.ABOVE),
    ],
)
def test_the_band_of_the_guidelines_is_thirty_percent_of_the_estimate(
    estimate: Fraction, said: Verdict
):
    found = Range.exactly(estimate).widened(EU.margin)
    assert verdict(found, Range.exactly(10**25)) is said


@pytest.mark.parametrize("limit", [10**22, 10**23, 10**24])
def test_limits_of_the_draft_are_strict_and_without_a_band(limit: int):
    assert MIRI.margin == 0
    assert verdict(Range.exactly(limit), Range.exactly(limit)) is Verdict.BELOW
    assert verdict(Range.exactly(limit + 1), Range.exactly(limit)) is Verdict.ABOVE
    wide = Range(Fraction(limit - 1), Fraction(limit), Fraction(limit + 1))
    assert verdict(wide, Range.exactly(limit)) is Verdict.WITHIN_BAND


def test_what_is_not_known_whole_is_never_below():
    limit = Range.exactly(100)
    assert verdict(Range.exactly(1), limit, complete=False) is Verdict.WITHIN_BAND
    assert verdict(Range.exactly(101), limit, complete=False) is Verdict.ABOVE


def test_an_inclusive_limit_is_reached_by_what_equals_it():
    limit = Range.exactly(10**26)
    assert verdict(Range.exactly(10**26), limit, inclusive=True) is Verdict.ABOVE
    assert verdict(Range.exactly(10**26 - 1), limit, inclusive=True) is Verdict.BELOW


@given(st.tuples(NUMBERS, NUMBERS, NUMBERS).map(sorted), NUMBERS)
def test_a_verdict_is_one_of_three_and_more_is_never_less_grave(parts: list[int], limit: int):
    order = [Verdict.BELOW, Verdict.WITHIN_BAND, Verdict.ABOVE]
    found = Range(*map(Fraction, parts))
    more = Range(found.low + 1, found.mid + 1, found.high + 1)
    against = Range.exactly(limit)
    assert order.index(verdict(found, against)) <= order.index(verdict(more, against))


# Methods, and the day.


def test_a_method_begins_on_its_day_and_not_before():
    assert METHODS.on(Regime.EU, date(2025, 7, 18)).method == "eu/2025-07-18"
    with pytest.raises(OutOfRangeError, match="begins on 2025-07-18"):
        METHODS.on(Regime.EU, date(2025, 7, 17))


def test_a_regime_without_a_method_is_not_found():
    with pytest.raises(NotFoundError, match="no method of eu"):
        CountingMethods(()).on(Regime.EU, ON)


@pytest.mark.parametrize("regime", Regime)
def test_every_method_has_one_threshold_that_decides_and_its_source(regime: Regime):
    method = METHODS.on(regime, ON)
    assert any(it.decides for it in method.thresholds)
    assert method.source.citation
    assert len({it.method for it in METHODS.methods}) == len(METHODS.methods)


# Crossing.


def test_a_crossing_is_an_interval_that_is_open_where_the_rate_may_be_nothing():
    found = crossing(ON, Range.exactly(0), Range(Fraction(0), Fraction(1), Fraction(2)), 10)
    assert (found.earliest, found.expected) == (date(2026, 11, 25), date(2026, 11, 30))
    assert found.latest is None


def test_what_is_crossed_is_crossed_already():
    found = crossing(ON, Range.exactly(11), Range.exactly(0), 10)
    assert (found.earliest, found.expected, found.latest) == (ON, ON, ON)


def test_what_takes_more_than_a_hundred_years_is_not_foreseen():
    assert crossing(ON, Range.exactly(0), Range.exactly(1), 10**9).earliest is None


@given(
    st.tuples(NUMBERS, NUMBERS, NUMBERS).map(sorted),
    st.tuples(NUMBERS, NUMBERS, NUMBERS).map(sorted),
    st.integers(1, 10**30),
)
def test_the_ends_of_a_crossing_are_in_order(done: list[int], rates: list[int], limit: int):
    found = crossing(ON, Range(*map(Fraction, done)), Range(*map(Fraction, rates)), limit)
    days = [it or date.max for it in (found.earliest, found.expected, found.latest)]
    assert days == sorted(days)


# Ranges.


@given(st.tuples(NUMBERS, NUMBERS, NUMBERS).map(sorted), st.integers(1, 1000))
def test_whole_operations_hold_the_range_they_were_rounded_from(parts: list[int], by: int):
    found = Range(*(Fraction(it, by) for it in parts))
    low, mid, high = found.flop.whole
    assert low <= found.low
    assert high >= found.high
    assert abs(mid - found.mid) <= 1


@given(st.integers(10**12, 10**38), st.integers(1, 6))
def test_figures_are_as_a_person_rounds(number: int, digits: int):
    mantissa, _, exponent = figures(number, digits).partition("e")
    assert len(mantissa.replace(".", "")) == digits
    shown = Fraction(Decimal(mantissa)) * 10 ** int(exponent)
    assert abs(shown - number) <= Fraction(10 ** int(exponent), 2 * 10 ** (digits - 1))
