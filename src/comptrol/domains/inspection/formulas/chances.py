"""How likely is it that a sample misses what is wrong, drawn without replacement?"""

from collections.abc import Callable
from math import exp, inf, lgamma, log, log1p, sqrt
from typing import Final

STIRLING_MIN: Final = 256
"""From here on three terms of Stirling's series leave less than 1e-15 of the logarithm."""
TERM_MIN: Final = 1e-18
"""A term so small beside the sum changes no digit of it."""
NOISE: Final = 1e-9
"""A number may be so much above a whole one and be meant to be it: that is floating point."""
TIE: Final = 1e-12
"""A probability that is off its limit by so little of itself is on it."""


def log_falling(items: int, factors: int) -> float:
    """Return the logarithm of items x (items - 1) x …, so many factors.

    The difference of two log-gammas would lose as many digits as the population has: Stirling's
    series (DLMF 5.11.1) is taken apart so that the large parts cancel before they are rounded.
    """
    rest = items - factors
    if rest < STIRLING_MIN:
        return lgamma(items + 1) - lgamma(rest + 1)
    tail = _stirling_tail(items) - _stirling_tail(rest)
    return factors * log(items) - (rest + 0.5) * log1p(-factors / items) - factors + tail


def log_choices(items: int, chosen: int) -> float:
    """Return the logarithm of the number of ways to choose so many of the items."""
    few = min(chosen, items - chosen)
    return log_falling(items, few) - lgamma(few + 1)


def log_missed(population: int, sample: int, defective: int, miss_rate: float = 0.0) -> float:
    """Return the logarithm of the probability that the sample shows none of the defective items.

    ``sum over x of Hypergeometric(x; population, defective, sample) x miss_rate^x``, where
    ``miss_rate`` is the probability that a defective item passes the check. Minus infinity says
    that one is found for certain.
    """
    if sample == 0 or defective == 0 or miss_rate == 1:
        return 0.0
    if miss_rate == 0:
        few, many = sorted((sample, defective))
        if few + many > population:
            return -inf
        return log_falling(population - many, few) - log_falling(population, few)
    return _log_sum(population, sample, defective, miss_rate)


def detection(population: int, sample: int, defective: int, miss_rate: float = 0.0) -> float:
    """Return the probability that the sample shows at least one of the defective items."""
    return 1 - exp(log_missed(population, sample, defective, miss_rate))


def reaches(log_miss: float, confidence: float) -> bool:
    """Tell whether what is missed, as a logarithm, leaves the confidence wanted, but for noise.

    >>> reaches(log(0.1), 0.9), reaches(log(0.1001), 0.9)
    (True, False)
    """
    return log_miss <= log1p(-confidence) + TIE


def least(low: int, high: int, enough: Callable[[int], bool]) -> int:
    """Return the least whole number from low to high that is enough; high is taken to be.

    >>> least(1, 100, lambda number: number * number >= 50)
    8
    """
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle + 1, high)
    return low


def _stirling_tail(number: int) -> float:
    return 1 / (12 * number) - 1 / (360 * number**3)


def _log_sum(population: int, sample: int, defective: int, miss_rate: float) -> float:
    """Add the terms outwards from about the largest, so that none is lost beside it."""
    sound = population - defective
    low, high = max(0, sample - sound), min(sample, defective)
    mode = min(max(_mode(population, sample, defective, miss_rate), low), high)

    def growth(found: int) -> float:
        """Return the term of one more found over that of so many found."""
        more = (defective - found) * (sample - found) * miss_rate
        return more / ((found + 1) * (sound - sample + found + 1))

    total = term = 1.0
    for found in range(mode, high):
        term *= growth(found)
        total += term
        if term < TERM_MIN * total:
            break
    term = 1.0
    for found in range(mode - 1, low - 1, -1):
        term /= growth(found)
        total += term
        if term < TERM_MIN * total:
            break
    ways = log_choices(defective, mode) + log_choices(sound, sample - mode)
    return ways - log_choices(population, sample) + mode * log(miss_rate) + log(total)


def _mode(population: int, sample: int, defective: int, miss_rate: float) -> int:
    """Return about where the terms are largest: where one is as large as the next.

    ``(defective - x)(sample - x) miss_rate = x (population - defective - sample + x)``. One beside
    it costs nothing: terms are added from there in both directions.
    """
    square = 1 - miss_rate
    linear = population - defective - sample + (defective + sample) * miss_rate
    constant = defective * sample * miss_rate
    root = sqrt(linear * linear + 4 * square * constant)
    return int(2 * constant / (linear + root) if linear >= 0 else (root - linear) / (2 * square))
