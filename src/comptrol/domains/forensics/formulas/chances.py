"""How likely is what was seen, if nothing but chance were at work? Exactly, in fractions."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import comb
from typing import Final

PPM: Final = 1_000_000
PLAIN_FROM: Final = Fraction(1, 1000)
"""From here on a chance is written with four decimals, below it as a power of ten."""


def binomial_tail(trials: int, least: int, chance: Fraction = Fraction(1, 2)) -> Fraction:
    """Return ``P(Bin(trials, chance) >= least)``.

    >>> [written(binomial_tail(n, k)) for n, k in ((10, 9), (5, 5), (20, 18), (20, 14))]
    ['0.0107', '0.0313', '2.0e-4', '0.0577']
    """
    if not 0 <= chance <= 1:
        raise ValueError(f"{chance} is no chance: expected 0 to 1")
    other = 1 - chance
    return sum(
        (
            comb(trials, it) * chance**it * other ** (trials - it)
            for it in range(max(least, 0), trials + 1)
        ),
        Fraction(0),
    )


def rank_test(sample: Sequence[Fraction | int], others: Sequence[Fraction | int]) -> Fraction:
    """Return how likely ranks of a sample are as high as these, or higher, if it is like others.

    The exact Mann-Whitney test, one-sided, given the ties: every choice of as many of all values
    is as likely as any other (Mann and Whitney, Annals of Mathematical Statistics 18, 1947).
    Values that are equal share their middle rank. Sums of doubled ranks are counted by a
    polynomial whose coefficients stand side by side in one whole number.

    >>> rank_test([4, 5, 6], [1, 2, 3]), rank_test([1, 2], [3, 4]), rank_test([1], [1])
    (Fraction(1, 20), Fraction(1, 1), Fraction(1, 1))
    """
    if not sample or not others:
        return Fraction(1)
    ranks = _doubled_ranks([*sample, *others])
    seen, size, lowest = sum(ranks[: len(sample)]), len(sample), min(ranks)
    every = comb(len(ranks), size)
    width = every.bit_length() + 1
    ways = [1, *[0] * size]
    """How many choices of so many there are, by the sum of their ranks above the lowest."""
    for rank in ranks:
        shift = (rank - lowest) * width
        for chosen in range(size, 0, -1):
            ways[chosen] += ways[chosen - 1] << shift
    high = ways[size] >> ((seen - size * lowest) * width)
    # A sum of digits is what is left over from one less than their radix.
    return Fraction(high % ((1 << width) - 1), every)


def _doubled_ranks(values: Sequence[Fraction | int]) -> list[int]:
    """Return twice the middle rank of each value, so that it is whole."""
    ordered, last = sorted(values), {}
    first: dict[Fraction | int, int] = {}
    for place, value in enumerate(ordered, start=1):
        first.setdefault(value, place)
        last[value] = place
    return [first[value] + last[value] for value in values]


def two_sided(one: Fraction, other: Fraction) -> Fraction:
    """Return the chance of what is as unlikely on either side: twice the smaller, at most 1."""
    return min(Fraction(1), 2 * min(one, other))


def at_most(chance: Fraction, ppm: int) -> bool:
    """Tell whether a chance is no more than so many in a million."""
    return chance * PPM <= ppm


def median(values: Sequence[Fraction | int]) -> Fraction:
    """Return the middle of values, or the mean of the two in the middle.

    >>> median([3, 1, 2]), median([4, 1, 2, 3])
    (Fraction(2, 1), Fraction(5, 2))
    """
    ordered, middle = sorted(values), len(values) // 2
    if len(ordered) % 2:
        return Fraction(ordered[middle])
    return Fraction(ordered[middle - 1] + ordered[middle]) / 2


def written(chance: Fraction) -> str:
    """Return a chance as a person reads it; what decides is the fraction.

    >>> written(Fraction(11, 1024)), written(Fraction(211, 1048576))
    ('0.0107', '2.0e-4')
    """
    number = Decimal(chance.numerator) / Decimal(chance.denominator)
    if chance >= PLAIN_FROM or not chance:
        return str(number.quantize(Decimal("0.0001"), ROUND_HALF_UP))
    return f"{number:.1e}".replace("e-0", "e-")
