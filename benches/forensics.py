"""How often are honest reporters named, and how often and how soon those who are not?"""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from msgspec.structs import replace

from benches.forensics_year import first_named
from benches.measurement import Measurement
from comptrol.domains.forensics import Favours, Pair, Paired
from comptrol.entrypoints.demo.filings.calendar import (
    CHIP_SECONDS,
    FLOP,
    START,
    WEEKS_EACH,
    policy,
)
from comptrol.entrypoints.demo.filings.noise import uniform
from comptrol.entrypoints.demo.filings.reporters import Habits

HONEST = 1_000
TWINS = 100
ATTACKS = 40
DETECTORS = ("lag", "restatements", "drift", "panel", "definition", "audited-weeks", "pair")
WEEKS = 52
MIDDLE = 6
"""The period in which an attack of the middle of the year begins."""

RULES = replace(
    policy(),
    pairs=Paired(
        pairs=(Pair(figure=FLOP, per=CHIP_SECONDS, favours=Favours.LOWER),),
        history_min=12,
        sigma_ppm=30_000,
        moved_min_ppm=100_000,
        k_thousandths=500,
        h_thousandths=9_000,
        cap_thousandths=3_000,
    ),
)
"""The policy of the story, and operations held against chip time."""

TWIN_HABITS: dict[str, Callable[[str], Habits]] = {
    "outage_1_week": lambda seed: Habits(outage=_weeks(seed, 1)),
    "outage_3_weeks": lambda seed: Habits(outage=_weeks(seed, 3)),
    "meter_error_1_percent": lambda _: Habits(meter_ppm=10_000),
    "meter_error_5_percent": lambda _: Habits(meter_ppm=50_000),
    "announced_change": lambda _: Habits(announces=True),
}
ATTACK_HABITS: dict[str, tuple[str, Habits, int]] = {
    "shading_2_percent": ("drift", Habits(shade_ppm=20_000), 0),
    "shading_3_percent": ("drift", Habits(shade_ppm=30_000), 0),
    "shading_5_percent": ("drift", Habits(shade_ppm=50_000), 0),
    "shading_3_percent_from_summer": (
        "drift", Habits(shade_ppm=30_000, shade_from=MIDDLE * WEEKS_EACH), MIDDLE,
    ),
    "delay_3_days_a_period": ("lag", Habits(late_from=MIDDLE, late_days=3), MIDDLE),
    "delay_6_days_a_period": ("lag", Habits(late_from=MIDDLE, late_days=6), MIDDLE),
    "withheld_2_percent": ("restatements", Habits(withhold_ppm=20_000, withhold_from=1), 1),
    "withheld_10_percent": ("restatements", Habits(withhold_ppm=100_000, withhold_from=1), 1),
    "halved_operations": ("definition", Habits(half_from=7, announces=False), 7),
    "halved_against_time": ("pair", Habits(half_from=7, announces=False), 7),
}  # fmt: skip
"""By which detector each is to be found, and in which period it begins."""


def _weeks(seed: str, many: int) -> tuple[int, ...]:
    first = uniform(seed, "outage", below=WEEKS - many)
    return tuple(range(first, first + many))


def _ordinary(seed: str) -> Habits:
    """Return how an honest reporter is: a third have an outage, meters are as good as they are."""
    out = _weeks(seed, 1 + uniform(seed, "long", below=2))
    return Habits(
        outage=out if uniform(seed, "out", below=3) == 0 else (),
        meter_ppm=(5_000, 10_000, 20_000)[uniform(seed, "meter", below=3)],
    )


def honest() -> Iterator[Measurement]:
    """Measure how many of a thousand honest reporters are named in a year, by detector."""
    named = [first_named(_ordinary(f"honest {it}"), f"honest {it}", RULES) for it in range(HONEST)]
    unit = f"% of {HONEST} honest reporters named in a year"
    for detector in DETECTORS:
        value = 100 * sum(detector in it for it in named) / HONEST
        yield Measurement(name=f"forensics.honest_{detector.replace('-', '_')}",
                          value=value, unit=unit)  # fmt: skip
    value = 100 * sum(bool(it) for it in named) / HONEST
    yield Measurement(name="forensics.honest_any", value=value, unit=unit)
    asked = 100 * sum(len(it) > 1 for it in named) / HONEST
    unit = f"% of {HONEST} honest reporters named by two detectors in a year"
    yield Measurement(name="forensics.honest_two", value=asked, unit=unit)


def twins() -> Iterator[Measurement]:
    """Measure how many benign twins of each scenario are named."""
    for name, habits in TWIN_HABITS.items():
        seeds = [f"{name} {it}" for it in range(TWINS)]
        found = sum(bool(first_named(habits(it), it, RULES)) for it in seeds)
        unit = f"% of {TWINS} twins named in a year"
        yield Measurement(name=f"forensics.twin_{name}", value=100 * found / TWINS, unit=unit)


def attacks() -> Iterator[Measurement]:
    """Measure recall and days to alarm of each way to report, by the detector that is meant."""
    for name, (detector, habits, period) in ATTACK_HABITS.items():
        begins = START + timedelta(7 * WEEKS_EACH * period)
        found = [first_named(habits, f"{name} {it}", RULES).get(detector) for it in range(ATTACKS)]
        days = sorted((it - begins).days for it in found if isinstance(it, date))
        unit = f"% of {ATTACKS} reporters named by {detector}"
        value = 100 * len(days) / ATTACKS
        yield Measurement(name=f"forensics.recall_{name}", value=value, unit=unit)
        if days:
            unit = "days from the first day reported so to the alarm, median"
            value = days[len(days) // 2]
            yield Measurement(name=f"forensics.days_{name}", value=value, unit=unit)


BENCHES = (honest, twins, attacks)
