"""Pieces of a call that need nothing but numbers: what is kept back, ceilings, names of groups."""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256
from typing import Final

from comptrol.domains.allocation.formulas.curves import MILLION
from comptrol.domains.allocation.statements import Booked, CallOpened, Month

NAME_MAX: Final = 63


def kept_back(capacity_chip_hours: int, share_ppm: int) -> int:
    """Return the whole chip-hours of a month that a reserve keeps, rounded up.

    >>> kept_back(1000, 50_000), kept_back(1, 1)
    (50, 1)
    """
    return -(-capacity_chip_hours * share_ppm // MILLION)


def on_offer(capacity_chip_hours: int, said: CallOpened) -> int:
    """Return what a month of a pool has for the call once all reserves are kept back."""
    kept = sum(kept_back(capacity_chip_hours, it.share_ppm) for it in said.reserves)
    return max(0, capacity_chip_hours - kept)


def ceiling(total_h100e_hours: Fraction, share_ppm: int) -> Decimal:
    """Return a share of the call as whole H100e-hours, rounded down."""
    return Decimal(int(total_h100e_hours * share_ppm / MILLION))


def group_name(word: str, name: str) -> str:
    """Return a name for a group; one that would be too long has a digest in its place.

    >>> group_name("track", "regular")
    'track.regular'
    """
    whole = f"{word}.{name}"
    if len(whole) <= NAME_MAX:
        return whole
    return f"{word}.{sha256(name.encode()).hexdigest()[:32]}"


def within(bookings: Iterable[Booked], *, until: Month) -> tuple[Booked, ...]:
    """Return the bookings of the months up to one, itself one of them."""
    return tuple(it for it in bookings if it.month <= until)


def next_month(month: Month) -> Month:
    """Return the month after.

    >>> next_month("2026-12")
    '2027-01'
    """
    year, number = int(month[:4]), int(month[5:])
    return Month(f"{year + number // 12:04d}-{number % 12 + 1:02d}")
