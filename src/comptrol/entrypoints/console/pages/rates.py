"""How are rates, gaps and waits told to a person?"""

from decimal import Decimal
from typing import Final

from comptrol.domains.oversight import Gap, RateRange

FEW: Final = "too few to be told"
_PERCENT: Final = Decimal(10_000)
_HOUR_S: Final = 3600
_DAY_S: Final = 86_400


def percent(rate: RateRange | None) -> str:
    """Return a rate with both ends of its interval.

    >>> percent(RateRange(rate_ppm=250_000, low_ppm=100_000, high_ppm=500_000))
    '25.0 % (10.0 to 50.0)'
    """
    if rate is None:
        return FEW
    return f"{_of(rate.rate_ppm)} % ({_of(rate.low_ppm)} to {_of(rate.high_ppm)})"


def points(gap: Gap | None) -> str:
    """Return a gap with both ends of its interval, in percentage points."""
    if gap is None:
        return FEW
    return f"{_of(gap.gap_ppm, '+')} points ({_of(gap.low_ppm, '+')} to {_of(gap.high_ppm, '+')})"


def span(seconds: int | None) -> str:
    """Return a wait in days and hours, or in minutes where it is short.

    >>> span(90_000), span(120), span(None)
    ('1 d 1 h', '2 min', 'too few to be told')
    """
    if seconds is None:
        return FEW
    if seconds < _HOUR_S:
        return f"{seconds // 60} min"
    days, rest = divmod(seconds, _DAY_S)
    return f"{days} d {rest // _HOUR_S} h" if days else f"{rest // _HOUR_S} h"


def _of(ppm: int, sign: str = "") -> str:
    return f"{Decimal(ppm) / _PERCENT:{sign}.1f}"
