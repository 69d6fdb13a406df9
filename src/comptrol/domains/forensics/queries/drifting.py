"""Do reports keep to one side of what others measure, and do they when an auditor is announced?"""

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from comptrol.domains.alarms import Strength
from comptrol.domains.disclosure import FigureName
from comptrol.domains.forensics.formulas import (
    Crossing,
    at_most,
    crossings,
    median,
    rank_test,
    spread,
    two_sided,
    written,
)
from comptrol.domains.forensics.queries.comparing import Beside, Compared
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
from comptrol.domains.forensics.statements import Drift, Favours, Watched

THOUSANDTHS: Final = 1000

DRIFTED: Final = (
    "a channel that is itself off for this reporter, always in the same direction",
    "errors of the estimate that are larger than was stated, or that go together over weeks",
    "a meter of the reporter that counts low or high, and that it does not know of",
)
WATCHED: Final = (
    "audits that fell into a season in which estimates are off",
    "a meter that was put right for the audit, and went wrong again",
    "an audit that itself changes what is used",
)


def drifted(seen: Seen, beside: Beside) -> Iterator[Read]:
    """Sum up residuals of each figure, by the policy's k and h."""
    how = seen.policy.drift
    if how is None:
        return
    for figure in seen.policy.figures:
        own = beside[figure]
        if len(own) < how.compared_min:
            told = f"{len(own)} reports of {figure} can be compared; {how.compared_min} are needed"
            yield Read(detector="drift", about=f"{seen.provider} {figure}", told=told,
                       verdict=Verdict.NOT_ENOUGH, strength=Strength.WEAK,
                       compared=len(own))  # fmt: skip
            continue
        yield from _sums(seen, figure, how, own)


def _sums(seen: Seen, figure: FigureName, how: Drift, own: list[Compared]) -> Iterator[Read]:
    plain = [it.residual.thousandths for it in own]
    scale = spread(plain)
    found = crossings(
        [it * THOUSANDTHS // scale for it in plain],
        k=how.k_thousandths,
        h=how.h_thousandths,
        cap=how.cap_thousandths,
        under=seen.policy.favours is not Favours.HIGHER,
        over=seen.policy.favours is not Favours.LOWER,
    )
    if not found:
        mean = sum((it.ratio for it in own), Fraction(0)) / len(own) - 1
        told = f"{len(own)} reports of {figure} were {percent(mean)} off in the mean"
        yield Read(detector="drift", about=f"{seen.provider} {figure}", told=told,
                   verdict=Verdict.NOTHING, strength=Strength.WEAK,
                   compared=len(own))  # fmt: skip
    for it in found:
        yield _crossed(seen, figure, how, own, it, scale)


def _crossed(
    seen: Seen, figure: FigureName, how: Drift, own: list[Compared], it: Crossing, scale: int
) -> Read:
    part = own[it.first : it.last + 1]
    off = median([one.ratio for one in part]) - 1
    side = "below" if it.under else "above"
    return Read(
        detector="drift",
        about=f"{seen.provider} {figure}@{quarter(part[-1].until)}",
        verdict=Verdict.ALARM,
        strength=Strength.WEAK,
        told=short(
            f"{figure} was reported {side} what others measured, from {part[0].since} to "
            f"{part[-1].until}: {percent(off)} in the median of {len(part)} reports. Their sum of "
            f"residuals reached {in_sigmas(it.height)} sigmas (CUSUM, k "
            f"{in_sigmas(how.k_thousandths)}, limit {in_sigmas(how.h_thousandths)}, no report "
            f"counting more than {in_sigmas(how.cap_thousandths)}; a sigma here is "
            f"{in_sigmas(scale)} of those stated, as the reports scatter). No single report need "
            "be beyond its tolerance."
        ),
        benign=DRIFTED,
        evidence=places(at for one in part for at in one.evidence),
        parties=(seen.provider,),
        compared=len(own),
    )


def watched_weeks(seen: Seen, beside: Beside) -> Iterator[Read]:
    """Compare the weeks in which an audit was announced with all others, by rank."""
    how = seen.policy.audited
    if how is None:
        return
    known = [it for it in seen.audits if it.announced]
    for figure in seen.policy.figures:
        own = beside[figure]
        during = [
            it for it in own if any(it.since < a.until and a.since < it.until for a in known)
        ]
        others = [it for it in own if it not in during]
        if min(len(during), len(others)) < how.weeks_min:
            told = (
                f"{len(during)} audited and {len(others)} other reports of {figure} can be "
                f"compared; {how.weeks_min} of each are needed"
            )
            yield Read(detector="audited-weeks", about=f"{seen.provider} {figure}", told=told,
                       verdict=Verdict.NOT_ENOUGH, strength=Strength.WEAK)  # fmt: skip
            continue
        yield _ranked(seen, figure, how, during, others)


def _ranked(
    seen: Seen, figure: FigureName, how: Watched, during: list[Compared], others: list[Compared]
) -> Read:
    ours, theirs = [it.ratio for it in during], [it.ratio for it in others]
    higher = rank_test(ours, theirs)
    lower = rank_test([-it for it in ours], [-it for it in theirs])
    chance = {
        Favours.LOWER: higher,
        Favours.HIGHER: lower,
        Favours.EITHER: two_sided(higher, lower),
    }[seen.policy.favours]
    positions = {a.position for a in seen.audits if a.announced}
    return Read(
        detector="audited-weeks",
        about=f"{seen.provider} {figure}@{quarter(during[-1].until)}",
        verdict=Verdict.ALARM if at_most(chance, how.chance_ppm) else Verdict.NOTHING,
        strength=Strength.WEAK,
        told=short(
            f"In {len(during)} weeks with an announced audit {figure} was reported at "
            f"{percent(median(ours))} of what others measured (median), in {len(others)} other "
            f"weeks at {percent(median(theirs))}. By chance it would rank so with probability "
            f"{written(chance)} (exact rank test)."
        ),
        benign=WATCHED,
        evidence=places((*positions, *(at for it in during for at in it.evidence))),
        parties=(seen.provider,),
    )
