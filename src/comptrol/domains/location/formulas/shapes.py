"""Where does a country's border run, and how does a region lie to it?

A border is a set of closed rings of short edges on the sphere. Whether a place is inside follows
from how many edges lie north of it, which is the same at the antimeridian and around a pole; the
north pole itself must be outside. Edges stand in runs, each within a small circle, so that runs
that are far away are passed over whole.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import acos, atan2, cos, hypot, pi

from comptrol.domains.location.formulas.crossings import Crossings
from comptrol.domains.location.formulas.region import Region
from comptrol.domains.location.formulas.runs import (
    ROUNDING,
    Corner,
    Run,
    edges_north,
    runs_of,
    to_edge,
)
from comptrol.domains.location.formulas.sphere import (
    Vector,
    angle,
    cross,
    degrees_of,
    dot,
    quick_angle,
    unit,
)
from comptrol.domains.location.formulas.zones import Relation


@dataclass(frozen=True)
class Shape:
    """Part of the globe within rings; what is within two of them is outside again."""

    runs: tuple[Run, ...]
    doubt: float
    """How far the drawn border may be from the true one, an angle."""

    @cached_property
    def middle(self) -> Vector:
        """Return a place amid the corners."""
        places = [place for run in self.runs for place in run.places]
        totals = (sum(place[axis] for place in places) for axis in range(3))
        x, y, z = totals
        return unit((x, y, z)) or places[0]

    def contains(self, place: Vector) -> bool:
        """Tell whether a place is inside: whether the edges north of it are of odd number."""
        lat, lon = degrees_of(place)
        odd = False
        for run in self.runs:
            if (lon - run.west) % 360.0 <= run.span:
                odd ^= edges_north(run.corners, lat, lon) % 2 == 1
        return odd

    @cached_property
    def reach(self) -> float:
        """Return how far from its middle the furthest corner is, at most."""
        return max(angle(self.middle, run.middle) + run.reach for run in self.runs)

    def beyond(self, place: Vector, reach: float) -> float:
        """Return how much more reach it takes from a place to the shape; 0 where it suffices."""
        if self._has_corner_within(place, reach) or self.contains(place):
            return 0.0
        return max(0.0, self._to_border(place) - reach)

    def encloses(self, place: Vector, reach: float) -> bool:
        """Tell whether all that is within reach of a place is in the shape."""
        if quick_angle(place, self.middle) > self.reach or self._has_corner_within(place, reach):
            return False
        return self.contains(place) and self._to_border(place) >= reach

    def relation(self, region: Region) -> Relation:
        """Return how a region that is not empty lies to the shape.

        Where no feasible place is on the border, every part of the region is wholly inside or
        wholly outside, and one place of each arc shows which.
        """
        if region.is_everywhere or self._border_meets(region):
            return Relation.PARTLY
        inside = {self.contains(arc.at(arc.start)) for arc in region.arcs}
        if len(inside) > 1:
            return Relation.PARTLY
        return Relation.INSIDE if inside == {True} else Relation.APART

    @cached_property
    def _corners(self) -> tuple[Vector, ...]:
        """Return a corner of every run."""
        return tuple(run.places[0] for run in self.runs)

    def _has_corner_within(self, place: Vector, reach: float) -> bool:
        x, y, z = place
        least = cos(min(pi, reach))
        return any(x * a + y * b + z * c >= least for a, b, c in self._corners)

    def _to_border(self, place: Vector) -> float:
        """Return how far a place is from the border; runs that cannot be nearer are passed by."""
        x, y, z = place
        nearest = max(x * a + y * b + z * c for a, b, c in self._corners)
        found = acos(min(1.0, max(-1.0, nearest))) + ROUNDING
        for run in self.runs:
            a, b, c = run.middle
            if x * a + y * b + z * c >= cos(min(pi, found + run.reach)):
                found = min(found, *(to_edge(place, p, q) for p, q in pairwise(run.places)))
        return found

    def _border_meets(self, region: Region) -> bool:
        near = [run for run in self.runs if _may_meet(run, region)]
        if any(region.contains(run.places[0]) for run in near):
            return True
        edges = (edge for run in near for edge in pairwise(run.places))
        return any(_edge_meets(a, b, region) for a, b in edges)


def shape_of(rings: Iterable[Sequence[Corner]], doubt: float) -> Shape:
    """Return the shape within closed rings of corners, given in degrees."""
    return Shape(tuple(run for ring in rings for run in runs_of(ring)), doubt)


def _may_meet(run: Run, region: Region) -> bool:
    """Tell whether a run can have a feasible place: too few groups exclude all of it.

    The smallest discs come first, and say soonest that it has none.
    """
    excluding: set[int] = set()
    for one in region.discs:
        if quick_angle(run.middle, one.centre) - run.reach > one.reach:
            excluding.add(one.group)
            if len(excluding) > region.tolerate:
                return False
    return True


def _edge_meets(a: Vector, b: Vector, region: Region) -> bool:
    """Tell whether any place of an edge is feasible, by one sweep along it."""
    length, across = angle(a, b), unit(cross(a, b))
    if across is None:
        return region.contains(a)
    ahead, crossings = cross(across, a), Crossings(region.tolerate)
    for one in region.discs:
        along, aside = dot(a, one.centre), dot(ahead, one.centre)
        swing = hypot(along, aside)
        if one.cos_reach <= -swing:
            continue
        if one.cos_reach > swing:
            crossings.everywhere(one.group)
            continue
        _mark(crossings, one.group, atan2(aside, along), acos(one.cos_reach / swing), length)
    return next(crossings.feasible(length), None) is not None


def _mark(crossings: Crossings, group: int, nearest: float, half: float, length: float) -> None:
    """Say where between 0 and a length a disc excludes: outside nearest ± half."""
    turns = ((nearest - half + turn, nearest + half + turn) for turn in (-2 * pi, 0.0, 2 * pi))
    within = [(max(0.0, s), min(length, e)) for s, e in turns if s <= length and e >= 0]
    if not within:
        crossings.everywhere(group)
        return
    if within[0][0] > 0:
        crossings.at_start(group)
        crossings.ceases(within[0][0], group)
    for (_, end), (start, _) in pairwise(within):
        crossings.begins(end, group)
        crossings.ceases(start, group)
    if within[-1][1] < length:
        crossings.begins(within[-1][1], group)
