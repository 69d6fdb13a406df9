"""Discs and what they leave, against a count on points; and what may never depend on anything."""

from math import asin, atan2, degrees, pi, tau

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from comptrol.adapters.borders import borders
from comptrol.domains.location import (
    EARTH_RADIUS_KM,
    Disc,
    Evidence,
    LocationVerdict,
    Region,
    Relation,
    Reply,
    Round,
    Vector,
    angle,
    bounding,
    disc,
    distance_km,
    frame,
    locate,
    smallest_circle,
    towards,
    vector,
)

IMPOSSIBLE, CONSISTENT, INCONCLUSIVE = LocationVerdict
CLOSE = 1e-7
"""Less than a metre on the ground."""
GOLDEN = 0.618033988749895
"""Its multiples, without their whole parts, fill an interval evenly."""
BORDERS = borders()

sines = st.floats(-1, 1)
anywhere = st.builds(lambda s, lon: vector(degrees(asin(s)), lon), sines, st.floats(-180, 180))
awkward = st.sampled_from(
    [(90.0, 0.0), (-90.0, 17.0), (0.0, 180.0), (0.0, -180.0), (52.0, 179.9), (52.0, -179.9)]
).map(lambda it: vector(*it))
places = anywhere | awkward
reaches = st.floats(0.001, pi)
tolerances = st.integers(0, 3)


@st.composite
def near(draw: st.DrawFn, hub: Vector, within: float) -> Vector:
    east, north = frame(hub)
    return towards(hub, east, north, draw(st.floats(0, tau)), draw(st.floats(0, within)))


@st.composite
def disc_sets(draw: st.DrawFn) -> list[Disc]:
    """Discs that have much in common, of groups that have several, at scales of all sizes."""
    hub, scale = draw(places), draw(st.sampled_from([0.001, 0.05, 0.5, 1.5]))
    found = [
        disc(
            f"l{number}",
            draw(st.integers(0, 4)),
            draw(near(hub, scale)),
            draw(st.floats(0.02, 1.4)) * scale * EARTH_RADIUS_KM,
        )
        for number in range(draw(st.integers(1, 8)))
    ]
    for number in range(draw(st.integers(0, 2))):  # the same disc again, as another's word
        again = draw(st.sampled_from(found))
        found.append(again._replace(landmark=f"again{number}", group=draw(st.integers(0, 6))))
    return found


def excluding(discs: list[Disc], place: Vector, wider: float) -> int:
    """Count naively how many groups exclude a place, every disc wider by so much."""
    return len({it.group for it in discs if angle(it.centre, place) > it.reach + wider})


def points(discs: list[Disc], seed: int) -> list[Vector]:
    """Return places where something may change: in discs, on circles, and just beside them."""
    found = []
    for number, one in enumerate(discs):
        east, north = frame(one.centre)
        for turn in range(20):
            spread = (seed + 20 * number + turn) * GOLDEN
            share = (0.0, 1 - 1e-6, 1 + 1e-6, spread % 1)[min(turn, 3)]
            bearing = tau * (7 * spread % 1)
            found.append(towards(one.centre, east, north, bearing, min(pi, share * one.reach)))
    return found


def feasible(discs: list[Disc], seed: int, tolerate: int) -> list[Vector]:
    return [it for it in points(discs, seed) if excluding(discs, it, 0) <= tolerate]


def region_of(discs: list[Disc], tolerate: int) -> Region:
    return Region(tuple(bounding(discs, tolerate)), tolerate)


@settings(max_examples=100, deadline=None)
@given(disc_sets(), tolerances, st.integers(0, 10_000))
def test_a_place_is_feasible_as_a_naive_count_has_it(
    discs: list[Disc], tolerate: int, seed: int
) -> None:
    region = region_of(discs, tolerate)
    for place in points(discs, seed):
        narrow, wide = (excluding(discs, place, by) <= tolerate for by in (-CLOSE, CLOSE))
        if narrow == wide:
            assert region.contains(place) is narrow
        if narrow:
            assert not region.is_empty


@settings(max_examples=100, deadline=None)
@given(disc_sets(), tolerances, st.integers(0, 10_000), places)
def test_the_nearest_and_the_furthest_place_of_a_region_are_in_it_and_are_that(
    discs: list[Disc], tolerate: int, seed: int, place: Vector
) -> None:
    region = region_of(discs, tolerate)
    assume(not region.is_empty)
    ends = (region.nearest(place), region.furthest(place))
    assert all(excluding(discs, it, CLOSE) <= tolerate for it in ends)
    for it in feasible(discs, seed, tolerate):
        assert angle(place, ends[0]) - CLOSE <= angle(place, it) <= angle(place, ends[1]) + CLOSE


@settings(max_examples=100, deadline=None)
@given(disc_sets(), tolerances, st.integers(0, 10_000), st.floats(0, tau), st.floats(1e-4, 0.2))
def test_the_smallest_circle_has_all_of_the_region_and_no_circle_nearby_is_smaller(
    discs: list[Disc], tolerate: int, seed: int, bearing: float, step: float
) -> None:
    region = region_of(discs, tolerate)
    circle = smallest_circle(region)
    assert (circle is None) is region.is_empty
    if circle is None:
        return
    assert all(
        angle(circle.centre, it) <= circle.reach + CLOSE for it in feasible(discs, seed, tolerate)
    )
    if circle.smallest and not region.is_everywhere:
        east, north = frame(circle.centre)
        beside = towards(circle.centre, east, north, bearing, step * circle.reach)
        assert region.reach_from(beside) >= circle.reach - 2 * CLOSE


@settings(max_examples=100, deadline=None)
@given(disc_sets(), tolerances, st.integers(0, 10_000), places, st.floats(0, pi))
def test_a_region_lies_to_a_circle_as_its_places_do(
    discs: list[Disc], tolerate: int, seed: int, place: Vector, reach: float
) -> None:
    region = region_of(discs, tolerate)
    assume(not region.is_empty)
    relation = Round(place, reach).relation(region)
    for it in feasible(discs, seed, tolerate):
        away = angle(place, it)
        assert relation is not Relation.INSIDE or away <= reach + CLOSE
        assert relation is not Relation.APART or away >= reach - CLOSE


COUNTRIES = ("SG", "DE", "FJ", "RU", "ZA", "CL", "AQ", "CY", "US")


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(COUNTRIES), st.data(), st.integers(0, 1), st.floats(5, 2_500))
def test_a_region_lies_to_a_country_as_its_places_do(
    country: str, data: st.DataObject, tolerate: int, scale_km: float
) -> None:
    drawn = BORDERS.of(country)  # type: ignore[arg-type]
    assert drawn is not None
    run = data.draw(st.sampled_from(drawn.shape.runs))
    scale = scale_km / EARTH_RADIUS_KM
    discs = [
        disc(f"l{n}", n, data.draw(near(run.places[0], scale)), data.draw(st.floats(5, scale_km)))
        for n in range(data.draw(st.integers(1, 4)))
    ]
    region = region_of(discs, tolerate)
    assume(not region.is_empty and not region.is_everywhere)
    relation = drawn.shape.relation(region)
    inside = {
        drawn.shape.contains(it)
        for it in feasible(discs, data.draw(st.integers(0, 10_000)), tolerate)
    }
    assert relation is not Relation.INSIDE or False not in inside
    assert relation is not Relation.APART or True not in inside


# -- what is promised of verdicts -------------------------------------------------------------


@st.composite
def honest(draw: st.DrawFn, truth: Vector) -> list[Reply]:
    """Landmarks that stand where they say, and delays no shorter than physics has them."""
    found = []
    for number in range(draw(st.integers(1, 12))):
        place = draw(places | near(truth, 0.1))
        least_ms = 2 * angle(place, truth) * EARTH_RADIUS_KM / 200
        found.append(
            Reply(
                landmark=f"l{number}",
                group=f"g{draw(st.integers(0, 6))}",
                place=place,
                rtt_ms=least_ms * draw(st.floats(1, 3)) + draw(st.floats(1e-9, 30)),
                signed=draw(st.booleans()) or draw(st.booleans()),
            )
        )
    return found


def evidence(truth: Vector, reach_km: float, replies: list[Reply], tolerate: int) -> Evidence:
    zone = Round(truth, reach_km / EARTH_RADIUS_KM)
    return Evidence(zone=zone, replies=replies, tolerate=tolerate, km_per_ms=200)


@settings(max_examples=100, deadline=None)
@given(places, st.data(), st.floats(0, 5_000), tolerances)
def test_the_truth_is_never_excluded_by_honest_landmarks(
    truth: Vector, data: st.DataObject, reach_km: float, tolerate: int
) -> None:
    found = locate(evidence(truth, reach_km, data.draw(honest(truth)), tolerate))
    for under in (found.chosen, found.light):
        assert under.region.contains(truth)
        assert under.verdict is not IMPOSSIBLE
        assert not under.contradiction
        assert under.against == {}


@settings(max_examples=100, deadline=None)
@given(places, st.data(), st.floats(0, 5_000))
def test_the_truth_is_never_excluded_while_no_more_groups_lie_than_are_tolerated(
    truth: Vector, data: st.DataObject, reach_km: float
) -> None:
    replies = data.draw(honest(truth))
    lying = data.draw(st.integers(0, 3))
    for number in range(lying):
        place, rtt_ms = data.draw(places), data.draw(st.floats(1e-6, 50))
        one = {"landmark": f"x{number}", "group": f"x{number}", "place": place}
        replies.append(Reply(**one, rtt_ms=rtt_ms, signed=True))  # type: ignore[arg-type]
    found = locate(evidence(truth, reach_km, replies, lying))
    assert found.chosen.region.contains(truth)
    assert found.chosen.verdict is not IMPOSSIBLE
    assert not found.chosen.contradiction


@st.composite
def cases(draw: st.DrawFn) -> tuple[Vector, list[Reply], int, float]:
    """Evidence of any kind, also such that no place fits."""
    hub = draw(places)
    replies = [
        Reply(
            landmark=f"l{number}",
            group=f"g{draw(st.integers(0, 5))}",
            place=draw(near(hub, 0.6)),
            rtt_ms=draw(st.floats(0.01, 60)),
            signed=True,
        )
        for number in range(draw(st.integers(0, 9)))
    ]
    claim = draw(near(hub, 0.8))
    return claim, replies, draw(tolerances), draw(st.floats(0, 6_000))


@settings(max_examples=100, deadline=None)
@given(cases(), st.data())
def test_a_longer_round_trip_only_makes_more_places_possible(
    case: tuple[Vector, list[Reply], int, float], data: st.DataObject
) -> None:
    claim, replies, tolerate, reach_km = case
    longer = [
        Reply(
            landmark=it.landmark,
            group=it.group,
            place=it.place,
            rtt_ms=it.rtt_ms + data.draw(st.floats(0, 40)),
            signed=True,
        )
        for it in replies
    ]
    before = locate(evidence(claim, reach_km, replies, tolerate)).chosen
    after = locate(evidence(claim, reach_km, longer, tolerate)).chosen
    assert after.margin_ms <= before.margin_ms + 1e-9
    assert set(after.against) <= set(before.against)
    assert after.region.contains(claim) or not before.region.contains(claim)
    if before.region.is_empty or not replies:
        return
    assert not after.region.is_empty
    assert before.verdict is not INCONCLUSIVE or after.verdict is INCONCLUSIVE
    assert after.verdict in {before.verdict, INCONCLUSIVE}


@settings(max_examples=100, deadline=None)
@given(cases(), places)
def test_what_is_possible_stays_so_when_one_group_more_may_be_wrong(
    case: tuple[Vector, list[Reply], int, float], place: Vector
) -> None:
    claim, replies, tolerate, reach_km = case
    fewer = locate(evidence(claim, reach_km, replies, tolerate)).chosen
    more = locate(evidence(claim, reach_km, replies, tolerate + 1)).chosen
    for it in (claim, place, *(reply.place for reply in replies)):
        assert more.region.contains(it) or not fewer.region.contains(it)
    if not fewer.region.is_empty:
        assert not more.region.is_empty
        assert more.verdict in {fewer.verdict, INCONCLUSIVE}


@settings(max_examples=100, deadline=None)
@given(cases(), st.data())
def test_the_order_of_landmarks_decides_nothing(
    case: tuple[Vector, list[Reply], int, float], data: st.DataObject
) -> None:
    claim, replies, tolerate, reach_km = case
    mixed = data.draw(st.permutations(replies))
    one = locate(evidence(claim, reach_km, replies, tolerate))
    other = locate(evidence(claim, reach_km, mixed, tolerate))
    for a, b in ((one.chosen, other.chosen), (one.light, other.light)):
        assert (a.verdict, a.margin_ms, a.contradiction) == (
            b.verdict,
            b.margin_ms,
            b.contradiction,
        )
        assert dict(a.against) == dict(b.against)
        assert (a.radius_km is None) is (b.radius_km is None)
        if a.radius_km is not None and a.circle is not None and a.circle.smallest:
            assert abs(a.radius_km - (b.radius_km or 0.0)) <= 0.002


@settings(max_examples=100, deadline=None)
@given(cases(), st.floats(0, tau), places)
def test_a_verdict_is_the_same_wherever_on_the_globe_it_is_asked(
    case: tuple[Vector, list[Reply], int, float], turn: float, axis: Vector
) -> None:
    """Turned across a pole or the antimeridian, nothing changes but the last digits."""
    claim, replies, tolerate, reach_km = case
    east, north = frame(axis)

    def turned(place: Vector) -> Vector:
        away = angle(axis, place)
        e, n = (sum(a * b for a, b in zip(d, place, strict=True)) for d in (east, north))
        return towards(axis, east, north, atan2(n, e) + turn, away)

    moved = [
        Reply(
            landmark=it.landmark,
            group=it.group,
            place=turned(it.place),
            rtt_ms=it.rtt_ms,
            signed=True,
        )
        for it in replies
    ]
    here = locate(evidence(claim, reach_km, replies, tolerate)).chosen
    there = locate(evidence(turned(claim), reach_km, moved, tolerate)).chosen
    assert abs(here.margin_ms - there.margin_ms) <= 1e-5
    if here.circle is not None and there.circle is not None and here.circle.smallest:
        assert abs(here.circle.reach - there.circle.reach) <= CLOSE * 10


@given(st.floats(-90, 90), st.floats(-180, 180), st.floats(-90, 90), st.floats(-180, 180))
def test_distances_are_the_same_both_ways_and_at_every_name_of_a_place(
    lat: float, lon: float, other_lat: float, other_lon: float
) -> None:
    there = distance_km(lat, lon, other_lat, other_lon)
    assert abs(there - distance_km(other_lat, other_lon, lat, lon)) <= 1e-6
    east, west = (distance_km(lat, edge, other_lat, other_lon) for edge in (180, -180))
    assert abs(east - west) <= 1e-6
    assert 0 <= there <= pi * EARTH_RADIUS_KM + 1e-6
