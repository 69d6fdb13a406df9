"""Countries on the globe: which places they have, and what can be decided by their borders."""

from decimal import Decimal

import pytest

from comptrol.adapters.borders import borders
from comptrol.domains.location import (
    EARTH_RADIUS_KM,
    FIBRE_KM_PER_MS,
    Drawn,
    Evidence,
    Located,
    LocationVerdict,
    Reply,
    locate,
    shape_of,
    vector,
)
from comptrol.kernel.identifiers import CountryCode

BORDERS = borders()
IMPOSSIBLE, CONSISTENT, INCONCLUSIVE = LocationVerdict


def drawn(code: str) -> Drawn:
    found = BORDERS.of(CountryCode(code))
    assert found is not None
    return found


def judged(code: str, *heard: tuple[float, float, float]) -> Located:
    replies = [
        Reply(landmark=f"l{n}", group=f"g{n}", place=vector(lat, lon), rtt_ms=ms, signed=True)
        for n, (lat, lon, ms) in enumerate(heard)
    ]
    return locate(
        Evidence(zone=drawn(code), replies=replies, tolerate=0, km_per_ms=FIBRE_KM_PER_MS)
    )


@pytest.mark.parametrize(
    ("code", "lat", "lon"),
    [
        ("SG", 1.35, 103.82),
        ("HK", 22.4, 114.15),
        ("CN", 22.65, 114.06),
        ("TW", 24.0, 121.0),
        ("RU", 67.0, 179.9),
        ("RU", 67.0, -175.0),
        ("US", 65.0, -165.0),
        ("US", 51.9, -176.6),
        ("FJ", -17.8, 178.0),
        ("FJ", -16.85, -179.97),
        ("AQ", -80.0, -60.0),
        ("AQ", -88.0, 100.0),
        ("ZA", -26.2, 28.05),
        ("CA", 45.42, -75.7),
        ("DE", 50.1, 8.7),
    ],
)
def test_a_country_has_its_places(code: str, lat: float, lon: float) -> None:
    assert drawn(code).shape.contains(vector(lat, lon))


@pytest.mark.parametrize(
    ("code", "lat", "lon"),
    [
        ("SG", 1.49, 103.74),
        ("CN", 22.4, 114.15),
        ("CN", 24.0, 121.0),
        ("RU", 67.0, -165.0),
        ("US", 48.85, 2.35),
        ("ZA", -29.5, 28.3),
        ("CA", 90.0, 0.0),
        ("AQ", 0.0, 0.0),
    ],
)
def test_a_country_has_no_places_of_others(code: str, lat: float, lon: float) -> None:
    """Lesotho lies within South Africa, and is none of it."""
    assert not drawn(code).shape.contains(vector(lat, lon))


@pytest.mark.parametrize("code", ["GI", "CX", "XX"])
def test_a_country_that_the_map_does_not_draw_has_no_border(code: str) -> None:
    assert BORDERS.of(CountryCode(code)) is None


def test_every_border_has_its_source_and_says_how_exact_it_is() -> None:
    assert "Natural Earth" in BORDERS.source
    assert BORDERS.accuracy_km == Decimal("25.4")
    assert drawn("DE").doubt == pytest.approx(25.4 / EARTH_RADIUS_KM)


def test_what_is_far_from_every_border_is_decided_by_it() -> None:
    assert judged("US", (39.0, -98.0, 4.0)).chosen.verdict is CONSISTENT
    assert judged("RU", (67.0, 175.0, 1.0)).chosen.verdict is CONSISTENT
    assert judged("FR", (39.0, -98.0, 4.0)).chosen.verdict is IMPOSSIBLE


def test_what_is_near_a_border_stays_undecided_as_far_as_that_may_be_wrong() -> None:
    """Munich is some 60 km from Austria, by a border that may be wrong by 25."""
    assert judged("DE", (48.137, 11.575, 0.1)).chosen.verdict is CONSISTENT
    assert judged("DE", (48.137, 11.575, 0.9)).chosen.verdict is INCONCLUSIVE
    assert judged("AT", (48.137, 11.575, 0.1)).chosen.verdict is IMPOSSIBLE
    assert judged("AT", (48.137, 11.575, 0.6)).chosen.verdict is INCONCLUSIVE


def test_singapore_and_johor_cannot_be_told_apart_by_border() -> None:
    for code in ("SG", "MY"):
        assert judged(code, (1.35, 103.82, 0.01)).chosen.verdict is INCONCLUSIVE
    assert judged("SG", (22.5431, 114.0579, 20.0)).chosen.verdict is IMPOSSIBLE


def test_a_border_at_the_antimeridian_is_none() -> None:
    """Wrangel Island and Chukotka lie on both sides of it."""
    found = judged("RU", (67.5, 180.0, 0.5), (67.4, -179.5, 0.5))
    assert found.chosen.verdict is CONSISTENT


def test_a_margin_is_counted_from_the_nearest_place_that_may_belong_to_the_country() -> None:
    found = judged("SG", (22.5431, 114.0579, 20.0))
    assert found.chosen.margin_ms == pytest.approx(2 * (2_592 - 25.4) / 200 - 20, abs=0.15)


def test_what_the_map_gives_to_nobody_is_neither_in_nor_apart() -> None:
    """Northern Cyprus has no code of its own."""
    assert drawn("CY").disputed is not None
    assert judged("CY", (35.34, 33.6, 0.001)).chosen.verdict is INCONCLUSIVE


def test_light_certifies_inside_a_border() -> None:
    assert judged("US", (39.0, -98.0, 1.0)).certified_by == ("l0",)
    assert judged("US", (39.0, -98.0, 9.0)).certified_by == ()
    assert judged("DE", (39.0, -98.0, 1.0)).certified_by == ()


def test_a_long_edge_is_straight_in_degrees_as_maps_draw_it() -> None:
    """Along the 49th parallel a great circle from end to end would bulge by 150 km."""
    box = shape_of(
        [[(40.0, -120.0), (49.0, -120.0), (49.0, -95.0), (40.0, -95.0), (40.0, -120.0)]], 0
    )
    assert box.contains(vector(48.95, -107.5))
    assert not box.contains(vector(49.05, -107.5))
    assert box.beyond(vector(50.0, -107.5), 0.0) * EARTH_RADIUS_KM == pytest.approx(111, abs=1)


def test_a_shape_may_have_a_hole() -> None:
    outer = [(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0), (0.0, 0.0)]
    inner = [(4.0, 4.0), (6.0, 4.0), (6.0, 6.0), (4.0, 6.0), (4.0, 4.0)]
    ring = shape_of([outer, inner], 0)
    assert ring.contains(vector(2, 2))
    assert not ring.contains(vector(5, 5))
    assert ring.beyond(vector(5, 5), 0.0) * EARTH_RADIUS_KM == pytest.approx(111, abs=1)
    assert not ring.encloses(vector(2, 5), 3 / 57.3)
    assert ring.encloses(vector(2, 5), 1.9 / 57.3)
