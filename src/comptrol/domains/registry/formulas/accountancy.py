"""When is a balance that does not come out a sign of something, and when is it only noise?

With serials a balance is a whole number and a list, and needs none of this. Statistics are for
what is estimated: stocks counted from a sample, records that have errors, chips that wear out.

    MUF = begin + receipts - shipments - certified_destroyed - end_verified

The end of one period is the beginning of the next, so its error enters both with opposite signs:
the balances of periods are negatively correlated, and the cumulative balance over several, which
only the first and the last stock enter, is tested beside each (sequential material-balance tests,
NUREG/CR-0683). None of it is a verdict.
"""

from collections.abc import Iterable, Sequence
from math import erfc, exp, lgamma, log, sqrt
from typing import Final

import msgspec

SIGMAS: Final = 3.0
ONE_SIDED: Final = 0.5 * erfc(SIGMAS / sqrt(2))
"""The probability that a normal variable is more than three sigmas above its mean: 0.00135."""
REFERENCE: Final = 0.5
"""k of the CUSUM: half the shift, in sigmas, that it is to see soonest."""
LIMIT: Final = 4.0
"""h of the CUSUM; at 5 there are fewer false alarms and later ones (see ``mean_run_length``)."""

STATES: Final = 50


class Stock(msgspec.Struct, frozen=True, kw_only=True):
    """How many chips there are, and the variance of that."""

    chips: float
    variance: float = 0.0


class Period(msgspec.Struct, frozen=True, kw_only=True):
    """One period of a balance, of one site, owner, country or type of chip."""

    begin: Stock
    end: Stock
    receipts: float = 0.0
    shipments: float = 0.0
    destroyed: float = 0.0
    """Only what a witness has certified."""
    flow_variance: float = 0.0
    """Of the three together, where their records have errors."""


class Unaccounted(msgspec.Struct, frozen=True, kw_only=True):
    """Material unaccounted for, and how far noise alone may carry it."""

    muf: float
    """More than nothing is missing; less than nothing, and more was found than was recorded."""
    sigma: float

    @property
    def z(self) -> float:
        """Return the balance in sigmas; nothing to divide by is not a balance of zero."""
        return self.muf / self.sigma

    @property
    def alarm(self) -> bool:
        """Tell whether it is more than three sigmas off, in either direction."""
        return abs(self.muf) > SIGMAS * self.sigma


def unaccounted(period: Period) -> Unaccounted:
    """Return the balance of one period."""
    return cumulated([period])


def cumulated(periods: Sequence[Period]) -> Unaccounted:
    """Return the balance over periods that follow each other: first and last stock alone count."""
    begin, end = periods[0].begin, periods[-1].end
    flows = sum(it.receipts - it.shipments - it.destroyed for it in periods)
    variance = begin.variance + end.variance + sum(it.flow_variance for it in periods)
    return Unaccounted(muf=begin.chips + flows - end.chips, sigma=sqrt(variance))


def record_variance(records: int, error_rate: float) -> float:
    """Return the variance of a count of records of which each is wrong at this rate."""
    return records * error_rate * (1 - error_rate)


def sampled_stock(recorded: int, sample: int, missing: int) -> Stock:
    """Return the stock of which so many were looked at and so many of these were missing.

    ``N x / n`` are missing, with variance ``N^2 (x/n)(1 - x/n)/n (1 - n/N)``. Where none is
    missing that variance would be 0, and yet the rest was not looked at: a third of the most that
    may be missing, at the confidence of three sigmas, stands for the sigma instead. The same holds
    the other way round where all are missing.
    """
    share = missing / sample
    variance = recorded**2 * share * (1 - share) / sample * (1 - sample / recorded)
    if missing in {0, sample}:
        variance = (most_unseen(recorded, sample) / SIGMAS) ** 2
    return Stock(chips=recorded * (1 - share), variance=variance)


def most_unseen(recorded: int, sample: int, risk: float = ONE_SIDED) -> int:
    """Return how many may be missing, at most, if none of the sample is; but for this risk.

    The most whose absence such a sample shows none of with more probability than the risk:
    ``C(N - d, n) / C(N, n) > risk``, exactly and without replacement.

    >>> most_unseen(10_000, 300, risk=0.05), most_unseen(10_000, 100, risk=0.05)
    (97, 293)
    """
    low, high = 0, recorded - sample
    while low < high:
        middle = (low + high + 1) // 2
        fits = _log_none_seen(recorded, sample, middle) > log(risk)
        low, high = (middle, high) if fits else (low, middle - 1)
    return low


def _log_none_seen(recorded: int, sample: int, missing: int) -> float:
    few, many = sorted((sample, missing))
    rest = recorded - many
    return (lgamma(rest + 1) - lgamma(rest - few + 1)) - (
        lgamma(recorded + 1) - lgamma(recorded - few + 1)
    )


# A small loss in every period.


class Cusum(msgspec.Struct, frozen=True, kw_only=True):
    """Sums that grow while standardised balances stay on one side, and the first alarm."""

    missing: tuple[float, ...]
    """After each period: ``S = max(0, S + z - k)``."""
    surplus: tuple[float, ...]
    """The same of -z: more was found than was recorded."""
    alarm_at: int | None
    """The first period, from 0, after which either is the limit or more."""


def cusum(standardised: Iterable[float], *, k: float = REFERENCE, h: float = LIMIT) -> Cusum:
    """Sum up balances in sigmas, one to a period, for both signs (Page 1954)."""
    missing, surplus = [0.0], [0.0]
    for z in standardised:
        missing.append(max(0.0, missing[-1] + z - k))
        surplus.append(max(0.0, surplus[-1] - z - k))
    pairs = zip(missing[1:], surplus[1:], strict=True)
    alarm = next((at for at, pair in enumerate(pairs) if max(pair) >= h), None)
    return Cusum(missing=tuple(missing[1:]), surplus=tuple(surplus[1:]), alarm_at=alarm)


def mean_run_length(shift: float, *, k: float = REFERENCE, h: float = LIMIT) -> float:
    """Return after how many periods, on average, one sign of the CUSUM raises an alarm.

    At a shift of 0 sigmas these are false alarms. The sum is taken as a Markov chain on states
    between 0 and h (Brook and Evans, Biometrika 59, 1972). Its error falls with the square of
    their number, so two chains, one twice as fine, take most of it out.

    >>> round(mean_run_length(0.0)), round(mean_run_length(1.0), 1)
    (335, 8.4)
    """
    coarse, fine = (_run_length(shift, k, h, states) for states in (STATES, 2 * STATES))
    return fine + (fine - coarse) / 3


def _run_length(shift: float, k: float, h: float, states: int) -> float:
    """Return the mean number of steps from 0 until h is passed: ``(I - Q) m = 1``."""
    width = 2 * h / (2 * states - 1)

    def below(steps: float) -> float:
        return 0.5 * erfc(-(steps * width + k - shift) / sqrt(2))

    rows = []
    for start in range(states):
        edges = [below(end - start + 0.5) for end in range(states)]
        stays = [edges[0], *(edges[at] - edges[at - 1] for at in range(1, states))]
        rows.append([float(at == start) - stay for at, stay in enumerate(stays)] + [1.0])
    return _solved(rows)[0]


def false_alarms(owners: int, *, signs: int = 1, k: float = REFERENCE, h: float = LIMIT) -> float:
    """Return how many false alarms a period brings, over so many owners that are all in order.

    >>> round(false_alarms(1_000))
    3
    """
    return owners * signs / mean_run_length(0.0, k=k, h=h)


def _solved(rows: list[list[float]]) -> list[float]:
    """Solve linear equations by elimination; a chain that ends at last needs no pivoting."""
    size = len(rows)
    for at in range(size):
        pivot = rows[at]
        for below in rows[at + 1 :]:
            factor = below[at] / pivot[at]
            if factor:
                for column in range(at, size + 1):
                    below[column] -= factor * pivot[column]
    found = [0.0] * size
    for at in range(size - 1, -1, -1):
        known = sum(rows[at][column] * found[column] for column in range(at + 1, size))
        found[at] = (rows[at][size] - known) / rows[at][at]
    return found


# Chips that wear out.


def survival(years: float, h0: float, h1: float) -> float:
    """Return what share of chips still works: ``exp(-h0 t - h1 t^2 / 2)``.

    The hazard is ``h0 + h1 t`` a year. Both are values of policy, and whoever sets them says why.
    """
    return exp(-h0 * years - h1 * years * years / 2)


def retired_band(
    chips: int, start_years: float, end_years: float, *, h0: float, h1: float
) -> tuple[float, float]:
    """Return between how many of chips of an age, by a later one, are retired if all is well.

    Three binomial sigmas around the mean: a rate of retiring is judged by it, one chip never is.
    """
    lost = 1 - survival(end_years, h0, h1) / survival(start_years, h0, h1)
    mean, sigma = chips * lost, sqrt(chips * lost * (1 - lost))
    return max(0.0, mean - SIGMAS * sigma), min(float(chips), mean + SIGMAS * sigma)
