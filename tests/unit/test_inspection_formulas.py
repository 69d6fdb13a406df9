"""How many are looked at, by the published examples and at the edges of every formula."""

import json
from collections.abc import Callable
from math import exp, inf, isclose
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from comptrol.domains.inspection.formulas import (
    Aim,
    Choice,
    Part,
    Run,
    Stakes,
    Stratified,
    achieved,
    allocation,
    approximate_samples,
    choice_at,
    detection,
    detection_when_stretched,
    detects_from,
    deterrence,
    least_rate,
    log_missed,
    plan_existence,
    plan_run,
    plan_strata,
    samples_for_run,
    samples_needed,
    stratified_detects_from,
    worst_detection,
    worst_log_missed,
)

ORACLES = Path(__file__).parents[2].parent / "shared/facts/methods/oracles.json"
TABLE_1 = Run(flop=9.9e24, chip_flop_per_day=8.64e19, chips=100_000)


def oracles(method: str) -> list[Any]:
    """Return the published values of a method; none where they do not lie beside the project."""
    if not ORACLES.exists():
        return []
    rows = json.loads(ORACLES.read_text())
    return [pytest.param(it, id=it["id"]) for it in rows if it["method"] == method]


def significant(number: float, figures: int = 3) -> float:
    return float(f"{number:.{figures - 1}e}")


@pytest.mark.parametrize("oracle", oracles("shavit_samples_per_year"))
def test_samples_a_year_are_those_of_the_paper(oracle: dict[str, Any]) -> None:
    given, expected = oracle["inputs"], oracle["expected"]
    run = Run(
        flop=given["H"],
        chip_flop_per_day=given["a"],
        chips=int(given["C"]),
        run_days=given["T"],
        period_days=given["Tm"],
        snapshots_per_day=given["f"],
        confidence=given["p"],
    )
    found = samples_for_run(run)
    if expected is None:
        assert found is None
    elif expected < 1000:
        assert found is not None
        assert found.per_year == expected
    else:
        assert found is not None
        assert significant(found.per_year) == expected


@pytest.mark.parametrize("oracle", oracles("attribute_sample"))
def test_attribute_samples_are_those_of_the_sheet(oracle: dict[str, Any]) -> None:
    given = oracle["inputs"]
    aim = Aim(population=given["N"], diverted=given["d"], confidence=1 - given["beta"])
    found = {"n_iaea": approximate_samples(aim), "n_exact": samples_needed(aim)}
    assert found == oracle["expected"]


@pytest.mark.parametrize("oracle", oracles("shavit_evasion_ratio"))
def test_going_slowly_lowers_detection_by_less_than_a_twentieth(oracle: dict[str, Any]) -> None:
    p, (k_min, k_max) = oracle["inputs"]["p"], oracle["inputs"]["k"]
    ratios = [
        detection_when_stretched(p, share / 1000, times) / p
        for share in range(1, 201)
        for times in range(k_min, k_max + 1)
    ]
    assert min(ratios) >= float(oracle["expected"].removeprefix(">="))
    assert round(min(ratios), 3) == 0.97


def test_the_inspectors_of_footnote_5_are_232() -> None:
    run = Run(flop=9.9e24, chip_flop_per_day=3e15 * 86_400, chips=10_000_000)
    found = samples_for_run(run)
    assert found is not None
    assert (found.per_year, found.inspectors) == (231_572, 232)


def test_a_period_has_its_part_of_the_year_and_catches_the_run() -> None:
    found = samples_for_run(TABLE_1)
    assert found is not None
    assert (found.per_period, found.per_year) == (64, 771)
    assert found.achieved_confidence >= 0.9


def test_a_run_that_needs_all_the_chips_or_more_is_not_possible() -> None:
    every_chip = Run(flop=8.64e19 * 365, chip_flop_per_day=8.64e19, chips=1)
    assert samples_for_run(every_chip) is None
    planned = plan_run(every_chip)
    assert (planned.samples, planned.achieved_confidence) == (None, None)
    assert "not possible" in planned.why_not


# Existence.


@pytest.mark.parametrize(
    ("given", "expected"),
    [((1000, 100, 1000, 0.99), 0.63397), ((1000, 100, 10, 0.05), 0.63311)],
)
def test_an_imperfect_check_detects_as_published(given: Any, expected: float) -> None:
    assert round(detection(*given), 5) == expected


def test_the_shortcut_with_fewer_items_is_for_planning_only() -> None:
    assert round(detection(1000, 100, 9), 3) == 0.614


@pytest.mark.parametrize(("samples", "expected"), [(300, 98), (100, 294)])
def test_a_sample_detects_from_so_many_as_published(samples: int, expected: int) -> None:
    aim = Aim(population=10_000, diverted=1, confidence=0.95)
    assert detects_from(aim, samples) == expected


def test_what_a_sample_detects_from_grows_with_what_the_check_misses() -> None:
    sharp, dull = (
        detects_from(Aim(population=10_000, diverted=1, confidence=0.95, miss_rate=m), 300)
        for m in (0.0, 0.10)
    )
    assert sharp is not None
    assert dull is not None
    assert sharp < dull


def test_everything_wrong_is_seen_by_one_look() -> None:
    assert samples_needed(Aim(population=50, diverted=50, confidence=0.99)) == 1


def test_one_wrong_of_many_needs_almost_all() -> None:
    assert samples_needed(Aim(population=1000, diverted=1, confidence=0.999)) == 999


def test_a_check_that_misses_too_often_suffices_at_no_size() -> None:
    aim = Aim(population=100, diverted=2, confidence=0.95, miss_rate=0.5)
    planned = plan_existence(aim)
    assert planned.samples is None
    assert planned.achieved_confidence == 0.75
    assert "no sample size suffices" in planned.why_not


def test_where_the_miss_rate_is_the_risk_allowed_everything_is_looked_at() -> None:
    aim = Aim(population=40, diverted=1, confidence=0.95, miss_rate=0.05)
    assert samples_needed(aim) == 40


def test_an_imperfect_check_needs_no_fewer_than_a_perfect_one() -> None:
    needed = [
        samples_needed(Aim(population=500, diverted=7, confidence=0.9, miss_rate=m))
        for m in (0.0, 0.05, 0.1, 0.3)
    ]
    assert needed == sorted(needed, key=lambda it: it or inf)


def test_a_plan_says_what_it_achieves_by_which_method_and_from_how_many() -> None:
    planned = plan_existence(Aim(population=10_000, diverted=100, confidence=0.95))
    assert (planned.samples, planned.approximate_samples) == (294, 296)
    assert planned.method == "existence/hypergeometric-1"
    assert planned.achieved_confidence is not None
    assert planned.achieved_confidence >= 0.95
    assert planned.detects_from == 100
    assert planned.assumptions


def test_a_plan_answers_for_a_sample_that_is_given() -> None:
    aim = Aim(population=10_000, diverted=98, confidence=0.95)
    planned = plan_existence(aim, samples=300)
    assert (planned.samples, planned.detects_from) == (300, 98)
    assert planned.achieved_confidence == achieved(aim, 300)


@pytest.mark.parametrize(
    ("sample", "defective", "miss_rate", "expected"),
    [(0, 5, 0.0, 0.0), (5, 0, 0.0, 0.0), (5, 5, 1.0, 0.0), (10, 1, 0.0, -inf), (6, 5, 0.0, -inf)],
)
def test_the_edges_of_what_is_missed(
    sample: int, defective: int, miss_rate: float, expected: float
) -> None:
    assert log_missed(10, sample, defective, miss_rate) == expected


def test_a_population_of_a_thousand_millions_keeps_its_digits() -> None:
    without = log_missed(10**9, 300, 10**7)
    assert isclose(exp(without), 0.99**300, rel_tol=1e-4)
    assert isclose(log_missed(10**9, 300, 10**7, 1e-12), without, rel_tol=1e-9)


# Deterrence.

STAKES = Stakes(gain=10, penalty=100, detection=0.5)


def test_the_least_rate_that_deters_is_where_evading_pays_nothing() -> None:
    assert least_rate(STAKES) == 0.2
    assert choice_at(STAKES, 0.2) is Choice.COMPLY
    assert choice_at(STAKES, 0.19) is Choice.EVADE


def test_who_can_split_is_audited_more_often() -> None:
    split = replace(STAKES, splitting_cost=2, splitting_detection=0.1)
    assert least_rate(split) == pytest.approx(0.8)
    assert choice_at(split, 0.5) is Choice.SPLIT
    assert least_rate(replace(split, splitting_cost=50)) == 0.2


def test_a_gain_that_no_audit_makes_good_is_not_deterred() -> None:
    found = deterrence(replace(STAKES, gain=60), population=1000, cost_per_audit=3)
    assert (found.deterrable, found.audits, found.budget) == (False, 1200, 3600)


def test_what_an_assumption_is_worth_is_told() -> None:
    rates = {
        (it.gain_times, it.detection_times): it.least_rate for it in deterrence(STAKES).sensitivity
    }
    assert len(rates) == 9
    assert (rates[1, 1], rates[2, 1], rates[1, 2]) == (0.2, 0.4, 0.1)


# Strata.


def strata(*populations: int, diverted: float = 2, value: Callable[[int], float] | None = None):
    return Stratified(
        parts=tuple(
            Part(name=f"s{at}", population=n, value=value(at) if value else 1.0)
            for at, n in enumerate(populations)
        ),
        diverted=diverted,
        confidence=0.9,
    )


def test_one_stratum_needs_what_existence_needs() -> None:
    found = plan_strata(strata(1000, diverted=17))
    alone = plan_existence(Aim(population=1000, diverted=17, confidence=0.9))
    assert (found.samples, found.detects_from) == (alone.samples, alone.detects_from)
    assert found.achieved_confidence == pytest.approx(alone.achieved_confidence)


def test_nothing_is_noticed_where_nobody_looks() -> None:
    assert worst_detection(strata(100, 10), (100, 0)) == 0


def test_what_cannot_be_hidden_anywhere_is_seen_for_certain() -> None:
    assert worst_log_missed(strata(10, 10, diverted=5), (8, 9)) == -inf


def test_a_plan_holds_at_the_worst_placement() -> None:
    aim = strata(500, 80, 20, diverted=12)
    samples = allocation(aim)
    assert samples is not None
    assert worst_detection(aim, samples) >= 0.9
    less = [tuple(n - (at == one) for at, n in enumerate(samples)) for one in range(3)]
    assert all(worst_detection(aim, it) < 0.9 for it in less if min(it) >= 0)


def test_strata_of_one_item_are_not_all_looked_at() -> None:
    aim = Stratified(
        parts=(
            *(Part(name=f"t{n}", population=1) for n in range(50)),
            Part(name="b", population=950),
        ),
        diverted=100,
        confidence=0.95,
    )
    samples = allocation(aim)
    assert samples is not None
    assert sum(samples) < 100


def test_dearer_items_are_looked_at_more_closely() -> None:
    aim = strata(1000, 1000, diverted=100, value=lambda at: (1.0, 10.0)[at])
    samples = allocation(aim)
    assert samples is not None
    assert worst_detection(aim, samples) >= 0.9
    assert worst_detection(aim, (samples[0] + samples[1], 0)) == 0


def test_strata_whose_checks_miss_too_often_are_told_of() -> None:
    aim = Stratified(
        parts=(Part(name="a", population=10), Part(name="b", population=10)),
        diverted=1,
        confidence=0.95,
        miss_rate=0.10,
    )
    planned = plan_strata(aim)
    assert planned.samples is None
    assert planned.achieved_confidence == pytest.approx(0.9)
    assert "no sample size suffices" in planned.why_not


def test_what_strata_detect_from_is_nothing_where_none_is_looked_at() -> None:
    assert stratified_detects_from(strata(10, 10), (0, 0)) is None
