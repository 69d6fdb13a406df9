"""What independent signals come to together: odds, multiplied over channels (methods.md 3.12).

It orders what people look at, and decides nothing. All of it is exact; what is printed is rounded.
"""

from collections.abc import Iterable
from decimal import ROUND_HALF_EVEN, Context, Decimal, localcontext
from fractions import Fraction
from typing import Final, NamedTuple

import msgspec

from comptrol.domains.cases.statements import PPM, Channel

PLACES: Final = 3
PUBLISHED: Final = "stock-ratio/published"
"""The formula as it is published (Joshuaclymer/ai_futures_model at 8726ccf): without the factor
of the density."""
WITH_DENSITY: Final = "stock-ratio/with-density"
"""The same with the factor 1/total of each density, which the published one leaves out."""
_TOLD: Final = Context(prec=40, rounding=ROUND_HALF_EVEN)


class Signal(NamedTuple):
    """One signal: its name, its channel, and how much likelier it is where something is wrong."""

    name: str
    channel: Channel
    ratio_ppm: int | None


class Counted(msgspec.Struct, frozen=True, kw_only=True):
    """What one channel counts: one of its signals, and which others it has."""

    channel: Channel
    signal: str
    ratio: str
    not_counted: tuple[str, ...]


class Posterior(msgspec.Struct, frozen=True, kw_only=True):
    """Odds after the signals, for one prior."""

    prior_odds: str
    odds: str
    probability: str


def by_channel(signals: Iterable[Signal]) -> tuple[Counted, ...]:
    """Return for each channel the one signal that counts: the one that says least.

    Two signals of one channel have a common source and count once. Uncertainty favours the
    subject, so it is the least of them; what has no known ratio never counts.
    """
    known: dict[Channel, list[Signal]] = {}
    for it in signals:
        if it.ratio_ppm is not None:
            known.setdefault(it.channel, []).append(it)
    found = []
    for channel in sorted(known, key=lambda it: it.value):
        first, *others = sorted(known[channel], key=lambda it: (it.ratio_ppm or 0, it.name))
        ratio = _told(Fraction(first.ratio_ppm or 0, PPM))
        found.append(
            Counted(
                channel=channel,
                signal=first.name,
                ratio=ratio,
                not_counted=tuple(it.name for it in others),
            )
        )
    return tuple(found)


def posteriors(prior_ppm: int, signals: Iterable[Signal]) -> tuple[Posterior, ...]:
    """Return the odds after the signals: for the prior, for half of it, and for twice of it.

    >>> found = posteriors(250_000, [Signal("estimate", Channel.ENERGY, 3_003_003)])
    >>> [(it.odds, it.probability) for it in found]
    [('0.751', '0.429'), ('0.375', '0.273'), ('1.502', '0.600')]
    """
    product = Fraction(1)
    ratios: dict[Channel, int] = {}
    for it in signals:
        if it.ratio_ppm is not None:
            before = ratios.get(it.channel)
            ratios[it.channel] = it.ratio_ppm if before is None else min(before, it.ratio_ppm)
    for ratio in ratios.values():
        product *= Fraction(ratio, PPM)
    prior = Fraction(prior_ppm, PPM)
    return tuple(_posterior(it, product) for it in (prior, prior / 2, prior * 2))


def _posterior(prior: Fraction, product: Fraction) -> Posterior:
    odds = prior * product
    return Posterior(
        prior_odds=_told(prior), odds=_told(odds), probability=_told(odds / (1 + odds))
    )


def _told(number: Fraction) -> str:
    """Return a fraction to three decimals, ties to even."""
    thousandths = round(number * 10**PLACES)
    return f"{thousandths // 10**PLACES}.{thousandths % 10**PLACES:03d}"


def stock_ratio(
    *,
    reported: Decimal,
    alternative: Decimal,
    estimate: Decimal,
    median_error: Decimal,
    method: str = PUBLISHED,
) -> Decimal:
    """Return how much likelier an estimate is if the alternative is true than if the report is.

    ``median_error`` is the median relative error of the estimate, such as 0.07; all stocks are
    above nothing. Raises ValueError where one is not.

    >>> given = dict(reported=Decimal(900_000), alternative=Decimal(10**6),
    ...              estimate=Decimal(10**6), median_error=Decimal("0.07"))
    >>> round(stock_ratio(**given), 2), round(stock_ratio(**given, method=WITH_DENSITY), 2)
    (Decimal('3.00'), Decimal('2.70'))
    """
    if min(reported, alternative, median_error) <= 0 or estimate < 0:
        raise ValueError("stocks and the median error are above nothing")
    if method not in {PUBLISHED, WITH_DENSITY}:
        raise ValueError(f"method is {PUBLISHED} or {WITH_DENSITY}")
    with localcontext(_TOLD):
        k = Decimal(2).ln() / median_error
        diverted = abs(estimate - alternative) / alternative
        as_said = abs(estimate - reported) / reported
        ratio = (k * (as_said - diverted)).exp()
        return ratio if method == PUBLISHED else ratio * reported / alternative
