"""How is a ring of corners kept, so that what lies near a place is found quickly?"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import asin, sqrt
from typing import Final, NamedTuple

from comptrol.domains.location.formulas.sphere import Vector, angle, cross, dot, unit, vector

Corner = tuple[float, float]
"""Latitude and longitude in degrees."""
RUN_EDGES: Final = 24
EDGE_DEGREES_MAX: Final = 1.0
"""Maps draw straight in degrees; cut so short, an edge is nowhere 0.15 km off the great circle."""
ROUNDING: Final = 1e-8
"""More than arithmetic may lose where a run's circle is worked out."""
_HALF_TURN: Final = 180.0


class Run(NamedTuple):
    """Some edges of a ring, one after the other, and a circle around them."""

    corners: tuple[Corner, ...]
    places: tuple[Vector, ...]
    middle: Vector
    reach: float
    west: float
    """The longitudes from here on, so many degrees eastwards, are all that it touches."""
    span: float


def runs_of(ring: Sequence[Corner]) -> Iterator[Run]:
    """Yield the runs of a closed ring, whose last corner is its first."""
    corners = [ring[0]]
    for corner in ring[1:]:
        corners.extend(_cut(corners[-1], corner))
    for start in range(0, len(corners) - 1, RUN_EDGES):
        yield _run(tuple(corners[start : start + RUN_EDGES + 1]))


def _cut(a: Corner, b: Corner) -> Iterator[Corner]:
    """Yield the end of an edge, after as many places along it as keep the pieces short."""
    (lat, lon), east = a, _eastwards(a[1], b[1])
    pieces = 1 + int(max(abs(b[0] - lat), abs(east)) / EDGE_DEGREES_MAX)
    for number in range(1, pieces):
        share = number / pieces
        yield lat + share * (b[0] - lat), (lon + share * east + 180.0) % 360.0 - 180.0
    yield b


def _eastwards(lon: float, other: float) -> float:
    """Return by how many degrees a longitude lies east of another, the shorter way."""
    return (other - lon + 180.0) % 360.0 - 180.0


def _run(corners: tuple[Corner, ...]) -> Run:
    places = tuple(vector(*corner) for corner in corners)
    middle = unit(_sum(places)) or places[0]
    reach = max(angle(middle, place) for place in places) + ROUNDING
    east = least = most = 0.0
    for a, b in pairwise(corners):
        east += _eastwards(a[1], b[1])
        least, most = min(least, east), max(most, east)
    return Run(corners, places, middle, reach, corners[0][1] + least - 1e-9, most - least + 2e-9)


def _sum(places: Sequence[Vector]) -> Vector:
    x, y, z = (sum(place[axis] for place in places) for axis in range(3))
    return (x, y, z)


def edges_north(corners: Sequence[Corner], lat: float, lon: float) -> int:
    """Return how many edges a place has to cross on its way to the north pole.

    An edge has its western end and not its eastern one, so that no corner counts twice.
    """
    north = 0
    offset = _eastwards(lon, corners[0][1])
    for (lat_a, _), (lat_b, lon_b) in pairwise(corners):
        before, offset = offset, _eastwards(lon, lon_b)
        if (before <= 0 < offset or offset <= 0 < before) and abs(offset - before) < _HALF_TURN:
            north += lat_a + (lat_b - lat_a) * before / (before - offset) > lat
    return north


def to_edge(place: Vector, a: Vector, b: Vector) -> float:
    """Return how far a place is from an edge."""
    across = cross(a, b)
    if dot(cross(across, a), place) > 0 > dot(cross(across, b), place):
        aside = dot(across, place) / sqrt(dot(across, across))
        return abs(asin(max(-1.0, min(1.0, aside))))
    return min(angle(place, a), angle(place, b))
