"""Do reports come later than the reporter's own used to, and how many came after they were due?"""

from collections.abc import Iterator
from datetime import date
from typing import Final, NamedTuple

from comptrol.domains.alarms import Strength
from comptrol.domains.disclosure import Period
from comptrol.domains.forensics.formulas import at_most, median, rank_test, written
from comptrol.domains.forensics.queries.seeing import (
    Read,
    Seen,
    Verdict,
    bridged,
    in_tenths,
    places,
    quarter,
    short,
)
from comptrol.domains.forensics.statements import Lateness

HISTORY_MAX: Final = 104

BENIGN: Final = (
    "an outage, or a change of systems, that touched several periods",
    "a customer or a meter that told its part late",
    "a period whose figures were harder to draw up than others",
)


class Lag(NamedTuple):
    """How long after a period its last word came."""

    period: Period
    first_days: int
    """From the end of the period to the first filing."""
    days: int
    """From the end of the period to the last filing or restatement of it."""
    evidence: tuple[int, ...]
    on: date


def lags(seen: Seen) -> list[Lag]:
    """Return the lags of every period that was filed, in the order of periods.

    A filing or a restatement is one event, however many lines it has. What is told again because
    a definition changed, as it was announced, is not late: it could not have come before.
    """
    words: dict[str, list[tuple[date, int]]] = {}
    filed: dict[str, date] = {}
    for filing in seen.filings:
        day = filing.filed_at.date()
        words.setdefault(filing.period, []).append((day, filing.position))
        filed[filing.period] = min(filed.get(filing.period, day), day)
    for it in seen.restatements:
        if not bridged(seen, it) and it.period in words:
            words[it.period].append((it.restated_at.date(), it.position))
    found = []
    for name, said in words.items():
        period, (day, _) = seen.calendar.periods[name], max(said)  # type: ignore[index]
        found.append(
            Lag(
                period=period,
                first_days=(filed[name] - period.until).days,
                days=(day - period.until).days,
                evidence=tuple(at for _, at in said),
                on=day,
            )
        )
    return sorted(found, key=lambda it: (it.period.until, it.period.period))


def lateness(seen: Seen) -> Iterator[Read]:
    """Compare the last periods with those before, and count what came after it was due."""
    how = seen.policy.lateness
    if how is None:
        return
    known = lags(seen)
    yield _compared(seen, how, known)
    yield _late(seen, how, known)


def _compared(seen: Seen, how: Lateness, known: list[Lag]) -> Read:
    recent, before = known[-how.recent :], known[: -how.recent][-HISTORY_MAX:]
    if len(before) < how.history_min:
        told = f"{len(known)} periods were filed; {how.recent + how.history_min} are needed"
        return Read(detector="lag", about=seen.provider, verdict=Verdict.NOT_ENOUGH,
                    strength=Strength.WEAK, told=told)  # fmt: skip
    chance = rank_test([it.days for it in recent], [it.days for it in before])
    now, then = median([it.days for it in recent]), median([it.days for it in before])
    later = at_most(chance, how.chance_ppm) and now - then >= how.excess_days_min
    told = (
        f"The last word on the last {len(recent)} periods came {in_tenths(now)} days after "
        f"their end (median), on the {len(before)} before these {in_tenths(then)}. That ranks as "
        f"high by chance with probability {written(chance)} (exact one-sided rank test, against "
        "the reporter's own history)."
    )
    return Read(
        detector="lag",
        about=f"{seen.provider}@{quarter(recent[-1].period.until)}",
        verdict=Verdict.ALARM if later else Verdict.NOTHING,
        strength=Strength.WEAK,
        told=short(told),
        benign=BENIGN,
        evidence=places(at for it in recent for at in it.evidence),
        parties=(seen.provider,),
    )


def _late(seen: Seen, how: Lateness, known: list[Lag]) -> Read:
    late = [
        it
        for it in known
        if it.first_days > (it.period.due - it.period.until).days + how.late_days
    ]
    many = len(late) >= how.late_times
    named = ", ".join(it.period.period for it in late[-5:])
    about = f"{seen.provider}@late"
    return Read(
        detector="lag",
        about=f"{about}-{quarter(late[-1].period.until)}" if late else about,
        verdict=Verdict.ALARM if many else Verdict.NOTHING,
        strength=Strength.FACT,
        told=short(
            f"{len(late)} of {len(known)} periods were first filed more than {how.late_days} days "
            f"after they were due{': ' + named if named else ''}."
        ),
        benign=BENIGN,
        evidence=places(at for it in late for at in it.evidence),
        parties=(seen.provider,),
    )
