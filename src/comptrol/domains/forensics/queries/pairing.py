"""Do two figures of one reporter, which tell of the same work, move apart?

A figure that is counted otherwise from one week on, in part or as a whole, moves against every
other figure of the same days: by whatever factor, and also while use grows or falls.
"""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import Final, NamedTuple

from comptrol.domains.alarms import Strength
from comptrol.domains.disclosure import DefinitionId, FigureName
from comptrol.domains.forensics.formulas import Held, Moved, moved
from comptrol.domains.forensics.queries.seeing import (
    Read,
    Seen,
    Verdict,
    in_sigmas,
    percent,
    places,
    quarter,
    short,
)
from comptrol.domains.forensics.statements import Favours, Pair, Paired

BENIGN: Final = (
    "chips of another kind, or work of another kind, that make a figure another one for each unit",
    "a site or a large customer that came or went, and was not like the others",
    "a meter that was replaced or put right",
)


class Beside(NamedTuple):
    """The same days in both figures of a pair."""

    since: date
    until: date
    ratio: Fraction
    evidence: tuple[int, int]


def moved_apart(seen: Seen) -> Iterator[Read]:
    """Hold each pair of the policy against its own history."""
    how = seen.policy.pairs
    if how is None:
        return
    held = Held(
        history_min=how.history_min,
        sigma_ppm=how.sigma_ppm,
        moved_min_ppm=how.moved_min_ppm,
        k=how.k_thousandths,
        h=how.h_thousandths,
        cap=how.cap_thousandths,
    )
    for pair in how.pairs:
        weeks = ratios(seen, pair)
        if len(weeks) <= how.history_min:
            told = (
                f"{len(weeks)} reports have both figures; more than {how.history_min} are needed"
            )
            yield _said(seen, pair, Verdict.NOT_ENOUGH, told)
        else:
            yield from _held(seen, pair, how, held, weeks)


def ratios(seen: Seen, pair: Pair) -> list[Beside]:
    """Return a pair week by week, each figure under the last definition that is bridged to.

    Days for which one of them was not filed, or is nothing, are left out; over a definition that
    no factor leads from, the history does not reach.
    """
    over, under = (_plain(seen, it) for it in (pair.figure, pair.per))
    return [
        Beside(since, until, value / under[since, until][0], (at, under[since, until][1]))
        for (since, until), (value, at) in over.items()
        if value and (since, until) in under and under[since, until][0]
    ]


def _plain(seen: Seen, figure: FigureName) -> dict[tuple[date, date], tuple[Fraction, int]]:
    lines = seen.lines[figure]
    if not lines:
        return {}
    meant: DefinitionId = lines[-1].definition
    found: dict[tuple[date, date], tuple[Fraction, int]] = {}
    for it in lines:
        factor = seen.calendar.factor(it.definition, meant)
        if factor is not None:
            found[it.since, it.until] = (int(it.value) * factor, it.position)
    return found


def _held(seen: Seen, pair: Pair, how: Paired, held: Held, weeks: list[Beside]) -> Iterator[Read]:
    each = [it.ratio for it in weeks]
    sides = [True] * (pair.favours is not Favours.HIGHER)
    sides += [False] * (pair.favours is not Favours.LOWER)
    found = [it for down in sides for it in moved(each, held, down=down)]
    if not found:
        told = f"in {len(weeks)} reports {_named(pair)} did not move and stay so"
        yield _said(seen, pair, Verdict.NOTHING, told)
    for it in found:
        yield _moved(seen, pair, how, weeks, it)


def _moved(seen: Seen, pair: Pair, how: Paired, weeks: list[Beside], it: Moved) -> Read:
    part = weeks[it.first : it.last + 1]
    told = (
        f"From {part[0].since} to {part[-1].until} {_named(pair)} was {percent(it.share)} of what "
        f"it had been (medians of {len(part)} reports and of the {it.weeks} before them). What is "
        f"below or above the usual added up to {in_sigmas(it.height)} sigmas (CUSUM, k "
        f"{in_sigmas(how.k_thousandths)}, limit {in_sigmas(how.h_thousandths)}, no report "
        f"counting more than {in_sigmas(how.cap_thousandths)}; a sigma is what the earlier "
        f"reports scatter, {percent(Fraction(how.sigma_ppm, 1_000_000))} at least). Every change "
        "of definition with a factor is taken into account."
    )
    return _said(
        seen,
        pair,
        Verdict.ALARM,
        told,
        at=f"@{quarter(part[-1].until)}",
        evidence=places(at for one in part for at in one.evidence),
    )


def _named(pair: Pair) -> str:
    return f"{pair.figure} per {pair.per}"


def _said(
    seen: Seen,
    pair: Pair,
    verdict: Verdict,
    told: str,
    *,
    at: str = "",
    evidence: tuple[int, ...] = (),
) -> Read:
    alarm = verdict is Verdict.ALARM
    return Read(
        detector="pair",
        about=f"{seen.provider} {_named(pair)}{at}",
        verdict=verdict,
        strength=Strength.WEAK,
        told=short(told),
        benign=BENIGN if alarm else (),
        evidence=evidence,
        parties=(seen.provider,),
    )
