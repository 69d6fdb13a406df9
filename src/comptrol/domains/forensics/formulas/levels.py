"""How closely should a person look at a reporter, by what its history shows?

An auditor that always uses the same threshold closes either the gap of coverage or that of
granularity (Burnat and Davidson, arXiv:2605.06340): so alarms raise a level, and time lowers it.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple


class Counted(NamedTuple):
    """One alarm as it counts."""

    detector: str
    strength: int
    """1 weak, 2 strong, 3 a fact."""
    on: date
    alarm: str


class Rung(NamedTuple):
    """When a level is reached."""

    strength: int
    """Alarms of this strength count, and stronger ones."""
    alarms: int
    """So many within the days, at least."""
    detectors: int
    """Of so many detectors, at least: two signals of one kind do not count twice."""
    days: int


def level_of(
    counted: Sequence[Counted], rungs: Sequence[Rung], today: date
) -> tuple[int, tuple[str, ...]]:
    """Return the highest rung that is reached, from 1, and the alarms that reach it; or nothing.

    >>> alarms = [Counted("drift", 1, date(2026, 3, day), f"a{day}") for day in (1, 9)]
    >>> level_of(alarms, [Rung(1, 1, 1, 90), Rung(1, 2, 2, 90)], date(2026, 4, 1))
    (1, ('a1', 'a9'))
    """
    for place in range(len(rungs), 0, -1):
        rung = rungs[place - 1]
        since = today - timedelta(days=rung.days)
        of_it = [it for it in counted if it.strength >= rung.strength and since < it.on <= today]
        if len(of_it) >= rung.alarms and len({it.detector for it in of_it}) >= rung.detectors:
            return place, tuple(it.alarm for it in of_it)
    return 0, ()
