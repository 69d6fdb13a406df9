"""Attacks on counting, at several strengths, and the innocent who look like them.

``run-slicing`` and ``low-and-slow`` of the scenario sheet; each has its benign twin.
"""

from datetime import date

import pytest
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
    lab.tell("customer", kind="training.ended/1", **body, **other)


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
