"""Balances that do not come out: the published run lengths, and where noise ends."""

import json
from math import exp, isclose, sqrt
from pathlib import Path
from typing import Any

import pytest

from comptrol.domains.registry.formulas.accountancy import (
    Period,
    Stock,
    cumulated,
    cusum,
    false_alarms,
    mean_run_length,
    most_unseen,
    record_variance,
    retired_band,
    sampled_stock,
    survival,
    unaccounted,
)
from comptrol.domains.registry.formulas.evidence import (
    fused,
    lr_from_discrepancy,
    mean_detection_years,
)
from comptrol.kernel.errors import OutOfRangeError

ORACLES = Path(__file__).parents[2].parent / "shared/facts/methods/oracles.json"
PUBLISHED = {  # section 3.4 of the methods sheet: by the shift in sigmas, at h = 4 and at h = 5
    0.0: ("335", "931"),
    0.5: ("26.7", "38.0"),
    1.0: ("8.4", "10.4"),
    2.0: ("3.3", "4.0"),
}


def oracles(method: str) -> list[Any]:
    if not ORACLES.exists():
        return []
    rows = json.loads(ORACLES.read_text())
    return [pytest.param(it, id=it["id"]) for it in rows if it["method"] == method]


def as_printed(value: float, like: str) -> str:
    return f"{value:.{len(like.partition('.')[2])}f}"


@pytest.mark.parametrize("shift", PUBLISHED)
@pytest.mark.parametrize("at", [0, 1], ids=["h=4", "h=5"])
def test_mean_run_lengths_are_those_published(shift: float, at: int) -> None:
    printed = PUBLISHED[shift][at]
    assert as_printed(mean_run_length(shift, h=(4.0, 5.0)[at]), printed) == printed


def test_a_thousand_owners_bring_three_false_alarms_a_month() -> None:
    assert round(false_alarms(1_000)) == 3
    assert false_alarms(1_000, signs=2) == 2 * false_alarms(1_000)


# Balances.


def test_a_balance_is_what_came_in_less_what_went_out() -> None:
    period = Period(
        begin=Stock(chips=100), end=Stock(chips=97), receipts=10, shipments=8, destroyed=3
    )
    assert unaccounted(period).muf == 2
    assert unaccounted(period).alarm, "nothing is estimated: two are missing"


@pytest.mark.parametrize("end", [70, 130])
def test_three_sigmas_off_is_an_alarm_in_either_direction(end: float) -> None:
    quiet = Period(begin=Stock(chips=100, variance=64), end=Stock(chips=end, variance=36))
    assert not unaccounted(quiet).alarm
    further = Period(begin=quiet.begin, end=Stock(chips=end + (end - 100) / 100, variance=36))
    assert unaccounted(further).alarm


def test_over_several_periods_only_the_first_and_the_last_stock_count() -> None:
    stocks = [Stock(chips=100 - 5 * n, variance=25) for n in range(5)]
    periods = [Period(begin=stocks[n], end=stocks[n + 1], flow_variance=1) for n in range(4)]
    together = cumulated(periods)
    assert together.muf == sum(unaccounted(it).muf for it in periods) == 20
    assert together.sigma == sqrt(25 + 25 + 4)
    assert together.z > max(unaccounted(it).z for it in periods)


def test_a_sample_estimates_what_is_missing() -> None:
    stock = sampled_stock(1000, 100, 10)
    assert stock.chips == 900
    assert isclose(stock.variance, 1000**2 * 0.1 * 0.9 / 100 * 0.9)


def test_a_count_of_everything_has_no_variance() -> None:
    assert sampled_stock(1000, 1000, 10).variance == 0
    assert sampled_stock(1000, 1000, 0).variance == 0


@pytest.mark.parametrize("missing", [0, 100])
def test_a_sample_without_a_difference_is_not_certain(missing: int) -> None:
    stock = sampled_stock(1000, 100, missing)
    assert stock.variance == (most_unseen(1000, 100) / 3) ** 2 > 0


def test_what_a_sample_leaves_unseen_is_the_inverse_of_what_it_detects() -> None:
    assert [most_unseen(10_000, n, risk=0.05) + 1 for n in (300, 100)] == [98, 294]
    assert most_unseen(50, 50) == 0
    assert most_unseen(50, 0) == 50


def test_records_with_errors_have_a_variance() -> None:
    assert record_variance(1000, 0.01) == pytest.approx(9.9)


# A small loss in every period.


def test_a_loss_that_no_period_shows_adds_up() -> None:
    found = cusum([1.5] * 6)
    assert found.missing == (1.0, 2.0, 3.0, 4.0, 5.0, 6.0)
    assert found.alarm_at == 3
    assert max(found.surplus) == 0


def test_a_surplus_is_an_alarm_too() -> None:
    assert cusum([-1.5] * 4).alarm_at == 3
    assert cusum([-1.5] * 4).missing == (0.0,) * 4


def test_noise_around_nothing_does_not_add_up() -> None:
    found = cusum([0.4, -0.4] * 50)
    assert found.alarm_at is None
    assert max(found.missing) == 0


def test_no_period_is_no_alarm() -> None:
    assert cusum([]).alarm_at is None


# Chips that wear out.


def test_survival_falls_with_a_hazard_that_grows() -> None:
    assert survival(0, 0.05, 0.02) == 1
    assert survival(2, 0.05, 0.02) == exp(-0.14)
    assert survival(3, 0.05, 0.02) < survival(3, 0.05, 0.0)


def test_a_rate_of_retiring_has_a_band() -> None:
    low, high = retired_band(10_000, 0, 1, h0=0.05, h1=0)
    assert low < 10_000 * (1 - exp(-0.05)) < high
    assert high - low < 150


def test_one_chip_retired_is_within_every_band() -> None:
    low, high = retired_band(1, 1, 2, h0=0.05, h1=0.01)
    assert (low, high) == (0, pytest.approx(0.81, abs=0.1))


# Evidence from outside.


@pytest.mark.parametrize("oracle", oracles("lr_from_discrepancy"))
def test_a_likelihood_ratio_is_the_published_one(oracle: dict[str, Any]) -> None:
    assert round(lr_from_discrepancy(**oracle["inputs"]), 2) == oracle["expected"]


@pytest.mark.parametrize("oracle", oracles("mean_detection_years"))
def test_the_time_until_somebody_talks_is_the_published_one(oracle: dict[str, Any]) -> None:
    found = [round(mean_detection_years(it), 2) for it in oracle["inputs"]["workers"]]
    assert found == oracle["expected"]


def test_the_example_comes_to_its_posterior_and_says_how_much_the_prior_matters() -> None:
    ratio = lr_from_discrepancy(
        reported=9e5, true_if_diverted=1e6, estimate=1e6, median_error=0.07
    )
    found = fused([ratio])
    assert round(found.odds, 3) == 0.751
    assert round(found.probability, 3) == 0.429
    assert found.probability_at_half < found.probability < found.probability_at_twice


def test_channels_multiply() -> None:
    assert fused([2.0, 3.0], prior_odds=0.5).odds == 3
    assert fused([], prior_odds=1).probability == 0.5


@pytest.mark.parametrize("workers", [1, 0, -5, float("nan")])
def test_of_one_who_knows_nothing_can_be_said(workers: float) -> None:
    with pytest.raises(OutOfRangeError, match="more than one"):
        mean_detection_years(workers)


@pytest.mark.parametrize("field", ["reported", "true_if_diverted", "median_error"])
def test_a_ratio_of_nothing_is_refused(field: str) -> None:
    given = {"reported": 9e5, "true_if_diverted": 1e6, "estimate": 1e6, "median_error": 0.07}
    with pytest.raises(OutOfRangeError):
        lr_from_discrepancy(**{**given, field: 0.0})
