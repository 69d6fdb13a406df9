"""Do amounts crowd below a limit? It shows that structuring happens, and never who does it.

With ``n_b`` amounts in ``[L(1-w), L)`` and ``n_a`` in ``[L, L(1+w))`` and the share ``q0`` that
the neighbouring bins lead to expect below: ``p = P(Bin(n_b + n_a, q0) >= n_b)``. The share comes
from a log-linear (Poisson) model of the counts of neighbouring bins, whose slope is found from
where in them the amounts are. Which limits are named is decided over all of them together
(Benjamini and Hochberg 1995, J. R. Stat. Soc. B 57, 289-300). No floats: the same everywhere.
"""

from collections.abc import Iterable, Sequence
from decimal import Context, Decimal
from math import comb
from typing import Final, NamedTuple

from comptrol.domains.structuring.statements import Bunching

ONE_MILLION: Final = 1_000_000
_WHOLE: Final = 10_000
_ARITHMETIC: Final = Context(prec=40)
_SLOPE_MAX: Final = Decimal(4)
"""A bin has at most 55 times as many as the next: what is steeper is no slope but an edge."""
_HALVINGS: Final = 60
OBSERVATIONS_MAX: Final = 20_000


class Crowd(NamedTuple):
    """How many stand just below a limit and just above it, and how likely that is by chance."""

    below: int
    above: int
    expected_ppm: int
    """The share that was to be expected below."""
    p_value: Decimal


def crowd(amounts: Iterable[int], limit: int, how: Bunching) -> Crowd | None:
    """Return how amounts stand around a limit; nothing where there are too few of them.

    >>> how = Bunching(width_bp=1000, neighbours=3, observations_min=20, false_discovery_ppm=10000)
    >>> found = crowd([95] * 18 + [105] * 2, 100, how)
    >>> (found.below, found.above, found.expected_ppm, f"{found.p_value:.1e}")
    (18, 2, 500000, '2.0e-4')
    """
    counts = dict[int, int]()
    for amount in amounts:
        bin_ = (amount - limit) * _WHOLE // (limit * how.width_bp)
        counts[bin_] = counts.get(bin_, 0) + 1
    below, above = counts.get(-1, 0), counts.get(0, 0)
    if not how.observations_min <= below + above <= OBSERVATIONS_MAX:
        return None
    expected_ppm = expected_below_ppm(
        [(it, counts.get(it, 0)) for it in _neighbours(how.neighbours, how.width_bp)]
    )
    return Crowd(below, above, expected_ppm, tail(below, below + above, expected_ppm))


def _neighbours(number: int, width_bp: int) -> list[int]:
    """Return so many bins on each side, none of which begins below nothing."""
    lowest = max(-1 - number, -(_WHOLE // width_bp))
    return [*range(lowest, -1), *range(1, 1 + number)]


def expected_below_ppm(counts: Sequence[tuple[int, int]]) -> int:
    """Return the share expected in bin -1 of bins -1 and 0, from the counts of others.

    The counts are taken as ``exp(a + b x)``; given their total, ``b`` is where the mean place of
    the model is that of the counts: it rises with ``b``, so halving finds it.
    """
    total = sum(count for _, count in counts)
    if not total:
        return ONE_MILLION // 2
    mean = Decimal(sum(bin_ * count for bin_, count in counts)) / total
    low, high = -_SLOPE_MAX, _SLOPE_MAX
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if _mean_place(counts, middle) < mean:
            low = middle
        else:
            high = middle
    slope = (low + high) / 2
    share = 1 / (1 + _ARITHMETIC.exp(slope))
    return min(max(int((share * ONE_MILLION).to_integral_value()), 1), ONE_MILLION - 1)


def _mean_place(counts: Sequence[tuple[int, int]], slope: Decimal) -> Decimal:
    weights = [(bin_, _ARITHMETIC.exp(slope * bin_)) for bin_, _ in counts]
    total = sum((weight for _, weight in weights), Decimal(0))
    return sum((bin_ * weight for bin_, weight in weights), Decimal(0)) / total


def tail(successes: int, trials: int, share_ppm: int) -> Decimal:
    """Return the probability of at least so many successes, to 40 digits.

    >>> f"{tail(18, 20, 500_000):.3e} {tail(14, 20, 500_000):.4f}"
    '2.012e-4 0.0577'
    """
    share = Decimal(share_ppm) / ONE_MILLION
    context = _ARITHMETIC
    if successes <= 0:
        return Decimal(1)
    odds = context.divide(share, 1 - share)
    term = context.multiply(
        context.power(share, successes), context.power(1 - share, trials - successes)
    )
    term = context.multiply(term, context.create_decimal(comb(trials, successes)))
    total = term
    for number in range(successes, trials):
        term = context.multiply(term, context.multiply(odds, Decimal(trials - number)))
        term = context.divide(term, Decimal(number + 1))
        total = context.add(total, term)
    return min(total, Decimal(1))


def discovered(p_values: Sequence[Decimal], false_discovery_ppm: int) -> frozenset[int]:
    """Return which of some hypotheses are named, so that few of those named are so by chance.

    >>> sorted(discovered([Decimal("0.001"), Decimal("0.5"), Decimal("0.02")], 50_000))
    [0, 2]
    """
    order = sorted(range(len(p_values)), key=lambda it: (p_values[it], it))
    named = 0
    for rank, number in enumerate(order, 1):
        if p_values[number] * len(order) * ONE_MILLION <= rank * false_discovery_ppm:
            named = rank
    return frozenset(order[:named])
