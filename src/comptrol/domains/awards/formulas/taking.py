"""How much of an award that is not used is taken back, and out of which months?

NREL, Policy on allocation reductions, FY2021-2023: at the end of each quarter but the last, a
percentage of what was planned to date, by how much of it was used; less what was taken before. It
is cumulative and does not compound, takes only what is unused, and is never restored.
"""

from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from comptrol.domains.awards.statements import Step, Takes

NREL: Final = (
    Step(used_percent=70, taken_percent=0),
    Step(used_percent=55, taken_percent=20),
    Step(used_percent=40, taken_percent=35),
    Step(used_percent=20, taken_percent=55),
    Step(used_percent=0, taken_percent=80),
)
"""Its table. It leaves open what holds at exactly 70, 55, 40 and 20 %: here the milder step."""


def taken_percent(steps: Iterable[Step], used: int, planned: int) -> int:
    """Return how many percent are taken back: nothing where nothing was planned.

    >>> [taken_percent(NREL, used, 100) for used in (71, 70, 69, 55, 40, 20, 19, 0)]
    [0, 0, 20, 20, 35, 55, 80, 80]
    """
    if planned <= 0:
        return 0
    found = (it.taken_percent for it in steps if used * 100 >= it.used_percent * planned)
    return next(found, 0)


def due(steps: Iterable[Step], *, planned: int, used: int, before: int, balance: int) -> int:
    """Return what is taken back now, in whatever the others are in, rounded down.

    ``planned`` and ``used`` are to date, ``before`` is what was taken so far, ``balance`` what is
    left of the whole award.

    >>> due(NREL, planned=25_000, used=9_000, before=0, balance=91_000)
    13750
    >>> due(NREL, planned=50_000, used=29_000, before=13_750, balance=57_250)
    0
    """
    target = taken_percent(steps, used, planned) * planned // 100
    return min(max(0, target - before), max(0, balance))


class Left(msgspec.Struct, frozen=True, kw_only=True):
    """What could be taken out of one month."""

    month: str
    chip_seconds: int
    """Neither used, nor held, nor taken before."""


def parts(left: Sequence[Left], amount: int, *, this_month: str, takes: Takes) -> dict[str, int]:
    """Return what is taken out of which month: never more than is left there.

    Months that are over come oldest first, those to come last first, this one after both.

    >>> left = [Left(month=f"2026-0{it}", chip_seconds=10) for it in (1, 2, 3, 4, 5)]
    >>> parts(left, 25, this_month="2026-03", takes=Takes.UNUSED_FIRST)
    {'2026-01': 10, '2026-02': 10, '2026-05': 5}
    >>> parts(left, 25, this_month="2026-03", takes=Takes.COMING_FIRST)
    {'2026-05': 10, '2026-04': 10, '2026-01': 5}
    """
    ordered = sorted(left, key=lambda it: it.month)
    over = [it for it in ordered if it.month < this_month]
    coming = [it for it in reversed(ordered) if it.month > this_month]
    present = [it for it in ordered if it.month == this_month]
    first = (over, coming) if takes is Takes.UNUSED_FIRST else (coming, over)
    found = dict[str, int]()
    for it in (*first[0], *first[1], *present):
        out = min(max(0, it.chip_seconds), amount)
        if out:
            found[it.month], amount = out, amount - out
    return found
