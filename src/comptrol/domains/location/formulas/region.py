"""Which places are possible, when at most so many groups of landmarks may be wrong?

A place is feasible when at most that many groups have a disc that excludes it: the union, over
all ways of setting so many groups aside, of what the others have in common. It is decided on the
circles themselves: on each of them the others cut out arcs, so that sweeping once around it finds
the arcs along which a place is feasible. Every border of the region is among them; so is every
place of it that is nearest to, or furthest from, a given one, but for that place and its opposite.
No grid, no sampling.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import acos, atan2, hypot, pi, tau
from typing import NamedTuple

from comptrol.domains.location.formulas.crossings import Crossings
from comptrol.domains.location.formulas.discs import ROUNDING, Disc
from comptrol.domains.location.formulas.sphere import (
    Vector,
    angle,
    dot,
    frame,
    opposite,
    towards,
)


class Arc(NamedTuple):
    """A stretch of a disc's circle along which every place is feasible."""

    disc: Disc
    east: Vector
    north: Vector
    start: float
    end: float
    """Bearings from east to north; the end is not before the start."""
    border: bool
    """Beyond it one group more excludes, and that is one too many."""

    def at(self, bearing: float) -> Vector:
        """Return the place on the circle in a direction from the landmark."""
        return towards(self.disc.centre, self.east, self.north, bearing, self.disc.reach)

    def extreme(self, place: Vector, *, far: bool) -> Vector:
        """Return the place on the arc that is furthest from, or nearest to, another."""
        towards_it = atan2(dot(self.north, place), dot(self.east, place)) + pi * far
        turn = (towards_it - self.start) % tau
        if turn <= self.end - self.start:
            return self.at(self.start + turn)
        ends = (self.at(self.start), self.at(self.end))
        return min(ends, key=lambda it: dot(it, place) if far else -dot(it, place))


@dataclass(frozen=True)
class Region:
    """The feasible places. ``discs`` are those that can matter."""

    discs: tuple[Disc, ...]
    tolerate: int

    @cached_property
    def arcs(self) -> tuple[Arc, ...]:
        """Return the feasible arcs of every circle."""
        return tuple(arc for one in self.discs for arc in _arcs_on(one, self.discs, self.tolerate))

    @cached_property
    def is_empty(self) -> bool:
        """Tell whether no place is possible at all: more groups are wrong than are tolerated."""
        return not self.arcs and not self.contains((0.0, 0.0, 1.0))

    @cached_property
    def is_everywhere(self) -> bool:
        """Tell whether nothing is excluded."""
        return not self.arcs and self.contains((0.0, 0.0, 1.0))

    def contains(self, place: Vector) -> bool:
        """Tell whether a place is feasible."""
        x, y, z = place
        excluding: set[int] = set()
        for one in self.discs:
            a, b, c = one.centre
            if a * x + b * y + c * z < one.cos_reach:
                excluding.add(one.group)
                if len(excluding) > self.tolerate:
                    return False
        return True

    def furthest(self, place: Vector) -> Vector:
        """Return the feasible place that is furthest from one. There must be some."""
        other_side = opposite(place)
        if self.contains(other_side):
            return other_side
        return min(
            (arc.extreme(place, far=True) for arc in self.arcs), key=lambda it: dot(it, place)
        )

    def nearest(self, place: Vector) -> Vector:
        """Return the feasible place that is nearest to one. There must be some."""
        if self.contains(place):
            return place
        return max(
            (arc.extreme(place, far=False) for arc in self.arcs), key=lambda it: dot(it, place)
        )

    def reach_from(self, place: Vector) -> float:
        """Return how far the furthest feasible place is."""
        return angle(place, self.furthest(place))


def _arcs_on(one: Disc, discs: Sequence[Disc], tolerate: int) -> list[Arc]:
    """Return the arcs of a disc's circle that are feasible, by one sweep around it.

    At bearing t from its centre the cosine of the distance to another centre is
    cos r * cos d + sin r * sin d * cos(t - its bearing), and has to be cos r' of that one or more.
    Where two circles are the same, arithmetic must not find that each excludes the other.
    """
    east, north = frame(one.centre)
    (x, y, z), (ex, ey, ez), (nx, ny, nz) = one.centre, east, north
    crossings = Crossings(tolerate)
    for other in discs:
        if other is one:
            continue
        a, b, c = other.centre
        to_east, to_north = ex * a + ey * b + ez * c, nx * a + ny * b + nz * c
        swing = one.sin_reach * hypot(to_east, to_north)
        needed = other.cos_reach - ROUNDING - one.cos_reach * (x * a + y * b + z * c)
        if needed <= -swing:
            continue
        if needed > swing:
            crossings.everywhere(other.group)
            if crossings.hopeless:
                return []
            continue
        bearing, half = atan2(to_north, to_east), acos(needed / swing)
        begins, ceases = (bearing + half) % tau, (bearing - half) % tau
        crossings.begins(begins, other.group)
        crossings.ceases(ceases, other.group)
        if begins >= ceases:
            crossings.at_start(other.group)
    return [Arc(one, east, north, *it) for it in crossings.feasible(tau, one.group)]
