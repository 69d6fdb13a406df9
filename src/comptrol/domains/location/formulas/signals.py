"""Do delays look as if somebody had a hand in them? Signals, and never a verdict.

All in exact decimals, because alarms are derived again at every replay. Of every window the least
round trip counts: what is in the way only adds to it.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

import msgspec

from comptrol.domains.location.statements import Heard, LandmarkId


class Floor(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The least round trip that a landmark has had of late to one thing, signed."""

    landmark: LandmarkId
    rtt_ms: Decimal
    at: datetime


class Excess(msgspec.Struct, frozen=True, kw_only=True):
    """By how much longer round trips take than they did, at the middle one of the landmarks."""

    middle_ms: Decimal
    landmarks: int
    alike: int
    """At how many of them the excess is about the same."""
    late: int
    """At how many of them it is at least what counts as a jump."""


class Signing(msgspec.Struct, frozen=True, kw_only=True):
    """How much longer signed replies take than unsigned ones from the same address."""

    least_ms: Decimal
    most_ms: Decimal
    landmarks: int

    @property
    def spread_ms(self) -> Decimal:
        """Return by how much that differs between landmarks."""
        return self.most_ms - self.least_ms


def recent(known: Sequence[Floor], at: datetime, days: int) -> tuple[Floor, ...]:
    """Return the floors that are not older, at a moment, than so many days."""
    return tuple(it for it in known if at - it.at <= timedelta(days=days))


def floors(known: Sequence[Floor], heard: Sequence[Heard], at: datetime) -> tuple[Floor, ...]:
    """Return the floors with a measurement taken into them, in the order of landmarks."""
    lowest = {it.landmark: it for it in known}
    for landmark, rtt_ms in _signed(heard):
        before = lowest.get(landmark)
        if before is None or rtt_ms <= before.rtt_ms:
            lowest[landmark] = Floor(landmark=landmark, rtt_ms=rtt_ms, at=at)
    return tuple(lowest[landmark] for landmark in sorted(lowest))


def excess(
    known: Sequence[Floor], heard: Sequence[Heard], alike_within_ms: Decimal, jump_ms: Decimal
) -> Excess | None:
    """Return the excess of a measurement over the floors; nothing where no landmark has one.

    Whoever stalls every reply adds about the same everywhere, or not the same, so as not to show:
    but something everywhere. Congestion adds at some landmarks, and at others nothing: then the
    middle excess is small, or few are like it and few are late.
    """
    lowest = {it.landmark: it.rtt_ms for it in known}
    over = sorted(rtt - lowest[name] for name, rtt in _signed(heard) if name in lowest)
    if not over:
        return None
    middle = over[len(over) // 2]
    alike = sum(abs(it - middle) <= alike_within_ms for it in over)
    late = sum(it >= jump_ms for it in over)
    return Excess(middle_ms=middle, landmarks=len(over), alike=alike, late=late)


def signing(heard: Sequence[Heard]) -> Signing | None:
    """Return how long signing seems to take; nothing where no landmark heard both kinds of reply.

    In one device that is the same from wherever it is asked. Where a box nearby echoes and the
    device far away signs, it varies with how much further the device is. A tenth at either end is
    set aside: single landmarks have a bad day.
    """
    taken = sorted(
        min(it.rtts_ms) - min(it.echoes_ms)
        for it in heard
        if it.signed and it.rtts_ms and it.echoes_ms
    )
    if not taken:
        return None
    aside = len(taken) // 10
    kept = taken[aside : len(taken) - aside]
    return Signing(least_ms=kept[0], most_ms=kept[-1], landmarks=len(kept))


def unsigned(heard: Sequence[Heard]) -> int:
    """Return how many landmarks heard replies that the device did not sign."""
    return sum(bool(it.rtts_ms) and not it.signed for it in heard)


def signed(heard: Sequence[Heard]) -> int:
    """Return how many landmarks heard replies that the device signed."""
    return sum(1 for _ in _signed(heard))


def _signed(heard: Sequence[Heard]) -> Iterator[tuple[LandmarkId, Decimal]]:
    return ((it.landmark, min(it.rtts_ms)) for it in heard if it.signed and it.rtts_ms)
