"""What does a customer, or a group, use of all providers together, as far as that is known?

Every sum is a range. What was filed of a period that lies wholly in a window is in it; of one that
lies partly in it nobody knows how much: nothing at the least, all of it at the most.

Peaks at different moments do not add up. The sum of all peaks is the most that there can have
been at once; the least is the highest single peak, or the highest sum of readings that were all
taken at the same moment.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import msgspec

from comptrol.domains.pseudonyms.formulas.rows import hours_before
from comptrol.domains.pseudonyms.statements import (
    Certainty,
    Pseudonym,
    Unit,
    Usage,
    Whose,
    Window,
)
from comptrol.kernel.identifiers import PartyId


class Piece(NamedTuple):
    """What one customer used of one provider in the period of one filing."""

    provider: PartyId
    customer: Pseudonym
    period: Window
    chip_seconds: int
    flop_low: int
    flop_mid: int
    flop_high: int
    peak_chips: int
    readings: tuple[tuple[int, int], ...]
    """Hours, counted alike for all filings, and chips at the moment at which each begins."""

    def is_in(self, window: Window) -> bool:
        """Tell whether the whole period is in a window."""
        return window.since <= self.period.since and self.period.until <= window.until

    def touches(self, window: Window) -> bool:
        """Tell whether a part of the period is in a window."""
        return self.period.since < window.until and window.since < self.period.until


class Range(msgspec.Struct, frozen=True, kw_only=True):
    """The least and the most that something can be."""

    low: int
    high: int


class Sum(NamedTuple):
    """What was used in a window, by all providers together."""

    chip_seconds: Range
    flop: Range
    flop_mid: int
    """The best estimate of what lies wholly in the window."""
    chips: Range

    def of(self, unit: Unit) -> Range:
        """Return the sum that a threshold in this unit is about."""
        if unit is Unit.CHIPS:
            return self.chips
        return self.flop if unit is Unit.FLOP else self.chip_seconds


def pieces(filed: Iterable[tuple[PartyId, Usage]], whose: Whose) -> dict[Pseudonym, list[Piece]]:
    """Return what was filed, by customer or by group."""
    found: dict[Pseudonym, list[Piece]] = defaultdict(list)
    for provider, usage in filed:
        start = hours_before(usage.since)
        period = Window(since=usage.since, until=usage.until)
        for row in usage.rows:
            low, mid, high = row.flop.whole
            piece = Piece(
                provider=provider,
                customer=row.customer,
                period=period,
                chip_seconds=row.chip_seconds,
                flop_low=low,
                flop_mid=mid,
                flop_high=high,
                peak_chips=row.peak_chips,
                readings=tuple((start + it.hour, it.chips) for it in row.readings),
            )
            found[row.customer if whose is Whose.CUSTOMER else row.group].append(piece)
    return dict(found)


def summed(of: Iterable[Piece], window: Window) -> Sum:
    """Return the sums of some pieces in a window."""
    touching = [piece for piece in of if piece.touches(window)]
    within = [piece for piece in touching if piece.is_in(window)]
    return Sum(
        chip_seconds=Range(
            low=sum(piece.chip_seconds for piece in within),
            high=sum(piece.chip_seconds for piece in touching),
        ),
        flop=Range(
            low=sum(piece.flop_low for piece in within),
            high=sum(piece.flop_high for piece in touching),
        ),
        flop_mid=sum(piece.flop_mid for piece in within),
        chips=Range(low=_least_at_once(touching, within, window), high=_most_at_once(touching)),
    )


def _least_at_once(touching: list[Piece], within: list[Piece], window: Window) -> int:
    """Return how many chips there were at once in any case."""
    first, last = hours_before(window.since), hours_before(window.until)
    at: dict[int, int] = defaultdict(int)
    for piece in touching:
        for hour, chips in piece.readings:
            if first <= hour < last:
                at[hour] += chips
    return max((*at.values(), *(piece.peak_chips for piece in within)), default=0)


def _most_at_once(touching: list[Piece]) -> int:
    """Return how many chips there can have been at once: all peaks, wherever they were."""
    peaks: dict[tuple[PartyId, Pseudonym], dict[Window, int]] = defaultdict(dict)
    for piece in touching:
        by_period = peaks[piece.provider, piece.customer]
        by_period[piece.period] = by_period.get(piece.period, 0) + piece.peak_chips
    return sum(max(by_period.values()) for by_period in peaks.values())


def is_past(amount: int, limit: int, *, inclusive: bool) -> bool:
    """Tell whether an amount is past a limit."""
    return amount >= limit if inclusive else amount > limit


def certainty(found: Range, limit: int, *, inclusive: bool) -> Certainty | None:
    """Return whether a sum is past a limit for certain, possibly, or (nothing) not at all."""
    if is_past(found.low, limit, inclusive=inclusive):
        return Certainty.CERTAIN
    return Certainty.POSSIBLE if is_past(found.high, limit, inclusive=inclusive) else None


def by_provider(of: Iterable[Piece]) -> Iterator[list[Piece]]:
    """Yield the pieces of each provider."""
    found: dict[PartyId, list[Piece]] = defaultdict(list)
    for piece in of:
        found[piece.provider].append(piece)
    yield from found.values()
