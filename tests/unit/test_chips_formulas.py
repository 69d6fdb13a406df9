"""The numbers that law and accounts ask of a chip."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptrol.domains.chips import (
    BITS,
    Precision,
    Rate,
    Specification,
    Width,
    best_rate,
    h100e_factor,
    performance_density,
    total_processing_performance,
    tpp_agrees,
)


def rate(tera_ops, precision):
    return Rate(
        dense_tera_ops=Decimal(str(tera_ops)), bits=BITS[precision], precision=precision.value
    )


tera_ops = st.decimals(min_value="0.001", max_value="100000", places=3)
some_rates = st.lists(st.builds(rate, tera_ops, st.sampled_from(Precision)), min_size=1)


def test_the_regulators_own_examples_give_4800():
    assert rate(600, Precision.INT8).tpp == rate(300, Precision.FP16).tpp == 4800


def test_a_datasheet_rate_is_not_counted_twice():
    """One published figure for the RTX 4090 is 10,570: twice what its rates give."""
    chip = Specification(rates=(rate("660.6", Precision.FP8),))
    assert total_processing_performance(chip) == Decimal("5284.8")


def test_the_highest_tpp_is_not_always_at_the_lowest_precision():
    mi350x = (rate("9227.5", Precision.FP4), rate("2309.6", Precision.FP16_TENSOR))
    assert best_rate(mi350x).precision == "FP16-tensor"


def test_tf32_multiplies_19_bits():
    assert rate(100, Precision.TF32).tpp == 1900


@given(some_rates)
def test_the_tpp_is_that_of_the_best_rate(rates):
    assert total_processing_performance(Specification(rates=tuple(rates))) == max(
        r.dense_tera_ops * r.bits for r in rates
    )


@given(some_rates, st.data(), tera_ops)
def test_a_faster_rate_never_lowers_the_tpp(rates, data, more):
    index = data.draw(st.integers(0, len(rates) - 1))
    slow = rates[index]
    fast = Rate(dense_tera_ops=slow.dense_tera_ops + more, bits=slow.bits)
    faster = [*rates[:index], fast, *rates[index + 1 :]]
    assert best_rate(faster).tpp >= best_rate(rates).tpp


@given(some_rates, st.randoms(use_true_random=False))
def test_the_order_of_the_rates_does_not_matter(rates, random):
    mixed = random.sample(rates, len(rates))
    assert best_rate(mixed).tpp == best_rate(rates).tpp
    assert h100e_factor(mixed) == h100e_factor(rates)


def test_a_chip_without_rates_has_the_stated_tpp_or_none():
    assert total_processing_performance(Specification()) is None
    assert total_processing_performance(Specification(tpp_stated=Decimal(4800))) == 4800


def test_a_rate_wins_over_a_stated_tpp():
    chip = Specification(rates=(rate(100, Precision.FP8),), tpp_stated=Decimal(9999))
    assert total_processing_performance(chip) == 800


def test_density_is_unknown_without_a_die_area():
    assert performance_density(Specification(rates=(rate(296, Precision.FP8),))) is None


def test_density_is_undefined_on_a_planar_process():
    chip = Specification(
        rates=(rate(375, Precision.FP8),), die_area_mm2=Decimal(500), non_planar=False
    )
    assert performance_density(chip) is None


def test_density_is_tpp_over_area():
    chip = Specification(rates=(rate(1979, Precision.FP8),), die_area_mm2=Decimal(814))
    assert round(performance_density(chip), 2) == Decimal("19.45")


@pytest.mark.parametrize(
    ("published", "agrees"),
    [("4800", True), ("4753", True), ("4752", False), ("4849", False), (None, None)],
)
def test_a_published_tpp_agrees_within_one_percent(published, agrees):
    chip = Specification(tpp_stated=Decimal(4800))
    assert tpp_agrees(chip, published and Decimal(published)) is agrees


def test_one_h100_counts_for_one():
    assert h100e_factor([rate(1979, Precision.FP8)]) == (1, Width.BITS_8)


def test_the_best_8_bit_rate_counts_and_not_the_first():
    """INT8 first would make a Blackwell Ultra a twelfth of an H100."""
    blackwell_ultra = [rate(165, Precision.INT8), rate(5000, Precision.FP8)]
    assert h100e_factor(blackwell_ultra) == (Decimal("2.526529"), Width.BITS_8)


def test_a_16_bit_rate_stands_in_only_where_no_8_bit_rate_is_known():
    bits_16 = rate(800, Precision.FP16_TENSOR)
    assert h100e_factor([bits_16]) == (Decimal("0.404245"), Width.BITS_16)
    assert h100e_factor([bits_16, rate(100, Precision.INT8)])[1] is Width.BITS_8


def test_a_chip_with_neither_has_no_factor():
    assert h100e_factor([rate(30_000, Precision.FP4), rate(80, Precision.FP32)]) is None
