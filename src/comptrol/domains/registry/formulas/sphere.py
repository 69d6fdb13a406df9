"""How far is it from one place to another, at least? Worked out in decimals, the same everywhere.

An alarm that is derived again at every replay must come out the same on every machine, and the
last bit of a sine does not. So the few sines that it needs are summed up here, in decimal.
"""

from decimal import Decimal, localcontext
from typing import Final

EARTH_KM: Final = Decimal("6371.0088")
"""Mean radius (IUGG)."""
_PI: Final = Decimal("3.14159265358979323846264338327950288")
_DIGITS: Final = 34


def sine(angle: Decimal) -> Decimal:
    """Return the sine of an angle in radians, of at most one turn, by its series.

    >>> round(sine(_PI / 6), 20)
    Decimal('0.50000000000000000000')
    """
    term = total = angle
    for number in range(2, 60, 2):
        term *= -angle * angle / (number * (number + 1))
        total += term
    return total


def is_farther(one: tuple[Decimal, Decimal], other: tuple[Decimal, Decimal], km: Decimal) -> bool:
    """Tell whether two points (latitude, longitude in degrees) are farther apart than so many km.

    By the haversine, whose square of the half chord is held against that of the distance.
    """
    with localcontext(prec=_DIGITS):
        half = km / (2 * EARTH_KM)
        if half >= _PI / 2:
            return False
        return _half_chord_squared(one, other) > sine(half) ** 2


def _half_chord_squared(one: tuple[Decimal, Decimal], other: tuple[Decimal, Decimal]) -> Decimal:
    degree = _PI / 180
    lat, other_lat = one[0] * degree, other[0] * degree
    half_lat = sine((other_lat - lat) / 2)
    half_lon = sine((other[1] - one[1]) * degree / 2)
    cosines = sine(_PI / 2 - lat) * sine(_PI / 2 - other_lat)
    return half_lat**2 + cosines * half_lon**2


def least_km(one: tuple[Decimal, Decimal], other: tuple[Decimal, Decimal]) -> int:
    """Return the distance in whole km, rounded down.

    >>> least_km((Decimal("22.54"), Decimal("114.06")), (Decimal("1.35"), Decimal("103.82")))
    2603
    """
    low, high = 0, 20_016
    while low < high:
        middle = (low + high + 1) // 2
        fits = is_farther(one, other, Decimal(middle))
        low, high = (middle, high) if fits else (low, middle - 1)
    return low
