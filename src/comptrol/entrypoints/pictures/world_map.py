"""Where on a map of the whole world does a place stand, and what does the land look like there?

The projection is Equal Earth (B. Šavrič, T. Patterson and B. Jenny, "The Equal Earth map
projection", International Journal of Geographical Information Science 33, 2019): areas are true,
so that no country seems to have more room for chips than another of its size.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from math import asin, cos, pi, radians, sin, sqrt, tau
from typing import Final

from comptrol.domains.location import (
    EARTH_RADIUS_KM,
    Borders,
    Vector,
    degrees_of,
    frame,
    towards,
    vector,
)
from comptrol.entrypoints.pictures.plate import words
from comptrol.entrypoints.pictures.told import plain
from comptrol.kernel.identifiers import CountryCode

WIDTH: Final = 960
TOP: Final = 40
_A: Final = (1.340264, -0.081106, 0.000893, 0.003796)
_ROOT: Final = sqrt(3)
_MARGIN: Final = 14
_ACROSS: Final = 2 * pi / (_ROOT / 2 * _A[0])
"""Of the projection at the equator, for a globe whose radius is one."""
_SCALE: Final = (WIDTH - 2 * _MARGIN) / _ACROSS
HEIGHT: Final = 506
_MIDDLE: Final = (WIDTH / 2, TOP + 228.0)
_GRID: Final = 0.9
"""Pixels to a step: two sides of one border fall on the same points."""
_SMALL: Final = 2.0
"""Square pixels: what is smaller is not drawn, and its sites are."""
_STEPS: Final = 72
_EDGE: Final = 179.99
Point = tuple[float, float]


def at(lat: float, lon: float) -> Point:
    """Return where a place stands: from the left, from the top."""
    inner = asin(_ROOT / 2 * sin(radians(lat)))
    square = inner * inner
    sixth = square**3
    across = _A[0] + 3 * _A[1] * square + sixth * (7 * _A[2] + 9 * _A[3] * square)
    x = 2 * _ROOT * radians(lon) * cos(inner) / (3 * across)
    y = inner * (_A[0] + _A[1] * square + sixth * (_A[2] + _A[3] * square))
    return _MIDDLE[0] + x * _SCALE, _MIDDLE[1] - y * _SCALE


@lru_cache(maxsize=2)
def land(borders: Borders) -> str:
    """Return the land of the world with its borders, as far as a pixel shows it."""
    path = "".join(
        _outline(ring)
        for drawn in borders.all()
        for shape in drawn.shapes
        for whole in _rings(run.corners for run in shape.runs)
        for ring in _copies(whole)
    )
    edge = [(lat, side) for side in (-180.0, 180.0) for lat in range(-90, 91, 3)]
    west, east = edge[: len(edge) // 2], edge[len(edge) // 2 :][::-1]
    sea = "L".join(f"{x:.0f} {y:.0f}" for x, y in (at(*it) for it in (*west, *east)))
    return (
        f'<path d="M{sea}Z" fill="#f1f5f9"/>'
        f'<path transform="scale({_GRID})" d="{path}" fill="#e3dfd3" stroke="#b4ad9b"'
        ' stroke-width="0.5" fill-rule="evenodd"/>'
        f'<path d="M{sea}Z" stroke="#c3ccd6" stroke-width="2"/>'
    )


def middle_of(borders: Borders, country: CountryCode) -> Point | None:
    """Return where a sign for a country stands: amid its largest part; nothing: not on the map."""
    drawn = borders.of(country)
    if drawn is None:
        return None
    rings = _rings(run.corners for run in drawn.shape.runs)
    largest = max((it for ring in rings for it in _copies(ring)), key=_size)
    return _inside([at(*it) for it in largest])


def around(lat: float, lon: float, radius_km: float) -> Iterator[list[Point]]:
    """Yield the outline of a circle on the globe, cut where the map ends in the Pacific."""
    place = vector(lat, lon)
    east, north = frame(place)
    reach = min(radius_km / EARTH_RADIUS_KM, pi * 0.999)
    whole: list[Vector] = [
        towards(place, east, north, tau * step / _STEPS, reach) for step in range(_STEPS + 1)
    ]
    run: list[tuple[float, float]] = []
    for corner in map(degrees_of, whole):
        if run and abs(corner[1] - run[-1][1]) > 180:  # noqa: PLR2004  (half way around)
            yield [at(*it) for it in run]
            run = []
        run.append(corner)
    yield [at(*it) for it in run]


def thanks(borders: Borders, y: float) -> str:
    """Return whose borders they are, and that nobody is told where they ought to be."""
    return words(16, y, plain(borders.source)[:150], size=10, fill="#666666")


def _rings(runs: Iterable[Sequence[Point]]) -> Iterator[list[Point]]:
    """Yield rings of corners, put together of the runs that they were cut into."""
    ring: list[Point] = []
    for run in runs:
        ring.extend(run if not ring else run[1:])
        if ring[0] == ring[-1]:
            yield ring
            ring = []


def _size(ring: Sequence[Point]) -> float:
    points = [at(*it) for it in ring]
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(points))) / 2


def _outline(ring: Sequence[Point]) -> str:
    """Return a ring as steps on a coarse grid; nothing where none of it would be seen."""
    if _size(ring) < _SMALL:
        return ""
    corners: list[tuple[int, int]] = []
    for place in ring:
        x, y = at(*place)
        corner = round(x / _GRID), round(y / _GRID)
        if not corners or corner != corners[-1]:
            corners.append(corner)
    steps = [f"{b[0] - a[0]} {b[1] - a[1]}" for a, b in pairwise(_straight(corners))]
    if len(steps) < 3:  # noqa: PLR2004  (a line, and no land)
        return ""
    return f"M{corners[0][0]} {corners[0][1]}l{' '.join(steps)}z".replace(" -", "-")


def _copies(ring: Sequence[Point]) -> Iterator[list[Point]]:
    """Yield a ring as often as the map shows it: one across 180 degrees stands at both sides."""
    whole = [ring[0]]
    for lat, lon in ring[1:]:
        whole.append((lat, whole[-1][1] + (lon - whole[-1][1] + 180) % 360 - 180))
    lons = [lon for _, lon in whole]
    for turn in (-360, 0, 360):
        if min(lons) + turn < _EDGE and max(lons) + turn > -_EDGE:
            yield [(lat, max(-180.0, min(180.0, lon + turn))) for lat, lon in whole]


def _straight(corners: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield corners without those that lie on the way from the one before to the one after."""
    yield corners[0]
    for a, b, c in zip(corners, corners[1:], corners[2:], strict=False):
        if (b[0] - a[0]) * (c[1] - b[1]) != (b[1] - a[1]) * (c[0] - b[0]):
            yield b
    yield corners[-1]


def _inside(points: Sequence[Point]) -> Point:
    """Return a place within a ring: on the row of its middle, amid the widest stretch inside."""
    rows = [it[1] for it in points]
    y = (min(rows) + max(rows)) / 2
    cuts = sorted(
        a[0] + (y - a[1]) / (b[1] - a[1]) * (b[0] - a[0])
        for a, b in pairwise(points)
        if (a[1] > y) != (b[1] > y)
    )
    stretches = list(zip(cuts[::2], cuts[1::2], strict=False))
    if not stretches:
        return points[0]
    left, right = max(stretches, key=lambda it: it[1] - it[0])
    return (left + right) / 2, y
