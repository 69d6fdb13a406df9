"""Where on a picture does a place of the globe stand, around a middle of one's choice?

The projection is azimuthal and equidistant: distances from the middle are true, so that circles
around it are circles, and the whole globe fits into one.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import atan2, cos, pi, sin, tau
from typing import Final

from comptrol.domains.location import Arc, Shape, Vector, angle, frame, towards

STEP: Final = pi / 90
"""Two degrees along a circle: no corner is seen."""
CORNERS: Final = 1.5
"""The corners of the square are so much further away than its sides."""
_CLOSED: Final = 1e-6
Points = list[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Globe:
    """The globe around a middle, up to some distance from it, in a square of pixels."""

    middle: Vector
    extent: float
    pixels: int

    def at(self, place: Vector) -> tuple[float, float]:
        """Return where a place stands: from the left, from the top."""
        east, north = frame(self.middle)
        far = angle(self.middle, place) * self.pixels / 2 / self.extent
        way = atan2(_along(north, place), _along(east, place))
        half = self.pixels / 2
        return half + far * cos(way), half - far * sin(way)

    def around(self, place: Vector, reach: float) -> Points:
        """Return the outline of a circle."""
        east, north = frame(place)
        steps = round(tau / STEP)
        return [self.at(towards(place, east, north, tau * n / steps, reach)) for n in range(steps)]

    def along(self, arc: Arc) -> Points:
        """Return an arc."""
        steps = 1 + int((arc.end - arc.start) / STEP)
        turn = (arc.end - arc.start) / steps
        return [self.at(arc.at(arc.start + n * turn)) for n in range(steps + 1)]

    def shown(self, shape: Shape) -> Iterator[Points]:
        """Yield the runs of a border that can be seen, without corners that nobody could."""
        for run in shape.runs:
            if angle(run.middle, self.middle) - run.reach < CORNERS * self.extent:
                yield list(_apart(self.at(place) for place in run.places))


def _apart(points: Iterable[tuple[float, float]]) -> Iterator[tuple[float, float]]:
    """Yield the first point, the last, and those between that are a pixel from the one before."""
    before = last = None
    for point in points:
        last = point
        if before is None or max(abs(point[0] - before[0]), abs(point[1] - before[1])) >= 1:
            before = point
            yield point
    if last is not None and last != before:
        yield last


def loops(arcs: Iterable[Arc]) -> Iterator[list[Arc]]:
    """Yield border arcs joined end to start: each loop has the region on its left."""
    left = [arc for arc in arcs if arc.border]
    while left:
        loop = [left.pop(0)]
        start = loop[0].at(loop[0].start)
        while left:
            end = loop[-1].at(loop[-1].end)
            following = min(left, key=lambda it: angle(end, it.at(it.start)))
            if angle(end, start) <= angle(end, following.at(following.start)) + _CLOSED:
                break
            left.remove(following)
            loop.append(following)
        yield loop


def path(points: Sequence[tuple[float, float]], *, closed: bool) -> str:
    """Return points as an SVG path."""
    steps = "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    return f"M{steps}{'Z' * closed}"


def _along(direction: Vector, place: Vector) -> float:
    return sum(a * b for a, b in zip(direction, place, strict=True))
