"""Attacks on counting, at several strengths, and the innocent who look like them.

``run-slicing`` and ``low-and-slow`` of the scenario sheet; each has its benign twin.
"""

from datetime import date, timedelta

import pytest
from tests.rules.test_rules import COMMON
from tests.training import Laboratory

from comptrol.domains.alarms import AlarmsView
from comptrol.domains.training import Regime, Verdict

E24 = 10**24
DIGEST = "{:064x}"


def weights(number: int) -> dict[str, str]:
    return {
        "digest": DIGEST.format(number + 1),
        "legal_basis": "Agreement of 2026, article 7",
        "kept_until": "2027-10-01",
    }


def over(lab: Laboratory, name: str, **other: object) -> None:
    body = {"run": name, "on": "2026-11-02", "outcome": "stopped"}
    lab.tell("customer", kind="training.ended/1", **{**body, **other})


def alarms(lab: Laboratory) -> list[str]:
    with lab.world() as world:
        return [it.detector for it in world[AlarmsView].alarms.where()]


SLICES = [2, 3, 10, 40]
"""So many runs, each stopped below the threshold; together they are 2.4e25."""


def slices(lab: Laboratory, many: int, *, told: bool) -> None:
    """Train in slices, each from the checkpoint of the one before, and say so or do not."""
    for number in range(many):
        behind = [(f"s{number - 1}", "initialised")] if told and number else []
        first = {"first_weights": weights(number - 1)} if number else {}
        lab.run(f"s{number}", *behind, **first)
        lab.used(f"s{number}", 24 * E24 // many)
        over(lab, f"s{number}", last_weights=weights(number))


@pytest.mark.parametrize("many", SLICES)
def test_slices_that_are_told_add_up_whatever_they_are_called(many: int):
    lab = Laboratory()
    slices(lab, many, told=True)
    assert lab.standing(f"s{many - 1}").verdict is Verdict.ABOVE
    assert int(lab.cumulative(f"s{many - 1}").direct.mid) == 24 * E24 // many
    assert lab.standing(f"s{many - 1}", Regime.MIRI).verdict is Verdict.ABOVE
    assert alarms(lab) == []
    assert lab.rebuilt() == ()


@pytest.mark.parametrize("many", SLICES)
def test_slices_that_are_not_told_raise_an_alarm_at_every_cut(many: int):
    lab = Laboratory()
    slices(lab, many, told=False)
    assert alarms(lab) == ["training.same-weights"] * (many - 1)
    assert lab.rebuilt() == ()


@pytest.mark.parametrize("many", SLICES)
def test_twin_independent_models_from_scratch_are_each_below(many: int):
    lab = Laboratory()
    for number in range(many):
        lab.run(f"m{number}", first_weights=weights(1000 + number))
        lab.used(f"m{number}", 7 * E24)
        over(lab, f"m{number}", last_weights=weights(number))
    found = [lab.standing(f"m{number}").verdict for number in range(many)]
    assert set(found) == {Verdict.BELOW}
    assert alarms(lab) == []


def test_twin_distilling_and_public_data_are_no_slices():
    lab = Laboratory()
    lab.run("teacher")
    lab.used("teacher", 9 * E24)
    lab.run("student", ("teacher", "distilled"), ("teacher", "synthetic-public"))
    lab.used("student", 7 * E24)
    assert lab.standing("student").verdict is Verdict.BELOW


# Slices whose digests are kept back, or differ: days and amounts are all there is.


def in_a_row(lab: Laboratory, shares: list[int], pause_days: int = 3, **other: object) -> None:
    """Train one run after another, of so many percent of 10^25 operations, ten days each."""
    lab.tell("authority", **COMMON.scenery["the law is adopted"]["authority"])
    day = date(2026, 2, 1)
    for number, percent in enumerate(shares):
        ends = day + timedelta(days=10)
        behind = [(f"r{number - 1}", "initialised")] if other.get("told") and number else []
        lab.run(f"r{number}", *behind, began_on=f"{day}")
        times = {"since": f"{day}T00:00:00Z", "until": f"{ends}T00:00:00Z"}
        lab.used(f"r{number}", percent * E24 // 10, **times)
        over(lab, f"r{number}", on=f"{ends}")
        day = ends + timedelta(days=pause_days)


@pytest.mark.parametrize("shares", [[60, 99, 50], [90, 90, 90, 90], [100, 100, 1]])
@pytest.mark.parametrize("pause_days", [0, 14])
def test_runs_in_a_row_that_stop_just_below_are_named(shares: list[int], pause_days: int):
    lab = Laboratory()
    in_a_row(lab, shares, pause_days)
    assert set(alarms(lab)) == {"training.slices"}
    assert lab.rebuilt() == ()


@pytest.mark.parametrize(
    ("shares", "pause_days", "told"),
    [
        ([90, 90], 3, False),
        ([90, 40, 90], 3, False),
        ([90, 101, 90], 3, False),
        ([90, 90, 90], 15, False),
        ([90, 90, 90], 3, True),
    ],
    ids=["only one before", "a small one", "one above", "with pauses", "told"],
)
def test_twin_runs_that_are_small_apart_or_told_are_not_named(
    shares: list[int], pause_days: int, *, told: bool
):
    lab = Laboratory()
    in_a_row(lab, shares, pause_days, told=told)
    assert alarms(lab) == []


# Low and slow: fewer chips, a longer run, the same total.

STRENGTHS = [512, 256, 64, 16]
"""Chips for the same operations at 40 %: in two months, or in five years."""
ON = date(2026, 11, 1)


def slow(lab: Laboratory, chips: int, **other: object) -> None:
    lab.run("slow", **other)
    use = {"since": "2026-10-01T00:00:00Z", "until": "2026-11-01T00:00:00Z",
           "chips": [{"model": "h100", "chips": chips}], "utilisation": "0.4",
           "precision": "FP16-tensor"}  # fmt: skip
    lab.tell("customer", kind="training.period-declared/1", run="slow", period="p", use=use)


@pytest.mark.parametrize("chips", STRENGTHS)
def test_a_slow_run_is_told_when_it_will_cross(chips: int):
    lab = Laboratory()
    slow(lab, chips)
    assert lab.standing("slow", Regime.MIRI, on=ON).verdict is Verdict.BELOW
    found = lab.projection("slow", Regime.MIRI, on=ON)
    assert found.expected is not None
    needed = 10**24 / (chips * 989e12 * 0.4 * 86_400)
    assert abs((found.expected - date(2026, 10, 1)).days - needed) <= 1


@pytest.mark.parametrize("chips", STRENGTHS)
def test_twin_a_long_scientific_job_that_is_declared_crosses_nothing(chips: int):
    lab = Laboratory()
    slow(lab, chips, purpose="other-computing")
    found = lab.projection("slow", Regime.MIRI, on=ON)
    assert (found.earliest, found.done.high) == (None, "0")
    assert alarms(lab) == []
