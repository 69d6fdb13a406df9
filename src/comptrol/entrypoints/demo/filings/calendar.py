"""The year of the story: thirteen periods of four weeks, two figures, and a policy."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Final

from comptrol.domains.alarms import Strength
from comptrol.domains.disclosure import (
    BY_POLICY,
    DefinitionId,
    DefinitionSet,
    FigureName,
    PeriodId,
    PeriodOpened,
)
from comptrol.domains.forensics import (
    Completeness,
    Drift,
    Factor,
    Favours,
    Lateness,
    Level,
    OneSided,
    PolicyId,
    PolicySet,
    Step,
    Switching,
    Watched,
)
from comptrol.kernel.statement import Statement

START: Final = date(2025, 1, 6)
"""A Monday."""
PERIODS: Final = 13
WEEKS_EACH: Final = 4
DUE_DAYS: Final = 15
SWITCH: Final = 7
"""In this period, from 0, another definition of operations begins to hold."""
AUDIT_WEEKS: Final = frozenset({5, 11, 17, 23, 29, 35, 41, 47})
"""Audits that were announced."""

CHIP_SECONDS: Final = FigureName("chip-seconds")
FLOP: Final = FigureName("flop")
CHIP_TIME: Final = DefinitionId("chip-seconds-2025")
FP16: Final = DefinitionId("flop-fp16-2025")
FP8: Final = DefinitionId("flop-fp8-2025")
SOURCE: Final = "Decision of the demonstration, invented"
BY: Final = "Head of reporting of the demonstration"


def week_of(week: int) -> tuple[date, date]:
    """Return the first day of a week of the year, and the day after its last."""
    since = START + timedelta(7 * week)
    return since, since + timedelta(7)


def ends(number: int) -> date:
    """Return the day after the last of a period."""
    return week_of((number + 1) * WEEKS_EACH)[0]


def period_name(number: int) -> PeriodId:
    """Return the name of a period.

    >>> period_name(0), period_name(12)
    ('2025-p01', '2025-p13')
    """
    return PeriodId(f"2025-p{number + 1:02d}")


def definition_of(figure: FigureName, number: int) -> DefinitionId:
    """Return the definition of a figure that is frozen for a period."""
    if figure == CHIP_SECONDS:
        return CHIP_TIME
    return FP8 if number >= SWITCH else FP16


def rules() -> Iterator[Statement]:
    """Yield what the authority says before the year: definitions, periods, and the policy."""
    told: dict[str, Any] = {
        "source": SOURCE, "by": BY, "since": START, "review_by": date(2026, 6, 30)
    }  # fmt: skip
    yield DefinitionSet(
        definition=CHIP_TIME,
        figure=CHIP_SECONDS,
        unit="s",
        text="Seconds for which a chip was rented out, chip by chip.",
        **told,
    )
    yield DefinitionSet(
        definition=FP16,
        figure=FLOP,
        unit="operations",
        text="Operations by the dense FP16 peak and the measured use.",
        **told,
    )
    yield DefinitionSet(
        definition=FP8,
        figure=FLOP,
        unit="operations",
        text="Operations by the dense FP8 peak and the measured use.",
        replaces=FP16,
        factor_num=2,
        factor_den=1,
        **told,
    )
    for number in range(PERIODS):
        since = week_of(number * WEEKS_EACH)[0]
        yield PeriodOpened(
            period=period_name(number),
            since=since,
            until=ends(number),
            due=ends(number) + timedelta(DUE_DAYS),
            duty=BY_POLICY,
            definitions=(CHIP_TIME, definition_of(FLOP, number)),
            source=SOURCE,
            by=BY,
        )
    yield policy()


def policy() -> PolicySet:
    """Return the policy of the story; docs/forensics.md says how often it names the honest."""
    weak: dict[str, Any] = {"strength": Strength.WEAK, "days": 365}
    return PolicySet(
        policy=PolicyId("forensics-1"),
        since=START,
        source=SOURCE,
        by=BY,
        figures=(CHIP_SECONDS, FLOP),
        favours=Favours.LOWER,
        reach_days=400,
        lateness=Lateness(recent=4, history_min=6, excess_days_min=10, chance_ppm=5_000,
                          late_days=5, late_times=3),
        restatements=OneSided(times_min=8, material_ppm=1_000, chance_ppm=5_000),
        drift=Drift(compared_min=8, k_thousandths=500, h_thousandths=7_500,
                    cap_thousandths=2_000),
        audited=Watched(weeks_min=6, chance_ppm=300),
        switching=Switching(factors=(Factor(num=2, source="dense and sparse, FP16 and FP8"),),
                            tolerance_ppm=60_000, weeks_min=4),
        completeness=Completeness(grace_days=14, chips_min=1_000, gap_days_min=7),
        steps=(
            Step(level=Level.WATCH, alarms_min=1, detectors_min=1, **weak),
            Step(level=Level.ASK, alarms_min=2, detectors_min=2, **weak),
            Step(level=Level.AUDIT, alarms_min=3, detectors_min=2, **weak),
        ),
    )  # fmt: skip
