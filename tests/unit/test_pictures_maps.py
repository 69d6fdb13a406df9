"""Where things stand on the map of the world, and what is told of sites and accounts on it."""

from math import hypot, radians, sin

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.picturing import (
    SVG,
    account,
    account_row,
    judgement,
    site,
    sound,
    texts,
    the_borders,
    told,
)

from comptrol.domains.accounts import Axis
from comptrol.domains.location import LocationVerdict
from comptrol.domains.registry import SiteId
from comptrol.entrypoints.pictures.account_map import account_map
from comptrol.entrypoints.pictures.site_map import site_map
from comptrol.entrypoints.pictures.world_map import HEIGHT, WIDTH, around, at, land, middle_of
from comptrol.kernel.identifiers import CountryCode

OSLO = ("59.9", "10.7", "2")
SUVA = ("-18.1", "179.5", "600")
latitudes, longitudes = st.floats(-90, 90), st.floats(-180, 180)


def test_the_middle_of_the_map_is_where_the_equator_meets_greenwich():
    assert at(0, 0) == (WIDTH / 2, 268.0)
    assert at(0, 180)[0] == pytest.approx(WIDTH - 14)
    assert at(0, -180)[0] == pytest.approx(14)


@given(lat=latitudes, lon=longitudes)
def test_every_place_is_on_the_map_and_its_mirror_image_across(lat: float, lon: float):
    x, y = at(lat, lon)
    assert 14 - 1e-6 <= x <= WIDTH - 14 + 1e-6
    assert 40 <= y <= HEIGHT
    assert at(-lat, -lon) == pytest.approx((WIDTH - x, 536 - y))


@pytest.mark.parametrize("lat", [0, 15, 30, 45, 60, 75, 88])
def test_areas_are_true(lat: int):
    wide = (at(lat + 0.5, 1)[0] - at(lat + 0.5, 0)[0]) + (at(lat + 1, 1)[0] - at(lat + 1, 0)[0])
    wide = (wide + at(lat, 1)[0] - at(lat, 0)[0]) / 3
    area = wide * (at(lat, 0)[1] - at(lat + 1, 0)[1])
    whole = sin(radians(lat + 1)) - sin(radians(lat))
    assert area / whole == pytest.approx(517.35, rel=0.0001)


def test_a_circle_across_180_degrees_is_drawn_on_both_sides():
    runs = list(around(-18.1, 179.5, 600))
    assert len(runs) >= 2
    sides = {x > WIDTH / 2 for run in runs for x, _ in run}
    assert sides == {True, False}
    assert all(hypot(a[0] - b[0], a[1] - b[1]) < 40 for run in runs for a, b in zip(run, run[1:]))  # noqa: B905, RUF007


def test_no_coast_crosses_the_map_from_side_to_side():
    assert "Natural Earth" in the_borders().source
    assert len(land(the_borders())) < 100_000
    assert max(len(step) for step in land(the_borders()).split("l")) < 20_000


def test_the_sign_of_a_country_stands_within_it():
    x, y = middle_of(the_borders(), CountryCode("FR")) or (0, 0)
    assert hypot(x - at(46.6, 2.5)[0], y - at(46.6, 2.5)[1]) < 10
    assert middle_of(the_borders(), CountryCode("ZZ")) is None


def test_each_verdict_has_a_form_of_its_own_and_a_word():
    sites = [site(name, OSLO) for name in "abcd"]
    seen = [judgement(name, it) for name, it in zip("abc", LocationVerdict, strict=True)]
    chart = site_map(sites, the_borders(), judgements=seen)
    root = sound(chart)
    words = [it.text or "" for it in root.iter(f"{SVG}title")][1:]
    assert {it.split(": ")[1].split(",")[0] for it in words} == {
        "impossible",
        "consistent",
        "inconclusive",
        "not measured",
    }
    forms = {
        (len(it.findall(f"{SVG}circle")), len(it.findall(f"{SVG}path"))) for it in _marks(root)
    }
    assert len(forms) >= 3
    assert [row[7] for row in chart.rows] == [
        *(it.value for it in LocationVerdict),
        "not measured",
    ]


def _marks(root):
    return [it for it in root.iter(f"{SVG}g") if it.find(f"{SVG}title") is not None]


def test_a_site_stands_where_its_place_is():
    chart = site_map([site("a", OSLO)], the_borders(), judgements=[])
    x, y = at(59.9, 10.7)
    (mark,) = _marks(sound(chart))
    assert mark[1].get("d", "").startswith(f"M{x - 5:.1f} {y - 5:.1f}")
    assert chart.rows[0][3:6] == ("59.9", "10.7", "2")


def test_the_last_verdict_counts():
    seen = [
        judgement("a", LocationVerdict.IMPOSSIBLE, 9),
        judgement("a", LocationVerdict.CONSISTENT, 3),
    ]
    chart = site_map([site("a", OSLO)], the_borders(), judgements=seen)
    assert "impossible: 1" in chart.told


def test_sites_of_which_only_the_country_is_known_stand_together():
    sites = [site(f"s{it}", country="US") for it in range(65)] + [site("lost")]
    chart = site_map(sites, the_borders())
    assert "65 of which only the country is known, 1 that cannot be drawn" in chart.told
    assert "US 65" in texts(sound(chart))
    assert len(_marks(sound(chart))) == 1
    assert len(chart.rows) == 66


def test_a_thousand_sites_are_still_a_small_picture():
    sites = [site(f"s{it}", (str(it % 160 - 80), str(it % 350 - 175), "1")) for it in range(300)]
    assert len(site_map(sites, the_borders()).svg) < 150_000


def test_a_site_may_lead_to_its_page_within_this_server():
    def page(of: SiteId) -> str:
        return f"/console/sites/{of}"

    chart = site_map([site("a", OSLO), site("b", SUVA)], the_borders(), href=page)
    links = [it.get("href") for it in sound(chart, links=True).iter(f"{SVG}a")]
    assert links == ["/console/sites/a", "/console/sites/b"]


def test_no_site_at_all_is_told_in_words():
    chart = site_map([], the_borders())
    sound(chart)
    assert chart.told == "No site is registered, so that none is drawn."


def test_a_larger_country_has_a_larger_disc():
    rows = (account_row("US", told(1, 400, 900)), account_row("FR", told(1, 100, 100)))
    root = sound(account_map(account(*rows), Axis.TERRITORY, the_borders()))
    us, fr = (float(it.findall(f"{SVG}circle")[0].get("r", "0")) for it in _marks(root))
    assert us / fr == pytest.approx(2, rel=0.02)


def test_what_is_unknown_or_on_no_map_is_named_below():
    rows = (account_row("DE", told(None, None, None)), account_row("ZZ", told(1, 2, 3)))
    root = sound(account_map(account(*rows), Axis.TERRITORY, the_borders()))
    assert "Not drawn, or unknown: ZZ, DE." in texts(root)
    assert "Nothing is known of any country." in texts(root)
