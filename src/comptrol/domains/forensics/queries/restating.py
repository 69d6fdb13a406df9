"""Does what is restated go one way?"""

from collections.abc import Iterator
from datetime import date
from typing import Final, NamedTuple

from comptrol.domains.alarms import Strength
from comptrol.domains.disclosure import FigureName
from comptrol.domains.forensics.formulas import at_most, binomial_tail, two_sided, written
from comptrol.domains.forensics.queries.seeing import (
    Read,
    Seen,
    Verdict,
    bridged,
    places,
    quarter,
    short,
)

PPM: Final = 1_000_000

BENIGN: Final = (
    "one cause, such as a meter that counts low, that was found again and again",
    "usage that is told late by its nature, so that corrections can only add",
    "customers who are credited after a period is over, so that corrections can only take away",
)


class Event(NamedTuple):
    """All that was restated of one figure on one day: one event, however many lines it has."""

    on: date
    difference: int
    before: int
    evidence: tuple[int, ...]


def events(seen: Seen, figure: FigureName) -> list[Event]:
    """Return what was restated of a figure, day by day.

    An outage that is put right in ten lines of two filings is one piece of news, not ten.
    """
    days: dict[date, Event] = {}
    for it in sorted(seen.restatements, key=lambda it: it.position):
        changes = [one for one in it.changes if one.figure == figure]
        if not changes or bridged(seen, it):
            continue
        before = sum(int(one.before) for one in changes)
        after = sum(int(one.after) for one in changes)
        on = it.restated_at.date()
        last = days.get(on, Event(on, 0, 0, ()))
        days[on] = Event(
            on, last.difference + after - before, last.before + before,
            (*last.evidence, it.position),
        )  # fmt: skip
    return sorted(days.values())


def _days(many: int) -> str:
    """Return in words how many days count.

    >>> _days(1), _days(2)
    ('1 day of restatements counts', '2 days of restatements count')
    """
    if many == 1:
        return "1 day of restatements counts"
    return f"{many} days of restatements count"


def one_sided(seen: Seen) -> Iterator[Read]:
    """Count in which direction each figure was restated, and hold it against a fair coin."""
    how = seen.policy.restatements
    if how is None:
        return
    for figure in seen.policy.figures:
        counted = [
            it
            for it in events(seen, figure)
            if it.difference and abs(it.difference) * PPM >= how.material_ppm * it.before
        ]
        about = f"{seen.provider} {figure}"
        if len(counted) < how.times_min:
            told = f"{_days(len(counted))}; {how.times_min} are needed"
            yield Read(detector="restatements", about=about, verdict=Verdict.NOT_ENOUGH,
                       strength=Strength.WEAK, told=told)  # fmt: skip
            continue
        up = sum(it.difference > 0 for it in counted)
        times, down = len(counted), len(counted) - up
        most, way = max((up, "up"), (down, "down"))
        one = binomial_tail(times, most)
        chance = two_sided(one, binomial_tail(times, times - most))
        yield Read(
            detector="restatements",
            about=f"{about}@{quarter(counted[-1].on)}",
            verdict=Verdict.ALARM if at_most(chance, how.chance_ppm) else Verdict.NOTHING,
            strength=Strength.WEAK,
            told=short(
                f"{most} of {times} restatements of {figure} went {way}. If either way were as "
                f"likely, so many or more would with probability {written(one)}, on either side "
                f"{written(chance)} (exact). What is restated on one day counts once, and less "
                f"than {how.material_ppm} in a million does not count."
            ),
            benign=BENIGN,
            evidence=places(at for it in counted for at in it.evidence),
            parties=(seen.provider,),
        )
