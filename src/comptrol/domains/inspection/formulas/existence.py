"""How many items must be looked at to see that none is missing or falsified?

Sampling for attributes, as safeguards do it. Method: ``n_iaea = ceil(N (1 - beta^(1/d)))`` is the
usual approximation; the exact number is the least n with
``sum over x of Hypergeometric(x; N, d, n) m^x <= beta``.
"""

from math import ceil, exp, log1p
from typing import Final

import msgspec

from comptrol.domains.inspection.formulas.chances import (
    NOISE,
    detection,
    least,
    log_missed,
    reaches,
)

METHOD: Final = "existence/hypergeometric-1"


class Aim(msgspec.Struct, frozen=True, kw_only=True):
    """What a sample is to show: that fewer than so many of the items are wrong."""

    population: int
    """Items in all, at least 1."""
    diverted: int
    """Items missing or falsified that matter, 1 to the population."""
    confidence: float
    """The probability wanted that a sample shows one of them; above 0, below 1."""
    miss_rate: float = 0.0
    """The probability that a wrong item passes the check; 0 to 1, 1 excluded."""

    @property
    def attainable(self) -> float:
        """Return the confidence that looking at every item would give."""
        return -_expm1_power(self.miss_rate, self.diverted)


def approximate_samples(aim: Aim) -> int:
    """Return the usual approximation ``ceil(N (1 - beta^(1/d)))``, which knows no missed item.

    >>> approximate_samples(Aim(population=3_000_000, diverted=10_000, confidence=0.95))
    899
    """
    if aim.diverted >= aim.population:
        return 1
    share = 1 - exp(log1p(-aim.confidence) / aim.diverted)
    return min(aim.population, max(1, ceil(aim.population * share - NOISE)))


def samples_needed(aim: Aim) -> int | None:
    """Return the least sample that gives the confidence, or nothing where none suffices.

    Detection grows with the sample, so the least is found by halving.

    >>> samples_needed(Aim(population=3_000_000, diverted=10_000, confidence=0.95))
    898
    """

    def enough(sample: int) -> bool:
        missed = log_missed(aim.population, sample, aim.diverted, aim.miss_rate)
        return reaches(missed, aim.confidence)

    if not enough(aim.population):
        return None
    return least(1, aim.population, enough)


def achieved(aim: Aim, samples: int) -> float:
    """Return the probability that a sample of this size shows one of the diverted items."""
    return detection(aim.population, samples, aim.diverted, aim.miss_rate)


def detects_from(aim: Aim, samples: int) -> int | None:
    """Return the smallest number of wrong items that a sample shows with the confidence wanted.

    The inverse question, which every plan answers too: nothing where even all items wrong would
    not be noticed often enough.

    >>> detects_from(Aim(population=10_000, diverted=1, confidence=0.95), 300)
    98
    """

    def enough(defective: int) -> bool:
        missed = log_missed(aim.population, samples, defective, aim.miss_rate)
        return reaches(missed, aim.confidence)

    if not enough(aim.population):
        return None
    return least(1, aim.population, enough)


def _expm1_power(base: float, exponent: int) -> float:
    """Return base to the exponent, less one."""
    return base**exponent - 1
