"""Pages of the analyst: each is there for its audience, refused to others, and safe."""

import re
from itertools import pairwise
from urllib.parse import quote

import pytest
from tests.console.analysing import (
    HOSTILE,
    OWN_SITE,
    SITE,
    seen,
    seen_by_nobody,
    seen_empty,
)

from comptrol.entrypoints.console.pages.analyst import PAGES
from comptrol.entrypoints.demo.stage import INSPECTOR, MAKER, ORDINARY, PROVIDER

FULL = (
    *("/accounts", "/accounts?basis=recorded&axis=access", "/accounts?basis=sites-in-log"),
    *("/accounts/US", "/accounts/MY", "/accounts/recorded", "/accounts/flows"),
    *("/accounts/over-time?since=2025-12-01", "/methods", "/nationalities"),
    *("/supply", "/supply?part=points", "/supply?part=countries", "/supply/inputs"),
    *("/supply/inputs/lithography", "/supply/suppliers", "/supply/suppliers/nl"),
    *("/supply/shock?remove=NL", "/supply/denied?by=NL&against=JP", "/supply/programmes"),
    *("/supply/programmes/fab", "/supply/stockpiles/reserve"),
    "/supply/critical?criteria=critical&factors=epoch-2026-09-24",
    "/supply/critical?factors=epoch-2026-09-24&fails=grid:west",
    *(f"/supply/critical/{SITE}", "/supply/incidents", "/supply/incidents/outage"),
    *("/supply/due", "/lab?try=1&against_policy=statute-only", "/training", "/runs"),
    *("/runs/base", "/runs/tuned?regime=miri"),
)
EMPTY = (
    *("/accounts", "/accounts/NL", "/accounts/recorded", "/accounts/flows", "/nationalities"),
    *("/supply", "/supply/inputs", "/supply/suppliers", "/supply/shock", "/supply/denied"),
    *("/supply/programmes", "/supply/critical", "/supply/incidents", "/supply/due", "/lab"),
    *("/lab?try=1", "/runs", "/accounts/over-time?since=2026-06-01"),
)
UNKNOWN = (
    *("/accounts/ZZ", "/accounts/nowhere", "/accounts?factors=none", "/supply?part=none"),
    *("/supply/inputs/none", "/supply/suppliers/none", "/supply/programmes/none"),
    *("/supply/stockpiles/none", "/supply/critical/none", "/supply/incidents/none"),
    *("/lab/none", "/runs/none", f"/supply/inputs/{quote(HOSTILE, safe='')}"),
)
UNREADABLE = (
    *("/accounts?axis=none", "/accounts?basis=none", "/accounts?on=yesterday"),
    *("/accounts/recorded?start=2026-02-01&until=2026-01-01", "/supply?part=points&after=x"),
    "/accounts/over-time?axis=none",
    *("/runs/base?regime=none", "/supply?year=x"),
)


@pytest.mark.parametrize("path", FULL)
def test_a_page_is_there_for_the_analyst(path: str) -> None:
    for visitor in (seen(), seen(ORDINARY, analyst=True)):
        found = visitor.get(f"/console{path}")
        assert found.status_code == 200, found.text[-3000:]
        assert found.text.count("<h1>") == 1
        assert "<script>alert" not in found.text
        _headings_in_order(found.text)


def _headings_in_order(html: str) -> None:
    main = html.split("<main", 1)[1]
    levels = [int(it) for it in re.findall(r"<h([1-6])[ >]", main)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("path", EMPTY)
def test_an_empty_page_says_what_to_do(path: str) -> None:
    found = seen_empty().get(f"/console{path}")
    assert found.status_code == 200, found.text[-2000:]
    assert 'class="empty"' in found.text


@pytest.mark.parametrize("path", UNKNOWN)
def test_what_nobody_knows_is_told_in_words(path: str) -> None:
    found = seen().get(f"/console{path}")
    assert (found.status_code, "There is no such page" in found.text) == (404, True)
    assert "<script>alert" not in found.text


@pytest.mark.parametrize("path", UNREADABLE)
def test_what_cannot_be_read_is_told_in_words(path: str) -> None:
    found = seen().get(f"/console{path}")
    assert (found.status_code, "That cannot be read" in found.text) == (400, True)


def test_a_single_number_is_called_no_median() -> None:
    counted = seen().get("/console/accounts?basis=recorded&axis=territory").text
    assert '<th scope="col" class="n">H100 equivalents</th>' in counted
    assert ">p5</th>" not in counted
    estimated = seen().get("/console/accounts?basis=estimated&axis=provider").text
    assert ">Median, or one number</th>" in estimated


def test_one_is_written_as_one() -> None:
    one, two = (
        seen().get(f"/console/factor-sets?factor_set=epoch-2026-09-24&chip=H100&units={it}").text
        for it in (1, 2)
    )
    assert "</strong> H100 equivalent (" in one
    assert "</strong> H100 equivalents (" in two


@pytest.mark.parametrize("page", ["recorded", "flows"])
def test_a_country_is_asked_for_by_its_code_or_its_name_in_any_case(page: str) -> None:
    asked = seen().get(f"/console/accounts/{page}?country=MY").text
    named = [
        seen().get(f"/console/accounts/{page}?country={it}").text for it in ("my", "malaysia")
    ]
    rows = [it.partition("<tbody>")[2].partition("</tbody>")[0] for it in (asked, *named)]
    assert "MY" in rows[0]
    assert rows == rows[:1] * 3


@pytest.mark.parametrize("page", ["recorded", "flows"])
def test_a_country_that_there_is_not_is_told_on_the_page_itself(page: str) -> None:
    asked = f"/console/accounts/{page}?country=Mallaysia"
    found = seen().get(asked)
    assert (found.status_code, 'role="alert"' in found.text) == (200, True)
    assert "no country has the code" in found.text
    assert 'value="Mallaysia"' in found.text
    assert 'class="empty"' not in found.text


@pytest.mark.parametrize(
    ("asked", "kept", "told"),
    [
        ("one=ZZ&other=CN&since=2025-12-01", 'value="ZZ"', "no country has the code ZZ"),
        ("one=US&other=US&since=2025-12-01", 'value="US"', "US is in both places"),
        ("one=EU=DE,FR&other=FR", 'value="EU=DE,FR"', "in both EU=DE,FR and FR: FR"),
        ("one=JP&since=1900-01-01", 'value="JP"', "more than 200 quarters before"),
        ("one=JP&since=then", 'value="then"', "is not a day"),
    ],
)
def test_what_two_cannot_be_compared_by_is_told_beside_what_was_written(
    asked: str, kept: str, told: str
) -> None:
    found = seen().get(f"/console/accounts/over-time?{asked}")
    assert (found.status_code, 'role="alert"' in found.text) == (200, True)
    assert (kept in found.text, told in found.text) == (True, True), found.text
    assert "There is nothing to compare" not in found.text


PUBLIC = ("/methods", "/training")
OF_A_PARTY = ("/runs", "/runs/base")
OF_TELLERS = ("/supply/incidents", "/supply/due")


@pytest.mark.parametrize("path", [it for it in FULL if it not in PUBLIC])
def test_nobody_is_sent_to_sign_in(path: str) -> None:
    found = seen_by_nobody().get(f"/console{path}")
    assert (found.status_code, "/console/sign-in?" in found.headers["location"]) == (303, True)


@pytest.mark.parametrize("path", PUBLIC)
def test_how_things_are_counted_is_public(path: str) -> None:
    assert seen_by_nobody().get(f"/console{path}").status_code == 200


@pytest.mark.parametrize(
    "path", [it for it in FULL if it not in (*PUBLIC, *OF_TELLERS) and "/runs" not in it]
)
def test_others_are_told_that_there_is_no_such_page(path: str) -> None:
    for party in (ORDINARY, MAKER):
        assert seen(party).get(f"/console{path}").status_code == 404


def test_a_party_sees_its_own_runs_alone() -> None:
    assert "base" in seen(ORDINARY).get("/console/runs").text
    assert seen(ORDINARY).get("/console/runs/base").status_code == 200
    assert 'href="/console/runs/base"' not in seen(MAKER).get("/console/runs").text
    assert 'href="/console/runs/base"' not in seen(MAKER).get("/console/runs?developer=x").text
    assert seen(MAKER).get("/console/runs/base").status_code == 404
    assert seen(MAKER).get("/console/runs/base/charts/range.svg").status_code == 404


def test_a_provider_sees_what_its_own_sites_owe_and_had() -> None:
    provider = seen(PROVIDER)
    listed = provider.get("/console/supply/incidents").text
    assert ("/incidents/flood" in listed, "/incidents/outage" in listed) == (True, False)
    assert "outage/early" not in provider.get("/console/supply/due").text
    assert provider.get("/console/supply/incidents/outage").status_code == 404
    outage, none = (
        provider.get(f"/console/supply/incidents/{it}").text for it in ("outage", "none")
    )
    assert outage.replace("/outage", "/none") == none, "nobody learns what there is"
    assert provider.get("/console/supply/incidents/flood").status_code == 200
    assert provider.get(f"/console/supply/critical/{SITE}").status_code == 404
    assert provider.get(f"/console/supply/critical/{OWN_SITE}").status_code == 200


def test_an_inspector_sees_every_incident() -> None:
    listed = seen(INSPECTOR).get("/console/supply/incidents").text
    assert "/incidents/flood" in listed
    assert "/incidents/outage" in listed


DRAWN = {
    "/accounts": "/accounts?basis=sites-in-log",
    "/supply/shock": "/supply/shock?remove=NL",
    "/accounts/over-time": "/accounts/over-time?since=2025-12-01",
    "/runs/{run}": "/runs/tuned",
}


@pytest.mark.parametrize(
    ("path", "chart"), [(page.path, name) for page in PAGES for name in page.charts]
)
def test_a_picture_comes_with_words_and_a_table(path: str, chart: str) -> None:
    place, _, words = DRAWN.get(path, path).partition("?")
    found = [
        seen().get(f"/console{place}/charts/{chart}{form}?{words}")
        for form in ("", ".svg", ".csv")
    ]
    assert [it.status_code for it in found] == [200] * 3, found[0].text[-2000:]
    assert "<table>" in found[0].text
    assert found[1].text.lstrip().startswith("<svg")
    assert "<script>alert" not in found[1].text
    assert "\r\n" in found[2].text


def test_every_fact_of_an_estimate_links_to_its_statement() -> None:
    text = seen().get("/console/accounts/US").text
    assert re.search(r'href="/console/entries/\d+">entry \d+</a> <span class="hint"><bdi>e0', text)
    assert "unknown" in seen().get("/console/accounts/CN").text
