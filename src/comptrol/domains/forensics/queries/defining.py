"""Did a figure change its meaning without a word? The path holds the word; this holds the numbers.

A line under another definition than the one that is frozen for its period is refused where it is
filed. What is left is a series that steps by the factor of another definition while its label
stays, and a change of definition over which no announcement and no factor leads.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Final, NamedTuple

from comptrol.domains.alarms import Strength
from comptrol.domains.disclosure import (
    Announcement,
    DefinitionId,
    FigureName,
    FiledLine,
    Line,
    Period,
)
from comptrol.domains.forensics.formulas import median, near_factor
from comptrol.domains.forensics.queries.comparing import Beside, Compared
from comptrol.domains.forensics.queries.seeing import Read, Seen, Verdict, percent, places, short
from comptrol.domains.forensics.statements import Switching

PPM: Final = 1_000_000

STEPPED: Final = (
    "what is used doubled or halved: a site that was opened, closed or sold",
    "a meter that was replaced by one that counts otherwise, and nobody knew",
)
UNBRIDGED: Final = (
    "the announcement was forgotten",
    "the values before are not known under the new definition",
)


class Step(NamedTuple):
    """Two periods that follow each other, in one figure."""

    before: Period
    after: Period
    old: Sequence[FiledLine]
    new: Sequence[FiledLine]


def switched(seen: Seen, beside: Beside) -> Iterator[Read]:
    """Go from period to period of each figure."""
    how = seen.policy.switching
    if how is None:
        return
    for figure in seen.policy.figures:
        own, steps = beside[figure], list(_steps(seen, figure))
        if not steps:
            yield _said(seen, figure, Verdict.NOT_ENOUGH, "fewer than two periods were filed")
        for step in steps:
            yield from _definition(seen, figure, step, how)
            yield _stepped(seen, figure, step, how, own)


def _steps(seen: Seen, figure: FigureName) -> Iterator[Step]:
    by_period: dict[str, list[FiledLine]] = {}
    for line in seen.lines[figure]:
        by_period.setdefault(line.period, []).append(line)
    periods = sorted(
        (seen.calendar.periods[it] for it in by_period),  # type: ignore[index]
        key=lambda it: (it.since, it.until),
    )
    for before, after in pairwise(periods):
        yield Step(before, after, by_period[before.period], by_period[after.period])


def _definition(seen: Seen, figure: FigureName, step: Step, how: Switching) -> Iterator[Read]:
    """Tell whether anything leads over a change of definition."""
    old, new = step.old[-1].definition, step.new[0].definition
    if old == new:
        return
    factor = seen.calendar.factor(old, new)
    said = next(
        (
            it
            for it in seen.announcements
            if (it.figure, it.from_period, it.before, it.after)
            == (figure, step.after.period, old, new)
        ),
        None,
    )
    evidence = [step.old[-1].position, step.new[0].position]
    if said is not None:
        evidence.append(said.position)
        yield from _backcast(seen, figure, step, said, factor, how)
    if factor is None and (said is None or not said.backcast):
        missing = (
            "announced nothing" if said is None else "told no earlier values under the new one"
        )
        told = (
            f"From {step.after.period} on {figure} is counted under {new}, before under {old}; "
            f"no factor between them is known, and {seen.provider} {missing}. Values before and "
            "after cannot be compared."
        )
        yield _said(seen, figure, Verdict.ALARM, told, at=step.after, evidence=evidence,
                    strength=Strength.FACT, benign=UNBRIDGED)  # fmt: skip


def _backcast(
    seen: Seen,
    figure: FigureName,
    step: Step,
    said: Announcement,
    factor: Fraction | None,
    how: Switching,
) -> Iterator[Read]:
    """Recompute what was told of earlier days: does it fit what was filed of them?"""
    filed = {(it.since, it.until): it for it in seen.lines[figure]}
    ratios = []
    for told in said.backcast:
        line = filed.get((told.since, told.until))
        if line is not None and factor is not None:
            one = _ratio(seen, told, line)
            ratios += [one] if one is not None else []
    if not ratios:
        return
    off = max(ratios, key=lambda it: abs(it - 1)) - 1
    wrong = abs(off) * PPM > how.tolerance_ppm
    told_words = (
        f"{seen.provider} announced {said.after} and told {len(ratios)} earlier values of "
        f"{figure} under it; recomputed from what was filed of these days they are "
        f"{percent(off)} off, at most."
    )
    yield _said(seen, figure, Verdict.ALARM if wrong else Verdict.NOTHING, told_words,
                at=step.after, evidence=[said.position], about="back-cast",
                benign=("rounding, or what is not converted by one factor",))  # fmt: skip


def _ratio(seen: Seen, told: Line, line: FiledLine) -> Fraction | None:
    factor = seen.calendar.factor(line.definition, told.definition)
    if factor is None or not int(line.value):
        return None
    return int(told.value) / (int(line.value) * factor)


def _stepped(
    seen: Seen, figure: FigureName, step: Step, how: Switching, own: list[Compared]
) -> Read:
    """Hold the step between two periods against the factors between definitions."""
    measured = [
        [it.ratio for it in own if it.period == period.period]
        for period in (step.before, step.after)
    ]
    independent = min(map(len, measured)) >= how.weeks_min
    sides = measured if independent else _plain(seen, step)
    if min(map(len, sides)) < how.weeks_min or not all(median(it) for it in sides):
        told = f"{step.before.period} and {step.after.period} have too few reports of {figure}"
        return _said(seen, figure, Verdict.NOT_ENOUGH, told)
    ratio = median(sides[1]) / median(sides[0])
    factor = near_factor(ratio, _factors(seen, how, step), how.tolerance_ppm)
    against = "what others measured" if independent else "nothing independent: none was measured"
    told = (
        f"From {step.before.period} to {step.after.period} {figure} stepped to {percent(ratio)} "
        f"(medians), held against {against}"
    )
    if factor is None:
        return _said(seen, figure, Verdict.NOTHING, told)
    told = (
        f"{told}. Counted otherwise it would step to {percent(factor)}; no change was announced."
    )
    return _said(seen, figure, Verdict.ALARM, told, at=step.after, benign=STEPPED,
                 evidence=[it.position for it in (*step.old, *step.new)])  # fmt: skip


def _plain(seen: Seen, step: Step) -> list[list[Fraction]]:
    """Return what was reported a day, all under the definition of the later period."""
    meant = step.new[0].definition
    sides: list[list[Fraction]] = []
    for lines in (step.old, step.new):
        factors = [(it, seen.calendar.factor(it.definition, meant)) for it in lines]
        sides.append([
            int(it.value) * factor / (it.until - it.since).days
            for it, factor in factors
            if factor is not None
        ])  # fmt: skip
    return sides


def _factors(seen: Seen, how: Switching, step: Step) -> list[Fraction]:
    """Return the factors of the policy, and those between definitions of this figure."""
    found = [Fraction(it.num, it.den) for it in how.factors]
    meant: DefinitionId = step.new[0].definition
    known = seen.calendar.definitions
    others = [it for it in known if known[it].figure == known[meant].figure and it != meant]
    bridges = (seen.calendar.factor(it, meant) for it in others)
    found += [it for it in bridges if it is not None and abs(it - 1) * PPM > 2 * how.tolerance_ppm]
    return found


def _said(
    seen: Seen,
    figure: FigureName,
    verdict: Verdict,
    told: str,
    *,
    at: Period | None = None,
    evidence: Sequence[int] = (),
    strength: Strength = Strength.WEAK,
    benign: tuple[str, ...] = (),
    about: str = "",
) -> Read:
    place = f"@{at.period}" if at is not None else ""
    return Read(
        detector="definition",
        about=f"{seen.provider} {figure}{place}{' ' + about if about else ''}",
        verdict=verdict,
        strength=strength,
        told=short(told),
        benign=benign,
        evidence=places(evidence),
        parties=(seen.provider,),
    )
