"""How much does an independent estimate of a stock speak for a diversion?

Formula and constants: the repository Joshuaclymer/ai_futures_model at 8726ccf, as published. The
formula leaves out the density's factor of one over the total; that is kept, and is part of what
``stock-lr/published-1`` means. Likelihood ratios are multiplied over independent channels only:
two that have a source in common count once.
"""

from collections.abc import Iterable
from math import exp, log, log10, prod
from typing import Final

import msgspec

from comptrol.kernel.errors import OutOfRangeError

METHOD: Final = "stock-lr/published-1"
PRIOR_ODDS: Final = 0.25
YEARS: Final = 23.358
STEEPNESS: Final = 1.7489
"""A and B of the mean time until somebody talks, through two points: 100 and 1,000 workers."""


class Fused(msgspec.Struct, frozen=True, kw_only=True):
    """What independent channels come to together, at the prior odds, at half and at twice them."""

    odds: float
    probability: float
    probability_at_half: float
    probability_at_twice: float


def lr_from_discrepancy(
    *, reported: float, true_if_diverted: float, estimate: float, median_error: float
) -> float:
    """Return how much more likely an estimate is if there was a diversion than if there was none.

    ``exp(-k e1) / exp(-k e0)`` with ``k = ln 2 / m``; e1 and e0 are the errors of the estimate,
    relative to the total with what was diverted and to the total that was reported.

    >>> round(lr_from_discrepancy(
    ...     reported=9e5, true_if_diverted=1e6, estimate=1e6, median_error=0.07), 2)
    3.0
    """
    if min(reported, true_if_diverted, median_error) <= 0:
        raise OutOfRangeError("reported, true_if_diverted and median_error are above 0")
    rate = log(2) / median_error
    if_diverted = abs(estimate - true_if_diverted) / true_if_diverted
    if_not = abs(estimate - reported) / reported
    return exp(rate * (if_not - if_diverted))


def fused(ratios: Iterable[float], prior_odds: float = PRIOR_ODDS) -> Fused:
    """Multiply the likelihood ratios of independent channels into the prior odds."""
    ratio = prod(ratios)
    return Fused(
        odds=prior_odds * ratio,
        probability=_probability(prior_odds * ratio),
        probability_at_half=_probability(prior_odds * ratio / 2),
        probability_at_twice=_probability(prior_odds * ratio * 2),
    )


def mean_detection_years(workers: float) -> float:
    """Return after how many years, on average, one of so many who know of it talks.

    ``A / log10(workers)^B``; of one alone nothing can be said.

    >>> [round(mean_detection_years(workers), 2) for workers in (100, 1_000)]
    [6.95, 3.42]
    """
    if not workers > 1:
        raise OutOfRangeError(f"workers: {workers}; more than one was expected")
    return YEARS / exp(STEEPNESS * log(log10(workers)))


def _probability(odds: float) -> float:
    return odds / (1 + odds)
