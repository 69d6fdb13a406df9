"""Landmarks in the scenarios, and how soon a device answers them from where it is in truth.

Delays are drawn: what fibre would take at least, times a detour that each landmark has for good,
and what is in the way that day. The detour is that of a public mesh of 246 servers, as
``benches/location.py`` has it.
"""

from collections.abc import Callable, Sequence
from decimal import Decimal
from math import asin, atan2, cos, degrees, exp, log, radians, sin
from typing import Final, NamedTuple

from benches.adversary.acts import Acts
from benches.adversary.cast import INSPECTOR
from benches.adversary.stage import Stage, public_key
from comptrol.bootstrap import AUTHORITY
from comptrol.domains.location import (
    EARTH_RADIUS_KM,
    FIBRE_KM_PER_MS,
    GroupId,
    Heard,
    LandmarkId,
    LandmarkRegistered,
    Measured,
    MeasurementId,
    PolicyAdopted,
    angle,
    vector,
)
from comptrol.domains.registry import ChipId, SiteId
from comptrol.kernel.identifiers import PartyId, PublicKey

CITIES: Final = (
    (50.12, 8.73), (50.00, 8.57), (50.20, 8.80),
    (52.37, 4.90), (48.86, 2.35), (51.51, -0.13), (47.38, 8.54), (48.21, 16.37), (52.52, 13.40),
    (45.46, 9.19), (55.68, 12.57), (52.23, 21.01), (59.33, 18.07), (40.42, -3.70), (50.08, 14.44),
    (53.35, -6.26), (60.17, 24.94), (41.01, 28.98), (40.71, -74.01),
)  # fmt: skip
HOME: Final = (50.11, 8.68)
"""Frankfurt: where the device is said to be."""
CLAIM_KM: Final = 500.0
"""How wide the claimed circle is. Three landmarks stand near its middle."""
DETOUR, SPREAD, NEAREST = 1.99, 0.35, 1.05
LATE_MS: Final = 0.6
"""How late the least of a window of pings is on an ordinary day, on average."""
REROUTED: Final = 0.03
"""At so many landmarks a window takes another way, that day."""
POLICY: Final = PolicyAdopted(
    policy="places",
    source="a bench",
    tolerate=1,
    km_per_ms=Decimal(200),
    slack_km=Decimal(10),
    landmarks_min=8,
    baseline_measurements=4,
    baseline_days=120,
    jump_ms=Decimal(3),
    uniform_ms=Decimal("2.5"),
    uniform_share=Decimal("0.8"),
    signing_spread_ms=Decimal(5),
    signing_ms_max=Decimal(10),
)
Point = tuple[float, float]


class Mesh(NamedTuple):
    """Landmarks with the detour of each, as one instance has them."""

    names: tuple[LandmarkId, ...]
    detours: tuple[float, ...]


def mesh(stage: Stage, number: int) -> Acts[Mesh]:
    """Register landmarks, and say how places are judged."""
    yield stage.says(number, AUTHORITY, POLICY)
    names, detours = [], []
    for index, (lat, lon) in enumerate(CITIES):
        name = LandmarkId(stage.name(f"mark-{index}"))
        said = LandmarkRegistered(
            landmark=name,
            group=GroupId(stage.name(f"net-{index}")),
            lat=Decimal(f"{lat}"),
            lon=Decimal(f"{lon}"),
            key=public_key(PartyId(name)),
            source="surveyed",
        )
        yield stage.says(number, INSPECTOR, said)
        names.append(name)
        detours.append(max(NEAREST, exp(stage.chance.gauss(log(DETOUR), SPREAD))))
    return Mesh(tuple(names), tuple(detours))


def bound_ms(one: Point, other: Point) -> float:
    """Return the least round trip between two places, in fibre."""
    km = angle(vector(*one), vector(*other)) * EARTH_RADIUS_KM
    return 2 * km / FIBRE_KM_PER_MS


def ways_ms(stage: Stage, marks: Mesh, at: Point) -> list[float]:
    """Draw how long round trips to each landmark take on one day, from a place."""
    found = []
    for city, detour in zip(CITIES, marks.detours, strict=True):
        ms = bound_ms(city, at) * detour + 0.3 + stage.chance.expovariate(1 / LATE_MS)
        if stage.chance.random() < REROUTED:
            ms += stage.chance.uniform(2, 30)
        found.append(ms)
    return found


def stall_ms(at: Point) -> float:
    """Return the delay with which no landmark excludes the claim, from some other place."""
    edge_km = CLAIM_KM
    home = [max(0.0, bound_ms(it, HOME) - 2 * edge_km / FIBRE_KM_PER_MS) for it in CITIES]
    there = [bound_ms(it, at) for it in CITIES]
    return max(0.0, *(own - far for own, far in zip(home, there, strict=True)))


def away(km: float, bearing: float) -> Point:
    """Return the place so far from home, in a direction (degrees)."""
    lat, lon, arc = radians(HOME[0]), radians(HOME[1]), km / EARTH_RADIUS_KM
    turn = radians(bearing)
    there = asin(sin(lat) * cos(arc) + cos(lat) * sin(arc) * cos(turn))
    east = atan2(sin(turn) * sin(arc) * cos(lat), cos(arc) - sin(lat) * sin(there))
    return degrees(there), (degrees(lon + east) + 540) % 360 - 180


def _told(ms: float) -> Decimal:
    return Decimal(f"{max(0.05, ms):.3f}")


def measured(  # noqa: PLR0913  (what was measured has as many parts)
    stage: Stage,
    number: int,
    marks: Mesh,
    chip: ChipId,
    site: SiteId,
    ms: Sequence[float],
    *,
    key: PublicKey,
    signed: bool = True,
    echoes_ms: Sequence[float] = (),
    deed: bool = False,
) -> Acts[None]:
    """Let the inspector say how soon a device has answered the landmarks."""
    heard = tuple(
        Heard(
            landmark=name,
            rtts_ms=(_told(ms[at]),),
            signed=signed,
            echoes_ms=(_told(echoes_ms[at]),) if echoes_ms else (),
        )
        for at, name in enumerate(marks.names)
    )
    said = Measured(
        measurement=MeasurementId(stage.name(f"heard-{number}")),
        heard=heard,
        at=stage.at(number, 11),
        chip=chip,
        site=site,
        device_key=key if signed else None,
    )
    speak: Callable = stage.does if deed else stage.says
    yield speak(number, INSPECTOR, said)
