"""What is honest is not named and what is not is, at several strengths; every seed is stated."""

from datetime import date

import pytest
from benches.forensics_year import first_named

from comptrol.entrypoints.demo.filings.reporters import Habits

SEEDS = ("one", "two")

TWINS = {
    "an outage of a week": Habits(outage=(20,)),
    "an outage of three weeks over two periods": Habits(outage=(22, 23, 24)),
    "a meter with an error of 1 %": Habits(meter_ppm=10_000),
    "a meter with an error of 4 %": Habits(meter_ppm=40_000),
    "a change that was announced with a back-cast": Habits(announces=True),
    "a change by a known factor that was not announced": Habits(announces=False),
}
ATTACKS = {
    "shading by 4 %": (Habits(shade_ppm=40_000), "drift"),
    "shading by 8 % from summer on": (Habits(shade_ppm=80_000, shade_from=26), "drift"),
    "filing five days later each period": (Habits(late_from=6, late_days=5), "lag"),
    "adding 2 % after the period": (Habits(withhold_ppm=20_000, withhold_from=1), "restatements"),
    "adding 10 % after the period": (
        Habits(withhold_ppm=100_000, withhold_from=1),
        "restatements",
    ),
    "counting the old way under the new name": (
        Habits(half_from=7, announces=False),
        "definition",
    ),
    "counting half from spring on": (Habits(half_from=3), "definition"),
}


@pytest.mark.parametrize("twin", TWINS)
def test_a_benign_twin_is_not_named(twin: str) -> None:
    """A rate, not a promise: about one honest reporter in a hundred is named in a year by chance.

    So one of these seeds may be, by one detector; see docs/forensics.md for the rates of many.
    """
    found = [first_named(TWINS[twin], f"{twin}, {seed}") for seed in SEEDS]
    assert sum(map(len, found)) <= 1, found


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("attack", ATTACKS)
def test_who_is_not_honest_is_named_by_the_detector_that_is_meant(attack: str, seed: str) -> None:
    habits, detector = ATTACKS[attack]
    assert detector in first_named(habits, f"{attack}, {seed}")


def test_the_larger_the_shade_the_sooner_it_is_named() -> None:
    found = [
        first_named(Habits(shade_ppm=it), "sooner").get("drift", date.max)
        for it in (20_000, 40_000, 80_000)
    ]
    assert found == sorted(found, reverse=True)
    assert found[-1] < found[0]
