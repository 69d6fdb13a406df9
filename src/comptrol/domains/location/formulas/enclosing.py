"""Which is the smallest circle around a region?"""

from collections.abc import Iterable, Sequence
from itertools import combinations
from math import pi
from typing import Final, NamedTuple

from comptrol.domains.location.formulas.region import Region
from comptrol.domains.location.formulas.sphere import (
    Vector,
    angle,
    cross,
    dot,
    opposite,
    unit,
)

STEPS_MAX: Final = 200
CLOSE: Final = 1e-7
"""Less than a metre on the ground."""


class Circle(NamedTuple):
    """A centre, and how far from it the furthest place is."""

    centre: Vector
    reach: float
    smallest: bool = True
    """Shown to be the smallest, but for a metre; otherwise only one that encloses."""


def smallest_circle(region: Region) -> Circle | None:
    """Return the smallest circle around a region; nothing where it is empty.

    The circle around a few of its places is widened by the place that lies furthest out, until
    there is none. What is left to do in one step shows how far from the smallest one can be.
    Where a region does not fit into half the globe, that does not lead to the smallest circle:
    then it is one around a landmark or the opposite of one, which encloses it, and says so.
    """
    if region.is_empty:
        return None
    if region.is_everywhere:
        return Circle((0.0, 0.0, 1.0), pi)
    found = _widened(region)
    return found if found is not None else _around_a_landmark(region)


def _widened(region: Region) -> Circle | None:
    first = region.arcs[0].at(region.arcs[0].start)
    support: tuple[Vector, ...] = (first,)
    circle = Circle(first, 0.0)
    for _ in range(STEPS_MAX):
        outermost = region.furthest(circle.centre)
        reach = angle(circle.centre, outermost)
        if reach <= circle.reach + CLOSE:
            return Circle(circle.centre, reach)
        wider = _around((*support, outermost))
        if wider is None:
            return None
        circle, support = wider
    reach = region.reach_from(circle.centre)
    return Circle(circle.centre, reach, smallest=False) if reach <= pi / 2 else None


def _around(places: Sequence[Vector]) -> tuple[Circle, tuple[Vector, ...]] | None:
    """Return the smallest circle around at most four places, and those of them that hold it."""
    best: tuple[Circle, tuple[Vector, ...]] | None = None
    for number in (2, 3):
        for holding in combinations(places, number):
            centre = _middle(holding)
            if centre is None:
                continue
            reach = max(angle(centre, it) for it in places)
            held = angle(centre, holding[0])
            if reach <= held + CLOSE and (best is None or held < best[0].reach):
                best = (Circle(centre, held), holding)
    return best


def _middle(places: Sequence[Vector]) -> Vector | None:
    """Return the place as far from each of two or three others, on their side of the globe."""
    if len(places) == 2:  # noqa: PLR2004
        (a, b) = places
        return unit((a[0] + b[0], a[1] + b[1], a[2] + b[2]))
    a, b, c = places
    pole = unit(cross(_minus(b, a), _minus(c, a)))
    if pole is None:
        return None
    return pole if dot(pole, a) >= 0 else opposite(pole)


def _minus(a: Vector, b: Vector) -> Vector:
    return (a[0] - b[0], a[1] - b[1], a[2] - b[2])


def _around_a_landmark(region: Region) -> Circle:
    centres: Iterable[Vector] = (
        place for one in region.discs for place in (one.centre, opposite(one.centre))
    )
    around = (Circle(it, region.reach_from(it), smallest=False) for it in centres)
    return min(around, key=lambda it: it.reach)
