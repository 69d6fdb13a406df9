"""Editions of the tables of frontier data centres: taken in, corrected, planned, tied out."""

import csv
import os
import shutil
from collections.abc import Mapping
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.scenario.harness import Ran, comptrol, size

from comptrol.bootstrap import open_platform
from comptrol.domains.registry import Confidence, RegistryView, SiteId, SiteRegistered
from comptrol.kernel.finding import Receipt
from comptrol.kernel.identifiers import CountryCode, PartyId

SHARED = Path(__file__).parents[3] / "shared"
REAL = SHARED / "data/epoch/frontier_data_centers_2026-07"
SITES, QUANTITIES, TIMELINES = (
    "data_centers.csv",
    "data_center_chip_quantities.csv",
    "data_center_timelines.csv",
)
APART = {
    "google-columbus": 0.570,
    "google-council-bluffs-east": 0.527,
    "google-omaha": 0.402,
    "google-papillion": 1.532,
}
SITE = {
    "Name": "Great Hall (East)",
    "Current H100 equivalents": "1000.0",
    "Current power (MW)": "20",
    "Owner": "Acme #confident",
    "Users": "Beta #likely, Gamma #hearsay",
    "Country": "Netherlands",
    "Address": "1 Hall Road",
}
LEVEL = {
    "Data center": "Great Hall (East)",
    "Date": "2026-03-01",
    "Chip type": "H100",
    "Number of Units": "1000.0",
    "Chip type source": "Estimate",
    "Number of Units source": "Permit",
    "Owner": "Acme #confident",
    "User": "",
    "Notes": "Counted from above.",
    "Last Modified": "2026-06-30 10:00:00+00:00",
}
BUILT = {"Data center": "Great Hall (East)", "Date": "2026-03-01", "H100 equivalents": "1000.0"}


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("founded") / "data"
    ran = comptrol(
        *("init", "--name", "Bureau", "--country", "NL", "--by", "Director", "--reason", "test"),
        *("--data", folder),
    )
    assert ran.code == 0, ran.err
    return folder


@pytest.fixture
def log(founded: Path, tmp_path: Path) -> Path:
    return shutil.copytree(founded, tmp_path / "data")


@pytest.fixture
def real(tmp_path: Path) -> Path:
    """Return a copy of the edition that ships, which may be written beside."""
    if not REAL.is_dir():
        reason = f"the input tables are not at {REAL}"
        pytest.fail(reason) if os.getenv("CI") else pytest.skip(reason)
    folder = tmp_path / "edition"
    folder.mkdir()
    for name in (SITES, QUANTITIES, TIMELINES):
        (folder / name).write_bytes((REAL / name).read_bytes())
    return folder


def edition(
    folder: Path,
    sites: list[Mapping[str, str]] | None = None,
    levels: list[Mapping[str, str]] | None = None,
    built: list[Mapping[str, str]] | None = None,
) -> Path:
    """Write an edition with one site and one level, or with others."""
    folder.mkdir(exist_ok=True)
    for name, rows, first in (
        (SITES, [SITE] if sites is None else sites, SITE),
        (QUANTITIES, [LEVEL] if levels is None else levels, LEVEL),
        (TIMELINES, [BUILT] if built is None else built, BUILT),
    ):
        columns = dict.fromkeys(key for row in (first, *rows) for key in row)
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            table = csv.DictWriter(file, list(columns), restval="")
            table.writeheader()
            table.writerows(rows)
    return folder


def taken(log: Path, folder: Path, *more: object) -> Ran:
    return comptrol(
        "registry", "sites", folder, "--as", "authority", "--data", log, "--json", *more
    )


def known(log: Path) -> tuple[list[Any], list[Any]]:
    """Return the sites and the levels of a log."""
    with closing(open_platform(log, processes=0)) as platform, platform.world() as world:
        view = world[RegistryView]
        return list(view.sites.where()), list(view.levels.where())


def rejected(folder: Path, table: str) -> list[tuple[str, str]]:
    """Return lines and reasons of what was not taken of a table."""
    with (folder / f"{table}.rejected.csv").open(encoding="utf-8", newline="") as file:
        return [(row["line"], row["reason"]) for row in csv.DictReader(file)]


def rows(ran: Ran) -> dict[str, int]:
    """Return what became of rows, without what became of none."""
    return {key: number for key, number in ran.json["rows"].items() if number}


# -- the edition that ships ---------------------------------------------------------------------


def test_46_of_50_sites_of_the_shipped_edition_agree(log: Path, real: Path):
    ran = taken(log, real)
    assert ran.code == 0, ran.err
    assert rows(ran) == {"registered": 83, "reported": 195}
    found = ran.json
    assert found["edition"] == "2026-07-17"
    assert (found["tie_out"]["sites"], found["tie_out"]["within"]) == (50, 46)
    assert {it["site"]: it["ratio"] for it in found["tie_out"]["apart"]} == APART
    assert (found["timeline_agrees"], found["timeline_planned"]) == (56, 74)
    assert (found["repeated"], found["without_a_site"]) == (1, ["EdgeCore Mesa PH03"])
    sites, levels = known(log)
    assert sum(level.planned for level in levels) == 44  # of 45 rows, one site and day has two
    assert sum(site.country is None for site in sites) == 9


def test_an_edition_is_taken_once(log: Path, real: Path):
    assert taken(log, real).code == 0
    before = size(log)
    assert rows(taken(log, real)) == {"already": 278}
    assert size(log) == before


def test_what_ships_is_what_the_command_says(folder: Path, real: Path):
    """The demonstration has said the shipped table."""
    ran = taken(folder, real)
    assert ran.code == 0, ran.err
    assert rows(ran) == {"already": 278}


# -- another edition ------------------------------------------------------------------------------


def test_confidence_is_kept_and_another_word_states_none(log: Path, tmp_path: Path):
    ran = taken(log, edition(tmp_path / "one"))
    assert ran.code == 0, ran.err
    (site,), (level,) = known(log)
    assert (site.site, site.country, site.power_mw) == ("great-hall-east", "NL", Decimal(20))
    assert [(it.name, it.confidence) for it in level.owners] == [("Acme", Confidence.CONFIDENT)]
    assert (level.units, level.planned) == (1000, False)
    assert level.note == "Chip type: Estimate. Units: Permit. Counted from above."
    assert level.source.endswith("edition 2026-06-30")


def test_a_later_edition_corrects_where_it_differs_and_nowhere_else(log: Path, tmp_path: Path):
    assert taken(log, edition(tmp_path / "one")).code == 0
    more = {**SITE, "Current power (MW)": "25"}
    later = edition(tmp_path / "two", sites=[more, {**SITE, "Name": "Small Hall"}])
    ran = taken(log, later, "--edition", "2026-09-01")
    assert rows(ran) == {"registered": 1, "corrected": 1, "already": 1}
    sites, _ = known(log)
    assert [(it.site, it.power_mw) for it in sites] == [
        ("great-hall-east", Decimal(25)),
        ("small-hall", Decimal(20)),
    ]
    assert rows(taken(log, later, "--edition", "2026-09-01")) == {"already": 3}


def test_an_earlier_edition_takes_nothing_back(log: Path, tmp_path: Path):
    later = edition(tmp_path / "two", sites=[{**SITE, "Current power (MW)": "25"}])
    assert taken(log, later, "--edition", "2026-09-01").code == 0
    ran = taken(log, edition(tmp_path / "one"), "--edition", "2026-06-30")
    assert rows(ran) == {"left": 1, "already": 1}
    assert known(log)[0][0].power_mw == Decimal(25)


def test_what_was_planned_is_so_until_a_later_edition_says_otherwise(log: Path, tmp_path: Path):
    soon = {**LEVEL, "Date": "2026-08-01", "Number of Units": "5000"}
    one = edition(tmp_path / "one", levels=[LEVEL, soon])
    assert taken(log, one).code == 0
    assert [level.planned for level in known(log)[1]] == [False, True]
    ran = taken(log, one, "--edition", "2026-09-01")
    assert rows(ran) == {"already": 2, "reported": 1}
    assert [level.planned for level in known(log)[1]] == [False, False]


def test_what_others_said_of_a_site_stays(log: Path, tmp_path: Path):
    said = SiteRegistered(
        site=SiteId("great-hall-east"),
        name="Our hall",
        country=CountryCode("DE"),
        source="its operator",
    )
    with closing(open_platform(log, processes=0)) as platform:
        assert isinstance(platform.speaker(PartyId("authority")).say(said), Receipt)
    ran = taken(log, edition(tmp_path / "one"))
    assert rows(ran) == {"left": 1, "reported": 1}
    assert known(log)[0][0].name == "Our hall"


def test_a_level_that_an_edition_has_no_more_stands_and_is_told(log: Path, tmp_path: Path):
    assert taken(log, edition(tmp_path / "one")).code == 0
    ran = taken(log, edition(tmp_path / "two", levels=[]), "--edition", "2026-09-01")
    assert ran.json["no_longer_there"] == 1
    assert len(known(log)[1]) == 1


def test_a_site_without_a_row_of_its_own_keeps_the_country_it_had(log: Path, tmp_path: Path):
    assert taken(log, edition(tmp_path / "one")).code == 0
    ran = taken(log, edition(tmp_path / "two", sites=[]), "--edition", "2026-09-01")
    assert rows(ran) == {"already": 2}
    assert known(log)[0][0].country == "NL"


def test_a_chip_without_a_factor_ties_out_nothing(log: Path, tmp_path: Path):
    ran = taken(log, edition(tmp_path / "one", levels=[{**LEVEL, "Chip type": "R200"}]))
    assert ran.json["tie_out"]["unknown"] == ["great-hall-east"]
    assert ran.json["tie_out"]["sites"] == 0


def test_a_person_reads_how_it_ties_out(log: Path, tmp_path: Path):
    folder = edition(tmp_path / "one", sites=[{**SITE, "Current H100 equivalents": "500"}])
    ran = comptrol("registry", "sites", folder, "--as", "authority", "--data", log)
    assert "0 of 1 sites are within 2 %" in ran.out
    assert "great-hall-east: 2.000 of it" in ran.out


# -- what cannot be taken -------------------------------------------------------------------------

BAD_SITES = [
    ({"Country": "Atlantis"}, "no country is called so"),
    ({"Country": ""}, "no country is called so"),
    ({"Name": "!!"}, "it makes no identifier"),
    ({"Name": "x" * 80}, "it makes no identifier"),
    ({"Current power (MW)": "much"}, "expected a number"),
    ({"Current power (MW)": "-4"}, "expected a number"),
    ({"Current power (MW)": "NaN"}, "expected a number"),
    ({"Current power (MW)": "9999999"}, "registry.impossible-power"),
    ({"Address": "x" * 500}, "registry.site/1"),
    ({"Soil": "clay"}, "column 'Soil' is not known"),
]
BAD_LEVELS = [
    ({"Date": "soon"}, "expected YYYY-MM-DD"),
    ({"Date": "2026-02-30"}, "expected YYYY-MM-DD"),
    ({"Chip type": ""}, "is empty"),
    ({"Number of Units": "12.5"}, "whole number"),
    ({"Number of Units": "=1+1"}, "expected a number"),
    ({"Number of Units": "99999999999"}, "whole number"),
    ({"Notes": "x" * 3000}, "registry.level/1"),
]


@pytest.mark.parametrize(("other", "why"), BAD_SITES, ids=[why for _, why in BAD_SITES])
def test_a_site_that_cannot_be_taken_stops_no_other(
    log: Path, tmp_path: Path, other: dict[str, str], why: str
):
    bad = {**SITE, "Name": "Bad Hall", **other}
    level = {**LEVEL, "Data center": bad["Name"]}
    folder = edition(tmp_path / "one", sites=[bad, SITE], levels=[level, LEVEL])
    ran = taken(log, folder)
    assert ran.code == 1
    ((line, reason),) = rejected(folder, SITES)
    assert (line, why in reason) == ("2", True)
    assert str(folder / f"{SITES}.rejected.csv") in ran.err
    assert [site.site for site in known(log)[0]] == ["great-hall-east"]
    assert [level.site for level in known(log)[1]] == ["great-hall-east"]
    assert len(rejected(folder, QUANTITIES)) == 1


@pytest.mark.parametrize(("other", "why"), BAD_LEVELS, ids=[why for _, why in BAD_LEVELS])
def test_a_level_that_cannot_be_taken_stops_no_other(
    log: Path, tmp_path: Path, other: dict[str, str], why: str
):
    folder = edition(tmp_path / "one", levels=[{**LEVEL, "Date": "2026-02-01", **other}, LEVEL])
    ran = taken(log, folder)
    assert ran.code == 1
    ((line, reason),) = rejected(folder, QUANTITIES)
    assert (line, why in reason) == ("2", True)
    assert len(known(log)[1]) == 1


def test_two_names_of_one_identifier_are_not_one_site(log: Path, tmp_path: Path):
    twin, again = {**SITE, "Name": "Great hall: east"}, SITE
    folder = edition(tmp_path / "one", sites=[SITE, twin, again])
    assert taken(log, folder).code == 1
    assert [line for line, _ in rejected(folder, SITES)] == ["3", "4"]
    assert len(known(log)[1]) == 1


def test_a_row_that_is_cut_short_is_handed_back(log: Path, tmp_path: Path):
    folder = edition(tmp_path / "one")
    with (folder / SITES).open("a") as file:
        file.write("Torn Hall,1\n\n")
    assert taken(log, folder).code == 1
    assert rejected(folder, SITES) == [("3", "2 fields, and the header has 7")]


def test_a_new_column_may_be_left_out_with_open_eyes(log: Path, tmp_path: Path):
    folder = edition(tmp_path / "one", sites=[{**SITE, "Soil": "clay"}])
    assert taken(log, folder).code == 1
    ran = taken(log, folder, "--leave-out", "Soil")
    assert (ran.code, rows(ran)) == (0, {"registered": 1, "reported": 1})
    assert list(folder.glob("*.rejected.csv")) == []


def test_a_cell_that_was_not_taken_is_no_formula(log: Path, tmp_path: Path):
    folder = edition(tmp_path / "one", sites=[{**SITE, "Country": "=cmd()"}])
    assert taken(log, folder).code == 1
    assert ",'=cmd()" in (folder / f"{SITES}.rejected.csv").read_text()


BAD_TABLES = [
    (SITES, b"Name,Country\nx,NL\n", "line 1: missing column: Address"),
    (SITES, b"", "line 1: missing column"),
    (SITES, b"\xff\xfe\x00", "not UTF-8"),
    (QUANTITIES, b'"', "not CSV"),
    (TIMELINES, b"Data center,Date,H100 equivalents,Date\n", "column stands twice: Date"),
    (TIMELINES, b'Data center,Date,H100 equivalents\n"x', "not CSV"),
]


@pytest.mark.parametrize(("table", "content", "why"), BAD_TABLES)
def test_what_is_no_table_is_refused_whole(
    log: Path, tmp_path: Path, table: str, content: bytes, why: str
):
    folder = edition(tmp_path / "one")
    (folder / table).write_bytes(content)
    before = size(log)
    ran = taken(log, folder)
    assert (ran.code, ran.out) == (2, "")
    assert f"{folder / table}" in ran.err
    assert why in ran.err
    assert size(log) == before


def test_a_folder_without_a_table_is_none(log: Path, tmp_path: Path):
    folder = edition(tmp_path / "one")
    (folder / TIMELINES).unlink()
    assert taken(log, folder).code == 2


def test_an_edition_without_a_day_wants_one(log: Path, tmp_path: Path):
    folder = edition(tmp_path / "one", levels=[{**LEVEL, "Last Modified": ""}])
    ran = taken(log, folder)
    assert (ran.code, "--edition" in ran.err) == (2, True)
    assert taken(log, folder, "--edition", "2026-06-30").code == 0


def test_a_factor_set_that_nobody_adopted_is_not_found(log: Path, tmp_path: Path):
    assert taken(log, edition(tmp_path / "one"), "--factor-set", "none").code == 2


def test_whoever_may_not_speak_of_sites_is_refused_row_by_row(log: Path, tmp_path: Path):
    common = ("--name", "Maker", "--country", "NL", "--role", "maker", "--data", log)
    assert comptrol("enrol", "maker", *common).code == 0
    folder = edition(tmp_path / "one")
    ran = comptrol("registry", "sites", folder, "--as", "maker", "--data", log, "--json")
    assert ran.code == 1
    assert len(rejected(folder, SITES)) == len(rejected(folder, QUANTITIES)) == 1
