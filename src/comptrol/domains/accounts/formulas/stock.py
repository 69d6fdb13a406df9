"""Which estimates of a stock count on a day: the latest of each part, never two of one?

A stock is a level: the estimate of a later day replaces that of an earlier one of the same owner,
designer and channel (data sheet, section 6).
"""

from collections.abc import Iterable
from datetime import date

import msgspec

from comptrol.domains.accounts.formulas.estimates import Estimate, certainly_more
from comptrol.domains.accounts.statements import Channel


class Stock(msgspec.Struct, frozen=True, kw_only=True):
    """What one owner has of one designer's chips by one channel on a day, as a source says."""

    owner: str
    designer: str
    channel: Channel
    on: date
    h100e: Estimate
    units: Estimate
    incomplete: bool
    """The source marks the last quarter as partial."""
    source: str

    @property
    def part(self) -> str:
        """Return how a part of an account is called."""
        smuggled = ", smuggled" if self.channel is Channel.SMUGGLED else ""
        return f"{self.owner}: {self.designer}{smuggled}"


def standing(stocks: Iterable[Stock], day: date) -> tuple[Stock, ...]:
    """Return the latest estimate of every part that is not of after the day.

    Where two tables have the same part on the same day, that which comes first counts: Epoch's
    curated table and its table by owner have one stock twice.
    """
    latest: dict[tuple[str, str, Channel], Stock] = {}
    for stock in stocks:
        key = (stock.owner, stock.designer, stock.channel)
        known = latest.get(key)
        if stock.on <= day and (known is None or stock.on > known.on):
            latest[key] = stock
    return tuple(latest.values())


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """Whether one stock is more than another: by the medians, and by what is certain."""

    one: str
    other: str
    on_the_medians: bool | None
    certain: bool


def compared(one: Stock, other: Stock) -> Comparison:
    """Hold two stocks against each other. What holds of medians may not hold of intervals."""
    first, second = one.h100e.middle, other.h100e.middle
    more = None if first is None or second is None else first > second
    return Comparison(
        one=one.part,
        other=other.part,
        on_the_medians=more,
        certain=certainly_more(one.h100e, other.h100e),
    )
