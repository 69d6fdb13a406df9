"""Which place is claimed, and how does a region lie to it?"""

from dataclasses import dataclass
from enum import Enum
from math import pi
from typing import Protocol

from comptrol.domains.location.formulas.region import Region
from comptrol.domains.location.formulas.sphere import Vector, angle, quick_angle


class Relation(Enum):
    """How a region lies to a zone."""

    INSIDE = "inside"
    """Every feasible place is in the zone."""
    APART = "apart"
    """None is."""
    PARTLY = "partly"


class Zone(Protocol):
    """A part of the globe that somebody may claim to be in. All distances are angles."""

    @property
    def doubt(self) -> float:
        """Return how far its drawn border may be from the true one."""
        ...

    @property
    def middle(self) -> Vector:
        """Return a place to draw a picture around."""
        ...

    def beyond(self, place: Vector, reach: float) -> float:
        """Return how much more reach it takes from a place to the zone; 0 where it suffices."""
        ...

    def encloses(self, place: Vector, reach: float) -> bool:
        """Tell whether all that is within reach of a place is in the zone."""
        ...

    def relation(self, region: Region) -> Relation:
        """Return how a region that is not empty lies to the zone as it is drawn."""
        ...


@dataclass(frozen=True, slots=True)
class Round:
    """A circle around a place."""

    middle: Vector
    reach: float
    doubt: float = 0.0

    def beyond(self, place: Vector, reach: float) -> float:
        """Return how much more reach it takes from a place to the circle; 0 where it suffices."""
        if quick_angle(self.middle, place) <= self.reach + reach:
            return 0.0
        return max(0.0, angle(self.middle, place) - self.reach - reach)

    def encloses(self, place: Vector, reach: float) -> bool:
        """Tell whether all that is within reach of a place is in the circle."""
        return quick_angle(self.middle, place) + reach <= self.reach or self.reach >= pi

    def relation(self, region: Region) -> Relation:
        """Return how a region that is not empty lies to the circle."""
        if angle(self.middle, region.nearest(self.middle)) > self.reach:
            return Relation.APART
        return Relation.INSIDE if region.reach_from(self.middle) <= self.reach else Relation.PARTLY
