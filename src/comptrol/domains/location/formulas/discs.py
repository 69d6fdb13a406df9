"""How far away can whoever answered be, and which of the bounds say nothing beyond others?"""

from collections.abc import Iterable, Sequence
from math import acos, cos, pi, sqrt
from typing import Final, NamedTuple

from comptrol.domains.location.formulas.sphere import EARTH_RADIUS_KM, Vector

LIGHT_KM_PER_MS: Final = 299.792458
"""The speed of light in vacuum (SI, exact): hard physics, nothing that answers is further."""
FIBRE_KM_PER_MS: Final = 200.0
"""The working bound in glass fibre. Not a hard limit: microwave and hollow-core fibre exist."""
BOUND_KM_PER_MS_MIN: Final = LIGHT_KM_PER_MS * 2 / 3
"""Below two thirds of the speed of light a speed is calibrated or an average: it may rank places,
and a region from it can leave out the truth, so it never convicts."""
ROUNDING: Final = 4e-15
"""By so much less is the cosine of every reach: more than arithmetic may lose, and less than a
millimetre for any disc of a kilometre or more."""


class Disc(NamedTuple):
    """Everything within reach of a landmark: where the one who answered it must be."""

    landmark: str
    group: int
    centre: Vector
    reach: float
    """An angle in radians; half a turn is the whole sphere."""
    cos_reach: float
    sin_reach: float


def reach_km(rtt_ms: float, km_per_ms: float, slack_km: float = 0.0) -> float:
    """Return how far away an answer can come from: there and back in the time it took.

    >>> reach_km(20, 200)
    2000.0
    """
    return km_per_ms * rtt_ms / 2 + slack_km


def disc(landmark: str, group: int, centre: Vector, km: float) -> Disc:
    """Return the disc of a reach in kilometres, rounding included."""
    reach = km / EARTH_RADIUS_KM
    cos_reach = cos(reach) - ROUNDING if reach < pi else -1.0
    if cos_reach <= -1.0:
        return Disc(landmark, group, centre, pi, -1.0, 0.0)
    return Disc(landmark, group, centre, acos(cos_reach), cos_reach, sqrt(1 - cos_reach**2))


def bounding(discs: Iterable[Disc], tolerate: int) -> list[Disc]:
    """Return the discs that can matter while at most so many groups may be wrong.

    A disc around one of its own group adds nothing to that one. A disc around those of more other
    groups than are tolerated adds nothing either: whatever it excludes, they exclude already.
    Taken from the smallest on, all that a disc is held against has been kept itself.
    """
    kept: list[Disc] = []
    for one in sorted(discs, key=_size):
        if one.reach < pi and not _is_redundant(one, kept, tolerate):
            kept.append(one)
    return kept


def _size(one: Disc) -> tuple[float, str]:
    return one.reach, one.landmark


def _is_redundant(one: Disc, kept: Sequence[Disc], tolerate: int) -> bool:
    within: set[int] = set()
    (x, y, z), reach = one.centre, one.reach
    for other in kept:
        if other.group in within:
            continue
        a, b, c = other.centre
        cosine = x * a + y * b + z * c
        if acos(1.0 if cosine > 1.0 else max(cosine, -1.0)) > reach - other.reach:
            continue
        if other.group == one.group:
            return True
        within.add(other.group)
        if len(within) > tolerate:
            return True
    return False
