"""Does somebody lose chips again and again, as others do not?

The cumulative sum of ``accountancy.py``, in exact decimals: it is asked for again at every replay.
Losses of a period are counts; the others' losses say how many were to be expected, so no rate has
to be set. A count has the variance of its mean (Poisson).
"""

from collections.abc import Iterable, Sequence
from decimal import Context, Decimal
from typing import Final

_ARITHMETIC: Final = Context(prec=40)
REFERENCE: Final = Decimal("0.5")
LIMIT: Final = Decimal(4)
"""Those of the methods sheet, section 3.4."""
ONE_PERIOD_MAX: Final = Decimal(2)
"""So many sigmas one period counts for, at most (ours): a theft or a fire loses much at once, and
is told. What is asked about takes three periods at least."""


def losing(lost: Sequence[int], chips: int, others_lost: int, others_chips: int) -> bool:
    """Tell whether losses of periods that follow each other add up to what others never lose.

    ``chips`` are those of the loser in each period, ``others_chips`` those of all others together,
    each counted once a period. One loss more than the others had is taken to be ordinary: so that
    nobody is held against none.

    >>> losing([3, 3, 3], 400, others_lost=2, others_chips=20_000)
    True
    >>> losing([9, 0, 0], 400, 2, 20_000), losing([3, 3, 3], 400, 400, 20_000)
    (False, False)
    """
    if not others_chips or not chips:
        return False
    mean = _ARITHMETIC.divide(Decimal((others_lost + 1) * chips), Decimal(others_chips))
    sigma = _ARITHMETIC.sqrt(mean)
    sums = summed(_ARITHMETIC.divide(it - mean, sigma) for it in lost)
    return max(sums, default=Decimal(0)) >= LIMIT


def summed(standardised: Iterable[Decimal]) -> list[Decimal]:
    """Return the sum after each period: ``S = max(0, S + min(z, the most) - k)`` (Page 1954)."""
    sums, last = [], Decimal(0)
    for z in standardised:
        last = max(Decimal(0), last + min(z, ONE_PERIOD_MAX) - REFERENCE)
        sums.append(last)
    return sums
