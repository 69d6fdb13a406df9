"""Sites, lots, chips, hand-overs and the books as pages: for whom, and in which words."""

import re

import httpx
import pytest
from tests.console.registering_pages import HOSTILE, MODEL, TODAY, Registry
from tests.console.standing_in import Seen, seen_by, visitor_of

from comptrol.entrypoints.console.visitor import NOBODY

CHIP = "maker%2FH000001"


@pytest.fixture(scope="module")
def known() -> Registry:
    """Return a registry in which two lots were handed over, and one is on its way."""
    made = Registry()
    made.site(name="frankfurt")
    made.site(name="odd", address=HOSTILE, source=HOSTILE[:400])
    for lot, prefix in (("lot-1", "H"), ("lot-2", "K"), ("lot-3", "L")):
        made.made(lot, prefix)
        made.shipped(lot)
    made.received("lot-1")
    made.installed("lot-1")
    made.received("lot-2")
    made.said("holder", "registry.lost/1", lot="lot-1", on=TODAY, reason=HOSTILE[:400],
              chips=["maker/H000002"])  # fmt: skip
    return made


def by(known: Registry, party: str = "") -> Seen:
    return seen_by(known.platform, visitor_of(known.platform, party) if party else NOBODY)


def read(answer: httpx.Response, status: int = 200) -> str:
    assert answer.status_code == status, answer.text[-600:]
    assert "<script>alert" not in answer.text
    assert len(re.findall("<h1", answer.text)) == 1
    return answer.text


OF_ALL = [
    "/sites", "/sites?country=DE", "/sites/frankfurt", "/sites/odd", "/factor-sets", "/landmarks",
]  # fmt: skip
OF_HOLDER = [
    "/lots", "/lots/lot-1", f"/chips/{CHIP}", "/hand-overs", "/hand-overs/s-lot-1",
    "/hand-overs/s-lot-3", "/open-releases", "/challenges",
]  # fmt: skip
OF_INSIDERS = ["/balance", "/balance?by=holder&start=2026-01-01", "/alarms", "/inspections"]


@pytest.mark.parametrize("path", OF_ALL)
def test_what_is_public_is_shown_to_nobody_in_particular(known: Registry, path: str):
    assert "H100" in read(by(known).get(f"/console{path}")) or path


@pytest.mark.parametrize("path", OF_HOLDER)
def test_a_holder_sees_its_own(known: Registry, path: str):
    read(by(known, "holder").get(f"/console{path}"))


@pytest.mark.parametrize("path", [*OF_HOLDER, *OF_INSIDERS])
def test_nobody_is_sent_to_sign_in(known: Registry, path: str):
    answer = by(known).get(f"/console{path}")
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/console/sign-in?next=")


@pytest.mark.parametrize("path", [*OF_INSIDERS, *OF_HOLDER])
def test_whoever_looks_after_all_sees_all(known: Registry, path: str):
    read(by(known, "inspector").get(f"/console{path}"))


@pytest.mark.parametrize("path", ["/lots/lot-1", f"/chips/{CHIP}", "/hand-overs/s-lot-1"])
def test_what_is_another_partys_is_not_there_for_a_third(known: Registry, path: str):
    assert "not for you to see" in read(by(known, "customer").get(f"/console{path}"), 404)


@pytest.mark.parametrize("path", OF_INSIDERS)
def test_what_is_for_those_who_look_is_not_there_for_others(known: Registry, path: str):
    read(by(known, "holder").get(f"/console{path}"), 404)


UNKNOWN = [
    "/sites/nowhere", "/lots/none", "/chips/maker%2FX1", "/chips/%3Cb%3E", "/hand-overs/none",
    "/transfers/none", "/alarms/none%2Fat%3Aall", "/challenges/none", "/inspections/none",
    "/lots/%E2%80%AE%F0%9F%92%A9", "/sites/frankfurt?factor_set=none",
]  # fmt: skip


@pytest.mark.parametrize("path", UNKNOWN)
def test_what_is_not_known_is_said_in_words(known: Registry, path: str):
    page = read(by(known, "authority").get(f"/console{path}"), 404)
    assert 'role="alert"' in page


UNREADABLE = [
    "/sites/frankfurt?on=today", "/lots/lot-1?on=2026-13-40",
    "/lots/lot-1?on=2026-10-10&known_at=once", "/balance?start=2026-02-01&until=2026-01-01",
    "/balance?by=colour", "/factor-sets?chip=H100&units=many",
]  # fmt: skip


@pytest.mark.parametrize("path", UNREADABLE)
def test_what_cannot_be_read_is_said_in_words(known: Registry, path: str):
    page = read(by(known, "authority").get(f"/console{path}"), 400)
    assert 'role="alert"' in page


PICTURES = [
    ("", "/sites", "map"), ("holder", "/lots/lot-1", "custody"),
    ("holder", f"/chips/{CHIP}", "custody"),
]  # fmt: skip


@pytest.mark.parametrize(("party", "path", "name"), PICTURES)
@pytest.mark.parametrize("form", ["", ".svg", ".csv"])
def test_a_picture_has_words_and_a_table(
    known: Registry, party: str, path: str, name: str, form: str
):
    answer = by(known, party).get(f"/console{path}/charts/{name}{form}")
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text or form == ".csv"


def test_a_lot_shows_how_it_was_by_what_was_known(known: Registry):
    page = by(known, "holder")
    assert "had not been made" in read(page.get("/console/lots/lot-1?on=2026-09-01"))
    assert "Made, held by" in read(page.get("/console/lots/lot-1?on=2026-10-05"))
    known_at = "/console/lots/lot-1?on=2026-10-05&known_at=2026-10-06T12:00"
    assert "had not been made" in read(page.get(known_at))


def test_a_lot_shows_the_proof_of_a_chip_or_why_there_is_none(known: Registry):
    page = by(known, "holder")
    proof = read(page.get("/console/lots/lot-1", params={"chip": "maker/H000003"}))
    assert "under the root" in proof
    assert "not made with this lot" in read(
        page.get("/console/lots/lot-1", params={"chip": "maker/K000003"})
    )
    assert "no chip" in read(page.get("/console/lots/lot-1", params={"chip": "maker/Z9"}))


def test_facts_lead_to_their_statements(known: Registry):
    page = read(by(known, "holder").get("/console/lots/lot-1"))
    assert len(re.findall(r"/console/entries/\d+", page)) > 8


def test_lists_are_paged(known: Registry, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("comptrol.entrypoints.console.pages.lots.LOTS", 1)
    page = read(by(known, "holder").get("/console/lots"))
    assert 'rel="next"' in page
    assert "after=lot-1" in page
    assert "lot-2" in read(by(known, "holder").get("/console/lots?after=lot-1"))


def test_empty_states_say_what_to_do(known: Registry):
    customer = by(known, "customer")
    assert "receives what was shipped to it" in read(customer.get("/console/lots"))
    assert "Nothing is on its way here" in read(customer.get("/console/hand-overs"))
    assert "No landmark is registered" in read(customer.get("/console/landmarks"))
    assert "No edition of factors" in read(customer.get("/console/factor-sets"))
    assert "Nothing is open" in read(customer.get("/console/open-releases"))


def test_lots_of_a_site_are_for_its_operator(known: Registry):
    assert "Lots at the site" in read(by(known, "provider").get("/console/sites/frankfurt"))
    assert "Lots at the site" not in read(by(known, "customer").get("/console/sites/frankfurt"))


def test_a_large_registry_is_balanced_in_the_background(
    known: Registry, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("comptrol.entrypoints.console.pages.books.LOTS_AT_ONCE", 1)
    page = read(by(known, "authority").get("/console/balance"))
    assert 'action="/console/begin/balance"' in page


# What can be said.


@pytest.fixture
def told() -> Registry:
    """Return a registry in which a lot is on its way."""
    made = Registry()
    made.site()
    made.made()
    made.shipped()
    return made


def test_the_other_side_countersigns(told: Registry):
    page = by(told, "holder")
    shown = read(page.get("/console/hand-overs/s-lot-1"))
    assert "Receive it" in shown
    answer = page.post("/console/hand-overs/s-lot-1/acts/receive", {"on": str(TODAY)})
    assert answer.status_code == 303
    after = read(page.get("/console/hand-overs/s-lot-1"))
    assert "Received" in after
    assert "Receive it" not in after


def test_the_sender_cannot_countersign_and_is_not_asked(told: Registry):
    page = by(told, "maker")
    assert "Receive it" not in read(page.get("/console/hand-overs/s-lot-1"))
    read(page.post("/console/hand-overs/s-lot-1/acts/receive", {"on": str(TODAY)}), 404)


def test_a_refused_statement_shows_why_and_keeps_what_was_written(told: Registry):
    form = {"on": "2026-09-01", "missing": "maker/H000001", "missing_lot": "odd<b>"}
    page = by(told, "holder").post("/console/hand-overs/s-lot-1/acts/receive", form)
    assert page.status_code == 422
    assert "odd&lt;b&gt;" in page.text
    form["missing_lot"] = "lot-9"
    page = by(told, "holder").post("/console/hand-overs/s-lot-1/acts/receive", form)
    assert page.status_code == 422
    assert "registry." in page.text
    assert 'value="2026-09-01"' in page.text


def test_a_holder_installs_ships_and_loses(told: Registry):
    told.received()
    page = by(told, "holder")
    said = [
        ("install", {"site": "frankfurt", "on": str(TODAY)}),
        ("lost", {"chips": "maker/H000003", "on": str(TODAY), "reason": HOSTILE[:200]}),
        ("found", {"chips": "maker/H000003", "on": str(TODAY), "reason": "behind the rack"}),
        ("split", {"into": "lot-1b", "on": str(TODAY), "listed": "H000007\nH000008"}),
        ("ship", {"shipment": "s-2", "to": "maker", "destination": "frankfurt",
                  "waybill": "w-2", "on": str(TODAY)}),
    ]  # fmt: skip
    for act, form in said:
        answer = page.post(f"/console/lots/lot-1/acts/{act}", form)
        assert answer.status_code == 303, answer.text[-900:]
    assert "In transit" in read(page.get("/console/lots/lot-1"))


def test_a_maker_makes_a_lot_and_a_provider_registers_a_site(told: Registry):
    lot = {"lot": "lot-n", "model": MODEL, "on": str(TODAY), "listed": "N-1\nN-2"}
    assert by(told, "maker").post("/console/lots/acts/make", lot).status_code == 303
    place = '{"lat": "50.11", "lon": "8.68", "radius_km": "5"}'
    site = {"site": "mainz", "name": "Mainz", "country": "DE", "source": "deeds", "place": place}
    assert by(told, "provider").post("/console/sites/acts/register-own", site).status_code == 303
    assert "50.11" in read(by(told).get("/console/sites/mainz"))
    answer = by(told, "provider").post(
        "/console/sites/acts/register-own", {**site, "place": "here"}
    )
    assert "write it as JSON" in answer.text


def test_the_map_has_every_site_on_whatever_page_of_the_list(told: Registry):
    told.site("mainz")
    pages = [by(told).get(f"/console/sites{it}").text for it in ("", "?after=frankfurt")]
    maps = [by(told).get(f"/console/sites/charts/map{it}").text for it in ("", "?after=frankfurt")]
    rows = [it.partition('role="region"')[2] for it in pages]
    assert [">frankfurt<" in rows[0], ">frankfurt<" in rows[1]] == [True, False]
    told_of = [it.partition("<main")[2].replace("?after=frankfurt", "") for it in maps]
    assert told_of[0] == told_of[1]
    assert ['rel="first" href="?"' in it for it in pages] == [False, True]


def test_a_site_is_looked_for_by_the_name_of_a_country(told: Registry):
    assert ">frankfurt<" in by(told).get("/console/sites?country=germany").text
    wrong = by(told).get("/console/sites?country=Germania")
    assert (wrong.status_code, "no country has the code" in wrong.text) == (200, True)
    assert "No site is registered here" not in wrong.text


# Where it can be.

LANDMARKS = [("fra-1", "a", "50.11", "8.68"), ("fra-2", "b", "50.00", "8.57"),
             ("fra-3", "c", "50.20", "8.80")]  # fmt: skip
LOCATION_POLICY = {
    "policy": "two may be wrong", "source": "a test", "tolerate": 0, "km_per_ms": "200",
    "slack_km": "1", "landmarks_min": 3, "baseline_measurements": 3, "baseline_days": 30,
    "jump_ms": "5", "uniform_ms": "1", "uniform_share": "0.9", "signing_spread_ms": "5",
}  # fmt: skip


@pytest.mark.parametrize(
    ("lat", "lon", "verdict"), [("50.11", "8.68", "consistent"), ("1.35", "103.82", "impossible")]
)
def test_a_verdict_on_a_place_is_a_disc_a_word_and_a_picture(
    told: Registry, lat: str, lon: str, verdict: str
):
    told.said("authority", "location.policy-adopted/1", **LOCATION_POLICY)
    for number, (name, group, north, east) in enumerate(LANDMARKS):
        told.said("inspector", "location.landmark-registered/1", landmark=name, group=group,
                  lat=north, lon=east, key=f"{number}" * 64, source=HOSTILE[:200])  # fmt: skip
    place = {"lat": lat, "lon": lon, "radius_km": "300"}
    told.site("claimed", place=place)
    heard = [{"landmark": it[0], "rtts_ms": ["1.2", "1"], "signed": True} for it in LANDMARKS]
    told.said("inspector", "location.measured/1", measurement="m-1", site="claimed", heard=heard,
              at="2026-10-31T12:00:00Z", device_key="a" * 64)  # fmt: skip
    page = read(by(told).get("/console/sites/claimed"))
    assert f'class="verdict {verdict}"' in page
    assert ("●" if verdict == "consistent" else "○") in page
    assert f'class="verdict {verdict}"' in read(by(told).get("/console/sites"))
    drawing = by(told).get("/console/sites/claimed/charts/place.svg")
    assert drawing.headers["content-type"].startswith("image/svg+xml")
    assert "fra-2" in read(by(told).get("/console/sites/claimed/charts/place"))
    assert "fra-3" in read(by(told).get("/console/landmarks"))


def test_a_site_with_many_lots_is_added_up_when_asked(
    known: Registry, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("comptrol.entrypoints.console.pages.sites.LOTS_AT_ONCE", 0)
    page = read(by(known).get("/console/sites/frankfurt"))
    assert "only when somebody asks" in page
    found = re.findall(r'<option value="([^"]+)"', page.partition('id="definition"')[2])
    asked = read(by(known).get(f"/console/sites/frankfurt?definition={found[0]}"))
    assert "only when somebody asks" not in asked
    assert "TFLOPS" in asked
