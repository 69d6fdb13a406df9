"""How are rates, gaps and waits told to a person?"""

from decimal import Decimal

from comptrol.domains.oversight import Gap, RateRange

_PERCENT = Decimal(10_000)


def percent(rate: RateRange | None) -> str:
    """Return a rate with its interval, in percent; ``few`` where it is not told."""
    if rate is None:
        return "few"
    return f"{_of(rate.rate_ppm)} % ({_of(rate.low_ppm)} to {_of(rate.high_ppm)})"


def points(gap: Gap | None) -> str:
    """Return a gap with its interval, in percentage points; ``few`` where it is not told."""
    if gap is None:
        return "few"
    return f"{_of(gap.gap_ppm, '+')} points ({_of(gap.low_ppm, '+')} to {_of(gap.high_ppm, '+')})"


def span(seconds: int | None) -> str:
    """Return a wait in days and hours, or minutes where it is short."""
    if seconds is None:
        return "few"
    if seconds < 3600:  # noqa: PLR2004  (an hour)
        return f"{seconds // 60} min"
    days, rest = divmod(seconds, 86_400)
    return f"{days} d {rest // 3600} h" if days else f"{rest // 3600} h"


def _of(ppm: int, sign: str = "") -> str:
    return f"{Decimal(ppm) / _PERCENT:{sign}.1f}"
