"""What does a signal weigh? Odds before and after, and how often it would be wrong.

A classifier's label is never taken: what is taken is how often it is right on the worst disguise
that it had not seen, and how often it is wrong (``LR = TPR_worst / FPR``; arXiv:2606.19262 for the
figures). Only independent channels multiply, and what rests on one source counts once. The answer
stands beside those for odds half and twice as high.

The ratio for a discrepancy of stocks stands in ``registry``.
"""

from collections.abc import Iterable
from decimal import Context, Decimal
from typing import Final, NamedTuple

ONE_MILLION: Final = 1_000_000
_ARITHMETIC: Final = Context(prec=40)


class Posterior(NamedTuple):
    """How likely it is after the evidence; and for prior odds half and twice as high."""

    ratio: Decimal
    probability: Decimal
    of_half: Decimal
    of_twice: Decimal


def likelihood_ratio(recall_worst_ppm: int, false_alarm_ppm: int) -> Decimal:
    """Return how much more often a signal stands where it is right than where it is wrong."""
    return _ARITHMETIC.divide(Decimal(recall_worst_ppm), Decimal(false_alarm_ppm))


def posterior(prior_odds: Decimal, ratios: Iterable[Decimal]) -> Posterior:
    """Return what independent channels come to together.

    >>> found = posterior(odds_of(1000), [likelihood_ratio(870_000, 10_000)])
    >>> f"{found.probability:.3f} {found.of_half:.3f} {found.of_twice:.3f}"
    '0.080 0.042 0.148'
    """
    ratio = Decimal(1)
    for one in ratios:
        ratio = _ARITHMETIC.multiply(ratio, one)
    return Posterior(
        ratio,
        *(_probability(prior_odds * factor, ratio) for factor in (1, Decimal("0.5"), 2)),
    )


def odds_of(share_ppm: int) -> Decimal:
    """Return the odds of a share in parts per million, below all."""
    return _ARITHMETIC.divide(Decimal(share_ppm), Decimal(ONE_MILLION - share_ppm))


def _probability(prior_odds: Decimal, ratio: Decimal) -> Decimal:
    odds = _ARITHMETIC.multiply(prior_odds, ratio)
    return _ARITHMETIC.divide(odds, 1 + odds)
