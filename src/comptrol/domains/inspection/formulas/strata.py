"""How is a sample shared out over strata, so that it holds wherever the wrong items are?

``P = 1 - product over strata of the chance to miss``. Whoever hides something chooses where: so a
plan answers for the placement that is worst for it, never for the average. The chance to miss is
log-concave in the number of wrong items of a stratum, so the worst placement is found by marginal
costs: items go where one more is noticed least, for each unit of value.
"""

from collections.abc import Sequence
from math import ceil, exp, floor, inf
from typing import Final

import msgspec

from comptrol.domains.inspection.formulas.chances import NOISE, least, log_missed, reaches

METHOD: Final = "existence/strata-worst-placement-1"
HALVINGS: Final = 48
"""So often an interval is halved: what is left of it is below what a float can tell."""


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """One stratum: items that count for the same."""

    name: str
    population: int
    value: float = 1.0
    """What one item counts for, such as its H100 equivalents."""


class Stratified(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be shown of several strata together."""

    parts: tuple[Part, ...]
    diverted: float
    """How much missing or falsified matters: items, or their value where strata have one."""
    confidence: float
    miss_rate: float = 0.0

    @property
    def value(self) -> float:
        """Return what all items together count for."""
        return sum(part.population * part.value for part in self.parts)


def worst_log_missed(aim: Stratified, samples: Sequence[int]) -> float:
    """Return the logarithm of the chance that all is missed, at the worst placement.

    Where values differ the last item is counted in part, so that the chance is never too small;
    where all count for 1 it is exact. Minus infinity: so much cannot be hidden at all.
    """
    hiding = [_Hiding(part, n, aim) for part, n in zip(aim.parts, samples, strict=True)]
    if sum(it.room * it.value for it in hiding) < aim.diverted:
        return -inf
    if _hidden(hiding, 0.0) >= aim.diverted:
        return 0.0
    low, high = 0.0, max(it.dearest for it in hiding)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if _hidden(hiding, middle) >= aim.diverted else (middle, high)
    placed = [it.places(low) for it in hiding]
    cost = sum(it.cost(n) for n, it in zip(placed, hiding, strict=True))
    rest = aim.diverted - sum(n * it.value for n, it in zip(placed, hiding, strict=True))
    return -(cost + high * rest)


def worst_detection(aim: Stratified, samples: Sequence[int]) -> float:
    """Return the probability that the samples show something, at the worst placement."""
    return 1 - exp(worst_log_missed(aim, samples))


def allocation(aim: Stratified) -> tuple[int, ...] | None:
    """Return a sample for each stratum that gives the confidence, or nothing where none does.

    The same share is taken of every stratum, the least that is enough; whatever can then be left
    out is, from the stratum that is looked at most closely first.
    """
    whole = tuple(part.population for part in aim.parts)
    if not reaches(worst_log_missed(aim, whole), aim.confidence):
        return None
    low, high = 0.0, 1.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        samples = _shares(aim.parts, middle)
        if samples in {_shares(aim.parts, low), _shares(aim.parts, high)}:
            break
        enough = reaches(worst_log_missed(aim, samples), aim.confidence)
        low, high = (low, middle) if enough else (middle, high)
    return _pared(aim, list(_shares(aim.parts, high)))


def stratified_detects_from(aim: Stratified, samples: Sequence[int]) -> int | None:
    """Return the least whole number, or value, of wrong items that the samples show often enough.

    Nothing where even all items wrong would not be noticed with the confidence wanted.
    """

    def enough(diverted: int) -> bool:
        meant = msgspec.structs.replace(aim, diverted=diverted)
        return reaches(worst_log_missed(meant, samples), aim.confidence)

    most = max(1, floor(aim.value))
    return least(1, most, enough) if enough(most) else None


def _shares(parts: Sequence[Part], share: float) -> tuple[int, ...]:
    return tuple(min(it.population, ceil(it.population * share - NOISE)) for it in parts)


def _pared(aim: Stratified, samples: list[int]) -> tuple[int, ...]:
    """Leave out what the rounding up added, one from a stratum at a time."""
    closest = sorted(
        range(len(samples)),
        key=lambda at: samples[at] / aim.parts[at].population,
        reverse=True,
    )
    for at in closest:
        if not samples[at]:
            continue
        samples[at] -= 1
        if not reaches(worst_log_missed(aim, samples), aim.confidence):
            samples[at] += 1
    return tuple(samples)


class _Hiding:
    """What it costs, in chance to be missed, to hide items in one stratum."""

    def __init__(self, part: Part, sample: int, aim: Stratified) -> None:
        self.value = part.value
        self._part, self._sample, self._miss_rate = part, sample, aim.miss_rate
        unseen = part.population - (0 if aim.miss_rate else sample)
        self.room = min(unseen, ceil(aim.diverted / part.value))
        self._costs: dict[int, float] = {}

    def cost(self, items: int) -> float:
        """Return by how much, as a logarithm, hiding so many lowers the chance to be missed."""
        if items not in self._costs:
            missed = log_missed(self._part.population, self._sample, items, self._miss_rate)
            self._costs[items] = -missed
        return self._costs[items]

    @property
    def dearest(self) -> float:
        """Return the price at which everything that there is room for is hidden."""
        if not self.room:
            return 0.0
        return (self.cost(self.room) - self.cost(self.room - 1)) / self.value

    def places(self, price: float) -> int:
        """Return how many items are hidden where each may cost the price of its value."""
        low, high = 0, self.room
        while low < high:
            middle = (low + high) // 2
            worth = self.cost(middle + 1) - self.cost(middle) <= price * self.value
            low, high = (middle + 1, high) if worth else (low, middle)
        return low


def _hidden(hiding: Sequence[_Hiding], price: float) -> float:
    return sum(it.places(price) * it.value for it in hiding)
