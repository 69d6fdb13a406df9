"""What do the reviews of a proposal come to, and how sure are they?

Some reviewers are stricter than others. How strict one seems is how far its scores lie from what
others gave the same proposals; so much of it is taken off as the number of its reviews bears out:
``bias = sum of differences / (reviews + prior)``, an additive effect shrunk towards none.
The noise of a mean is the standard error of its scores, or the policy's sigma where there are too
few to tell.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from typing import Final, NamedTuple

from comptrol.domains.allocation.formulas.curves import plain

TELLING_MIN: Final = 3
"""So many scores of a proposal tell how far they lie apart; with fewer the policy's sigma does."""
_DIGITS: Final = Context(prec=40, rounding=ROUND_HALF_EVEN)
_HUNDREDTH: Final = Decimal("0.01")
_MOST: Final = Fraction(100)


class Given(NamedTuple):
    """One score that counts."""

    proposal: str
    reviewer: str
    score: Decimal


class Merit(NamedTuple):
    """What the reviews of a proposal come to."""

    score: Decimal
    """The mean, calibrated, to a hundredth."""
    standard_error: Decimal
    reviews: int


def merits(given: Iterable[Given], prior: int | None, sigma: Decimal) -> dict[str, Merit]:
    """Return the merit of each proposal that has a score; without a prior none is calibrated."""
    by_proposal: dict[str, list[Given]] = defaultdict(list)
    for it in sorted(given):
        by_proposal[it.proposal].append(it)
    strict = {} if prior is None else biases(by_proposal, prior)
    return {
        proposal: _merit([Fraction(it.score) - strict.get(it.reviewer, 0) for it in scores], sigma)
        for proposal, scores in by_proposal.items()
    }


def biases(by_proposal: Mapping[str, list[Given]], prior: int) -> dict[str, Fraction]:
    """Return how mild each reviewer is, in points: those of a strict one lie below zero."""
    differences: dict[str, list[Fraction]] = defaultdict(list)
    for scores in by_proposal.values():
        whole = sum((Fraction(it.score) for it in scores), Fraction(0))
        for it in scores if len(scores) > 1 else ():
            others = (whole - Fraction(it.score)) / (len(scores) - 1)
            differences[it.reviewer].append(Fraction(it.score) - others)
    return {
        reviewer: sum(those, Fraction(0)) / (len(those) + prior)
        for reviewer, those in differences.items()
    }


def _merit(scores: list[Fraction], sigma: Decimal) -> Merit:
    count = len(scores)
    mean = min(max(sum(scores, Fraction(0)) / count, Fraction(0)), _MOST)
    variance = Fraction(sigma) ** 2
    if count >= TELLING_MIN:
        centre = sum(scores, Fraction(0)) / count
        variance = sum(((it - centre) ** 2 for it in scores), Fraction(0)) / (count - 1)
    return Merit(_rounded(mean), _root(variance / count), count)


def _rounded(number: Fraction) -> Decimal:
    exact = _DIGITS.divide(Decimal(number.numerator), Decimal(number.denominator))
    return plain(exact.quantize(_HUNDREDTH, context=_DIGITS))


def _root(number: Fraction) -> Decimal:
    exact = _DIGITS.divide(Decimal(number.numerator), Decimal(number.denominator))
    return plain(_DIGITS.sqrt(exact).quantize(_HUNDREDTH, context=_DIGITS))
