"""How far apart are two places, and which way lies one from the other? On a sphere.

A place is a unit vector, a distance an angle in radians; kilometres and degrees stand at the
edges alone. So neither a pole nor the antimeridian is a special case anywhere.
"""

from math import acos, atan2, cos, degrees, hypot, pi, radians, sin, sqrt
from typing import Final

Vector = tuple[float, float, float]

EARTH_RADIUS_KM: Final = 6371.0088
"""The mean radius (2a + b) / 3 of the Earth (WGS 84, IUGG 1980)."""
HALF_WAY_KM: Final = pi * EARTH_RADIUS_KM
"""No two places are further apart."""
SPHERE_ERROR_SHARE: Final = 0.0056
"""By how much of itself a distance on the sphere may differ from one on the ellipsoid, at most:
along a meridian at the equator its radius of curvature is 6335.4 km."""


def vector(lat: float, lon: float) -> Vector:
    """Return the unit vector of a place given in degrees."""
    phi, lam = radians(lat), radians(lon)
    return (cos(phi) * cos(lam), cos(phi) * sin(lam), sin(phi))


def degrees_of(place: Vector) -> tuple[float, float]:
    """Return latitude and longitude of a place, in degrees."""
    x, y, z = place
    return degrees(atan2(z, hypot(x, y))), degrees(atan2(y, x))


def dot(a: Vector, b: Vector) -> float:
    """Return the cosine of the angle between two places."""
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


def cross(a: Vector, b: Vector) -> Vector:
    """Return the vector at right angles to both."""
    return (
        a[1] * b[2] - a[2] * b[1],
        a[2] * b[0] - a[0] * b[2],
        a[0] * b[1] - a[1] * b[0],
    )


def unit(a: Vector) -> Vector | None:
    """Return a vector of length one in the same direction; nothing where it has none."""
    length = sqrt(dot(a, a))
    return (a[0] / length, a[1] / length, a[2] / length) if length > 0 else None


def opposite(a: Vector) -> Vector:
    """Return the place on the other side of the Earth."""
    return (-a[0], -a[1], -a[2])


def angle(a: Vector, b: Vector) -> float:
    """Return the angle between two places, exact also where it is small or nearly half a turn."""
    return atan2(sqrt(dot(c := cross(a, b), c)), dot(a, b))


def quick_angle(a: Vector, b: Vector) -> float:
    """Return the angle between two places to within 10 cm on the ground, in half the time."""
    cosine = a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
    return acos(1.0 if cosine > 1.0 else max(cosine, -1.0))


def distance_km(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Return the great-circle distance between two places.

    >>> round(distance_km(22.5431, 114.0579, 1.3521, 103.8198))  # Shenzhen, Singapore
    2603
    """
    return angle(vector(lat, lon), vector(other_lat, other_lon)) * EARTH_RADIUS_KM


def frame(place: Vector) -> tuple[Vector, Vector]:
    """Return two directions at right angles to each other and to a place: east, north.

    At a pole there is no east: any direction does, as long as it is the same one every time.
    """
    east = unit((-place[1], place[0], 0.0)) or (0.0, 1.0, 0.0)
    return east, cross(place, east)


def towards(place: Vector, east: Vector, north: Vector, bearing: float, distance: float) -> Vector:
    """Return the place at a distance from one, in a direction counted from its east to north."""
    along, e, n = cos(distance), sin(distance) * cos(bearing), sin(distance) * sin(bearing)
    return (
        along * place[0] + e * east[0] + n * north[0],
        along * place[1] + e * east[1] + n * north[1],
        along * place[2] + e * east[2] + n * north[2],
    )
