"""Numbers of the methods sheet, and what its verdicts say and leave open."""

import json
from pathlib import Path
from typing import Any

import pytest

from comptrol.domains.location import (
    EARTH_RADIUS_KM,
    FIBRE_KM_PER_MS,
    HALF_WAY_KM,
    LIGHT_KM_PER_MS,
    Evidence,
    Located,
    LocationVerdict,
    Reply,
    Round,
    distance_km,
    locate,
    notes,
    reach_km,
    vector,
)

ORACLES = Path(__file__).parents[3] / "shared/facts/methods/oracles.json"
needs_shared = pytest.mark.skipif(
    not ORACLES.exists(), reason="the shared inputs are elsewhere: no published oracles"
)
IMPOSSIBLE, CONSISTENT, INCONCLUSIVE = LocationVerdict
SHENZHEN, SINGAPORE, JOHOR = (22.5431, 114.0579), (1.3521, 103.8198), (1.4927, 103.7414)
FRANKFURT, SYDNEY = (50.11, 8.68), (-33.87, 151.21)


def replies(*heard: tuple[tuple[float, float], float], **same: Any) -> list[Reply]:
    """Return signed replies, of a group each."""
    fields = {"signed": True, **same}
    return [
        Reply(
            landmark=f"l{n}",
            group=fields.get("group", f"g{n}"),
            place=vector(*at),
            rtt_ms=rtt_ms,
            signed=fields["signed"],
        )
        for n, (at, rtt_ms) in enumerate(heard)
    ]


def judged(
    claim: tuple[float, float], claim_km: float, heard: list[Reply], **fields: Any
) -> Located:
    zone = Round(vector(*claim), claim_km / EARTH_RADIUS_KM)
    given = {"tolerate": 0, "km_per_ms": FIBRE_KM_PER_MS, **fields}
    return locate(Evidence(zone=zone, replies=heard, **given))


# -- published and computed numbers -----------------------------------------------------------


@needs_shared
@pytest.mark.parametrize("method", ["rtt_max_km", "jitter_km"])
def test_a_round_trip_bounds_a_distance_as_published(method: str) -> None:
    rows = [row for row in json.loads(ORACLES.read_text()) if row["method"] == method]
    assert rows
    for row in rows:
        inputs = row["inputs"]
        rtt_ms = inputs.get("rtt_ms", inputs.get("ms"))
        assert reach_km(rtt_ms, inputs["km_per_ms"]) == pytest.approx(row["expected"], abs=1e-9)


def test_a_round_trip_bounds_a_distance_as_the_sheet_says() -> None:
    assert reach_km(20, 200) == 2_000
    assert reach_km(1.5, 200) == 150
    assert reach_km(0.1, 200) == 10


def test_shenzhen_and_singapore_are_as_far_apart_as_the_sheet_says() -> None:
    assert distance_km(*SHENZHEN, *SINGAPORE) == pytest.approx(2_603, abs=1)
    assert distance_km(*SINGAPORE, *JOHOR) == pytest.approx(17.9, abs=0.1)


@pytest.mark.parametrize(
    ("rtt_ms", "fibre", "light"),
    [
        (17.3, IMPOSSIBLE, IMPOSSIBLE),
        (17.4, IMPOSSIBLE, INCONCLUSIVE),
        (25.9, IMPOSSIBLE, INCONCLUSIVE),
        (26.1, INCONCLUSIVE, INCONCLUSIVE),
    ],
)
def test_a_landmark_in_shenzhen_refutes_singapore(
    rtt_ms: float, fibre: LocationVerdict, light: LocationVerdict
) -> None:
    found = judged(SINGAPORE, 0, replies((SHENZHEN, rtt_ms)))
    assert (found.chosen.verdict, found.light.verdict) == (fibre, light)
    least_ms = 2 * distance_km(*SHENZHEN, *SINGAPORE) / 200
    assert found.chosen.margin_ms == pytest.approx(max(0.0, least_ms - rtt_ms))


def test_singapore_and_johor_stay_undecided_at_the_least_delay_of_any_network() -> None:
    near = replies((SINGAPORE, 0.5), ((1.30, 103.90), 0.6), ((1.44, 103.79), 0.5))
    found = judged(SINGAPORE, 15, near)
    assert found.chosen.verdict is INCONCLUSIVE
    assert judged(JOHOR, 5, near).chosen.verdict is INCONCLUSIVE


# -- three values, with a quorum --------------------------------------------------------------


def test_every_possible_place_within_the_claim_is_consistent() -> None:
    found = judged(FRANKFURT, 250, replies((FRANKFURT, 2)))
    assert found.chosen.verdict is CONSISTENT
    assert found.chosen.radius_km == pytest.approx(200, abs=1e-6)
    assert (found.chosen.margin_ms, found.chosen.excluding) == (0.0, ())


def test_a_claim_smaller_than_the_region_is_not_verified() -> None:
    assert judged(FRANKFURT, 199, replies((FRANKFURT, 2))).chosen.verdict is INCONCLUSIVE


def test_one_bad_landmark_convicts_with_no_tolerance_and_not_with_one() -> None:
    bad = replies((SYDNEY, 2), (FRANKFURT, 9), ((52.4, 4.9), 9))
    assert judged(FRANKFURT, 1_000, bad).chosen.contradiction
    found = judged(FRANKFURT, 1_000, bad, tolerate=1)
    assert found.chosen.verdict is CONSISTENT
    assert found.chosen.excluding == ("l0",)
    assert not found.chosen.contradiction


def test_landmarks_of_one_group_count_as_one() -> None:
    two = replies((SYDNEY, 2), (SYDNEY, 3), group="same")
    assert judged(FRANKFURT, 100, two).chosen.verdict is IMPOSSIBLE
    found = judged(FRANKFURT, 100, two, tolerate=1)
    assert (found.chosen.verdict, found.groups) == (INCONCLUSIVE, 1)


def test_a_group_excludes_wherever_one_of_its_discs_does() -> None:
    group = replies((FRANKFURT, 2), (FRANKFURT, 50), group="same")
    found = judged(FRANKFURT, 250, [*group, *replies((SYDNEY, 300))])
    assert found.chosen.verdict is CONSISTENT


def test_a_claim_is_impossible_only_together_where_no_landmark_excludes_all_of_it() -> None:
    """Each disc has a part of the claim; what both have in common lies outside it."""
    west, east = (0.0, -10.0), (0.0, 10.0)
    reach_ms = 2 * (distance_km(0, 10, 0, 0) + 5) / 200
    found = judged((3.5, 0.0), 250, replies((west, reach_ms), (east, reach_ms)))
    assert found.chosen.verdict is IMPOSSIBLE
    assert (found.chosen.margin_ms, found.chosen.excluding) == (0.0, ())


def test_where_no_place_fits_nobody_is_convicted() -> None:
    found = judged(FRANKFURT, 100, replies((FRANKFURT, 2), (SYDNEY, 2)))
    assert found.chosen.verdict is INCONCLUSIVE
    assert found.chosen.contradiction
    assert found.chosen.radius_km is None


def test_nothing_heard_is_nothing_known() -> None:
    found = judged(FRANKFURT, 100, [])
    assert found.chosen.verdict is INCONCLUSIVE
    assert (found.chosen.radius_km, found.chosen.contradiction) == (None, False)


def test_a_reply_that_is_not_signed_is_left_out() -> None:
    found = judged(FRANKFURT, 100, replies((SYDNEY, 2), signed=False))
    assert found.chosen.verdict is INCONCLUSIVE
    assert (found.left_out, found.groups) == (("l0",), 0)


def test_slack_widens_every_disc() -> None:
    heard = replies((SHENZHEN, 25.9))
    assert judged(SINGAPORE, 0, heard, slack_km=12).chosen.verdict is IMPOSSIBLE
    assert judged(SINGAPORE, 0, heard, slack_km=14).chosen.verdict is INCONCLUSIVE


def test_a_calibrated_speed_never_convicts_and_never_clears() -> None:
    heard = replies((FRANKFURT, 2))
    for claim in (FRANKFURT, SYDNEY):
        found = judged(claim, 500, heard, km_per_ms=100)
        assert found.chosen.verdict is INCONCLUSIVE
    assert judged(SYDNEY, 500, heard, km_per_ms=100).chosen.margin_ms > 0


def test_under_the_speed_of_light_both_verdicts_are_one() -> None:
    found = judged(FRANKFURT, 500, replies((FRANKFURT, 2)), km_per_ms=LIGHT_KM_PER_MS)
    assert found.light is found.chosen


# -- edges of the globe -----------------------------------------------------------------------


@pytest.mark.parametrize("lon", [180, -180, 179.9, -179.9])
def test_the_antimeridian_is_no_border(lon: float) -> None:
    found = judged((-17, 180), 250, replies(((-17, lon), 2), ((-17.2, -lon), 2)))
    assert found.chosen.verdict is CONSISTENT


@pytest.mark.parametrize("lat", [90, -90])
@pytest.mark.parametrize("lon", [0, 77, -180])
def test_a_pole_is_one_place_whatever_its_longitude(lat: float, lon: float) -> None:
    found = judged((lat, 0), 250, replies(((lat, lon), 2), ((lat - lat / 90, 33), 4)))
    assert found.chosen.verdict is CONSISTENT
    assert found.chosen.radius_km == pytest.approx(200, abs=1e-3)


def test_a_disc_that_has_the_whole_globe_says_nothing() -> None:
    found = judged(FRANKFURT, 100, replies((FRANKFURT, 500)))
    assert found.chosen.verdict is INCONCLUSIVE
    assert found.chosen.radius_km == pytest.approx(HALF_WAY_KM)
    assert judged(FRANKFURT, HALF_WAY_KM, replies((FRANKFURT, 500))).chosen.verdict is CONSISTENT


def test_a_disc_of_more_than_half_the_globe_is_its_own_circle() -> None:
    found = judged(FRANKFURT, 100, replies((FRANKFURT, 150)))
    assert found.chosen.radius_km == pytest.approx(15_000, abs=0.01)


def test_landmarks_at_one_spot_agree() -> None:
    found = judged(FRANKFURT, 250, replies((FRANKFURT, 2), (FRANKFURT, 2), (FRANKFURT, 2.5)))
    assert found.chosen.radius_km == pytest.approx(200, abs=1e-3)


def test_the_opposite_of_a_landmark_is_the_last_place_it_excludes() -> None:
    other_side = (-FRANKFURT[0], FRANKFURT[1] - 180)
    found = judged(other_side, 10, replies((FRANKFURT, 2 * (HALF_WAY_KM - 11) / 200)))
    assert found.chosen.verdict is IMPOSSIBLE
    found = judged(other_side, 10, replies((FRANKFURT, 2 * (HALF_WAY_KM - 9) / 200)))
    assert found.chosen.verdict is INCONCLUSIVE


# -- certified inside a border ----------------------------------------------------------------


def test_a_landmark_certifies_what_light_could_not_have_left() -> None:
    """The rule is RTT <= 2 * d(landmark, nearest point of the border) / c."""
    limit_ms = 2 * 300 / LIGHT_KM_PER_MS
    for rtt_ms, certified in ((limit_ms - 1e-6, ("l0",)), (limit_ms + 1e-6, ())):
        found = judged(FRANKFURT, 300, replies((FRANKFURT, rtt_ms)))
        assert found.certified_by == certified


def test_a_landmark_that_may_stand_elsewhere_certifies_so_much_less() -> None:
    limit_ms = 2 * (300 - 40) / LIGHT_KM_PER_MS
    for rtt_ms, certified in ((limit_ms - 1e-6, ("l0",)), (limit_ms + 1e-6, ())):
        found = judged(FRANKFURT, 300, replies((FRANKFURT, rtt_ms)), slack_km=40)
        assert found.certified_by == certified


def test_no_landmark_certifies_from_outside() -> None:
    assert judged(FRANKFURT, 300, replies((SYDNEY, 0.1))).certified_by == ()


# -- what is said beside a verdict ------------------------------------------------------------


def told(claim: tuple[float, float], claim_km: float, heard: list[Reply], **fields: Any) -> str:
    zone = Round(vector(*claim), claim_km / EARTH_RADIUS_KM)
    given = {"tolerate": 0, "km_per_ms": FIBRE_KM_PER_MS, **fields}
    evidence = Evidence(zone=zone, replies=heard, **given)
    return " ".join(notes(evidence, locate(evidence), claim="the claim", borders=""))


def test_under_the_speed_of_fibre_alone_a_person_decides() -> None:
    said = told(SINGAPORE, 0, replies((SHENZHEN, 20)))
    assert "under 200 km/ms" in said
    assert "a person decides before anything adverse" in said
    assert "light in vacuum excludes it too" in told(SINGAPORE, 0, replies((SHENZHEN, 10)))


def test_not_refuted_is_never_called_verified() -> None:
    assert "Not refuted is not verified." in told(SINGAPORE, 10, replies((SHENZHEN, 40)))


def test_where_no_landmark_may_be_wrong_a_refutation_is_a_weak_sign() -> None:
    near = replies((SHENZHEN, 10), (SHENZHEN, 10))
    assert "weak sign" in told(SINGAPORE, 0, near)
    assert "weak sign" not in told(SINGAPORE, 0, near, tolerate=1)
    assert "weak sign" not in told(SINGAPORE, 10, replies((SHENZHEN, 40)))


def test_what_hangs_on_the_earth_being_a_sphere_is_said() -> None:
    assert "ellipsoid" in told(SINGAPORE, 0, replies((SHENZHEN, 25.95)))
    assert "ellipsoid" not in told(SINGAPORE, 0, replies((SHENZHEN, 20)))


@pytest.mark.parametrize(
    ("heard", "fields", "word"),
    [
        ([], {}, "No reply was signed"),
        (replies((FRANKFURT, 2)), {"tolerate": 1}, "too few"),
        (replies((FRANKFURT, 2), (SYDNEY, 2)), {}, "convicts nobody"),
        (replies((FRANKFURT, 2)), {"km_per_ms": 100}, "calibrated"),
        (replies((FRANKFURT, 2), signed=False), {}, "1 of 1 replies were not signed"),
        (replies((FRANKFURT, 120)), {}, "half the globe"),
        (replies((FRANKFURT, 2)), {}, "bound to it when it was made"),
    ],
)
def test_every_limit_is_said(heard: list[Reply], fields: dict[str, Any], word: str) -> None:
    assert word in told(FRANKFURT, 250, heard, **fields)
