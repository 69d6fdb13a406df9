"""Is a threshold reached? Below, within the band, or above: three words, and a person between."""

from collections.abc import Iterable, Mapping
from enum import Enum
from fractions import Fraction
from typing import NamedTuple

from comptrol.domains.training.formulas.lineage import Lineage, Node, Part
from comptrol.domains.training.formulas.methods import Method, Scope, Threshold
from comptrol.domains.training.formulas.ranges import ZERO, Range, figures
from comptrol.domains.training.formulas.usage import Counted
from comptrol.domains.training.statements import RunId


class Verdict(Enum):
    """Where a range of operations stands to a threshold."""

    BELOW = "below"
    WITHIN_BAND = "within_band"
    """The range holds the threshold, or something is not known: a person decides."""
    ABOVE = "above"


GRAVITY = {Verdict.BELOW: 0, Verdict.WITHIN_BAND: 1, Verdict.ABOVE: 2}


class Sums(NamedTuple):
    """What a method counts of a run, before any margin, and what nobody knows of it."""

    direct: Range
    cumulative: Range
    post_training: Range | None
    """Nothing: no run that counts came after a first training."""
    unknown: tuple[RunId, ...]
    steps: tuple[str, ...]
    doubts: tuple[str, ...]


def verdict(
    found: Range, threshold: Range, *, inclusive: bool = False, complete: bool = True
) -> Verdict:
    """Return where a range stands to a threshold, which may itself be a range.

    What is not complete can be above, and never certainly below.

    >>> limit = Range.exactly(10**25)
    >>> [verdict(Range.exactly(it), limit).value for it in (10**25, 10**25 + 1)]
    ['below', 'above']
    >>> verdict(Range.exactly(10**25), limit, inclusive=True).value
    'above'
    """
    if found.low > threshold.high or (inclusive and found.low == threshold.high):
        return Verdict.ABOVE
    under = found.high < threshold.low or (not inclusive and found.high == threshold.low)
    return Verdict.BELOW if under and complete else Verdict.WITHIN_BAND


def summed(nodes: Mapping[RunId, Node], run: RunId, behind: Lineage, method: Method) -> Sums:
    """Return what counts directly, in all, and after the first training, with every step."""
    parts, unknown, steps, doubts = dict[RunId, Range](), list[RunId](), list[str](), list[str]()
    for member in behind.members:
        counted = nodes[member.run].counted if member.run in nodes else None
        if counted is None:
            unknown.append(member.run)
            steps.append(f"{member.run} ({member.why}): nobody says what it came to")
            continue
        sure = counted.range if member.certain else _perhaps(counted.range)
        parts[member.run] = sure
        steps += [f"{member.run}, {it}" for it in counted.steps]
        doubts += [f"{member.run}, {it}" for it in counted.doubts]
        if member.part is not Part.ITSELF:
            perhaps = "" if member.certain else ", for the most alone"
            steps.append(f"{member.run} counts ({member.why}){perhaps}: {_told(sure)}")
    steps += [f"{it.run} does not count: {it.why}" for it in behind.left]
    later = [it for name, it in parts.items() if nodes[name].purpose in method.post_training]
    total = Range.summed(parts.values())
    steps.append(f"in all {_told(total)}")
    return Sums(
        direct=parts.get(run, ZERO),
        cumulative=total,
        post_training=Range.summed(later) if later else None,
        unknown=tuple(unknown),
        steps=tuple(steps),
        doubts=tuple(doubts),
    )


def in_scope(sums: Sums, threshold: Threshold, run: RunId) -> tuple[Range, bool] | None:
    """Return what a threshold is held against and whether all of it is known; or nothing."""
    if threshold.scope is Scope.DIRECT:
        return sums.direct, run not in sums.unknown
    if threshold.scope is Scope.CUMULATIVE:
        return sums.cumulative, not sums.unknown
    return None if sums.post_training is None else (sums.post_training, not sums.unknown)


def compared(name: str, found: Range, limit: Range, said: Verdict) -> str:
    """Return the comparison as a sentence with its numbers."""
    return f"{name}: {_told(found)}, against {_told(limit)}: {said.value}"


def gravest(verdicts: Iterable[Verdict]) -> Verdict:
    """Return the verdict that weighs most."""
    return max(verdicts, key=GRAVITY.__getitem__, default=Verdict.BELOW)


def joined(periods: Iterable[Counted]) -> Counted:
    """Return all periods of a run together."""
    every = tuple(periods)
    return Counted(
        Range.summed(it.range for it in every),
        tuple(step for it in every for step in it.steps),
        tuple(doubt for it in every for doubt in it.doubts),
    )


def _perhaps(found: Range) -> Range:
    """Return what counts for the most alone."""
    return Range(Fraction(0), Fraction(0), found.high)


def _told(found: Range) -> str:
    low, mid, high = map(figures, found)
    return mid if low == high else f"{low} to {high}, estimate {mid}"
