"""Two sides compared on the command line, on published tables and on a log.

The published inputs lie beside the repository. Where they are missing the tests are skipped, never
in CI.
"""

import csv
import json
import os
import re
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree as ET

import msgspec
import pytest
from tests.scenario.harness import comptrol

from comptrol.adapters.account_tables.checking import read_watts
from comptrol.domains.accounts import Axis
from comptrol.domains.law import AccessRequest, Outcome
from comptrol.flow.scenario import Judged, effects, ends
from comptrol.kernel.errors import UnreadableError

EPOCH = Path(__file__).parents[3] / "shared/data/epoch"
HEADER: Final = (
    "Name,Status,Certainty,Country,Owner,First Operational Date,"
    "Decommissioned Date (if applicable),Superseded by,Possible Duplicate,"
    "Include in Standard Analysis,GPU Supplier (primary),"
    "H100 equivalents,Max OP/s,8-bit OP/s,16-bit OP/s\n"
)
CLUSTERS: Final = (
    HEADER
    + "One,Existing,Confirmed,United States of America,OpenAI,2024-01-01,,,,True,NVIDIA,75,,,\n"
    + '"=Two <&>",Existing,Likely,China,,2024-06-01,,,,,Anonymized,25,,,\n'
)
STOCK: Final = (
    "owner,designer,series_start,end_date,units_p5,units_med,units_p95,h100e_p5,h100e_med,h100e_p95\n"
    "China (smuggled),Nvidia,2024-01-01,2025-12-31,1,2,9,10,20,90\n"
    "China,Nvidia,2024-01-01,2025-12-31,1,2,9,30,40,50\n"
    "Meta,Nvidia,2024-01-01,2025-12-31,1,2,9,100,150,200\n"
)


@pytest.fixture
def published() -> Path:
    if not EPOCH.is_dir():
        reason = f"the input tables are not at {EPOCH}"
        pytest.fail(reason) if os.getenv("CI") else pytest.skip(reason)
    return EPOCH


@pytest.fixture
def small(tmp_path: Path) -> Path:
    folder = tmp_path / "tables"
    folder.mkdir()
    (folder / "gpu_clusters.csv").write_text(CLUSTERS)
    (folder / "china_chip_stock.csv").write_text(STOCK)
    return folder


@cache
def compared(folder: Path, *words: str) -> dict[tuple[str, str], Any]:
    ran = comptrol("accounts", "compare", "US", "CN", "--from", folder, *words, "--json")
    assert ran.code == 0, ran.err
    return {(it["table"], it["axis"]): it for it in ran.json["compared"]}


def day(found: Any, on: str) -> Any:
    return next(it for it in found["gaps"] if it["as_of"] == on)


# Published tables.


def test_the_gap_of_clusters_is_that_of_the_account_with_its_methods_and_no_rank(published: Path):
    words = ("--method", "epoch-clusters-8bit", "--since", "2025-03-31", "--until", "2025-03-31")
    found = day(compared(published, *words)["clusters", "territory"], "2025-03-31")
    index = Decimal(str(found["index"]["number"]))
    assert round(index, 3) == round(Decimal("0.7433") / (Decimal("0.7433") + Decimal("0.1548")), 3)
    assert (found["ahead"], found["ahead_in_table"]) == (None, None)
    assert found["over_methods"]["low"] < index < found["over_methods"]["high"]
    assert found["index_world"]["low"] < 0.1
    assert found["index_world"]["high"] > 0.95


def test_the_smuggled_interval_is_a_part_of_the_gap_and_never_a_point(published: Path):
    words = ("--method", "epoch-stock", "--since", "2025-12-31", "--until", "2025-12-31")
    (found,) = compared(published, *words)["stock", "provider"]["gaps"]
    parts = {(it["side"], it["kind"]): it for it in found["parts"]}
    smuggled = parts["CN", "smuggled"]
    assert (smuggled["h100e"]["p5"], smuggled["h100e"]["p95"]) == (294_087, 1_592_327)
    assert (smuggled["apart"]["low"], smuggled["apart"]["high"]) == (-1_592_327, -294_087)
    assert {kind for side, kind in parts if side == "CN"} == {
        "own production",
        "bought abroad",
        "smuggled",
    }
    chinese = found["sides"][1]
    assert chinese["h100e"]["median"] is None
    assert chinese["h100e"]["p95"] is None  # Huawei has no interval, which is not a narrow one
    assert chinese["interval_unknown"] == ["China: Huawei"]
    assert chinese["known"]["p95"] - chinese["known"]["p5"] >= 1_592_327 - 294_087
    assert found["ahead_in_table"] is None
    assert "CoreWeave" in compared(published, *words)["stock", "provider"]["recalled"]


def test_a_day_on_which_parts_are_not_told_yet_or_are_carried_says_so(published: Path):
    words = ("--method", "epoch-stock", "--since", "2024-09-30", "--until", "2026-03-31")
    found = compared(published, *words)["stock", "provider"]
    assert day(found, "2024-09-30")["sides"][1]["missing"] == [
        "China: AMD",
        "China: Cambricon",
        "China: Huawei",
    ]
    assert "China: Nvidia, smuggled" in day(found, "2026-03-31")["sides"][1]["carried"]
    (american,) = [it for it in found["growth"] if it["side"] == "US"]
    assert american["until"] == "2025-12-31"  # the last day that all its parts are of
    assert american["doubling_days"]["low"] < american["doubling_days_by_middles"]
    assert american["doubling_days_by_middles"] < american["doubling_days"]["high"]


def test_rentals_in_malaysia_and_indonesia_are_accessible_compute_with_their_labels(
    published: Path,
):
    words = ("--method", "epoch-sites", "--since", "2026-07-17", "--until", "2026-07-17")
    found = compared(published, *words)
    (gap,) = found["sites", "access"]["gaps"]
    parts = {(it["side"], it["kind"]): it["h100e"] for it in gap["parts"]}
    malaysian = parts["CN", "used abroad: MY, likely"]
    assert malaysian["p5"] == 0
    assert round(malaysian["p95"]) == 281_671
    assert round(parts["US", "used abroad: ID, likely"]["p5"]) == 84_376
    assert gap["ahead_in_table"] is None
    assert {axis for table, axis in found if table == "sites"} == {
        "territory",
        "provider",
        "access",
    }


def test_questions_are_asked_where_power_shipments_and_runs_do_not_fit(published: Path):
    ran = comptrol("accounts", "reconcile", "--from", published, "--json")
    assert ran.code == 0, ran.err
    assert ran.json["counts"] == {
        "energy": {"agrees": 2, "question": 0, "cannot tell": 56},
        "shipments": {"agrees": 4, "question": 0, "cannot tell": 0},
        "training runs": {"agrees": 178, "question": 1, "cannot tell": 45},
    }
    (asked,) = [it for it in ran.json["reconciled"] if it["finding"] == "question"]
    assert asked["about"] == "Falcon-180B (AE)"
    assert asked["declared"] > asked["expected_high"]


def test_countries_are_classed_by_thresholds_that_a_file_names(published: Path, tmp_path: Path):
    grades = tmp_path / "grades.json"
    grades.write_text(
        json.dumps(
            {
                "method": "a test",
                "training_grade_h100e": 10_000,
                "inference_grade_h100e": 100,
                "source": "made up for a test",
                "by": "nobody",
            }
        )
    )
    ran = comptrol("accounts", "classes", "--from", published, "--grades", grades, "--json")
    assert ran.code == 0, ran.err
    found = {it["country"]: it for it in ran.json["classes"]["clusters"]}
    assert len(found) == 249
    north = sorted(name for name, it in found.items() if it["at_least"] == "north")
    assert north == ["CH", "CN", "DE", "NO", "US"]
    assert found["MY"]["places"] == 0
    assert (found["MY"]["at_least"], found["MY"]["at_most"]) == ("desert", "north")
    assert ran.json["grades"]["source"] == "made up for a test"


# Small tables.


def test_pictures_are_read_without_colour_and_have_tables_and_sentences(
    small: Path, tmp_path: Path
):
    folder = tmp_path / "charts"
    ran = comptrol("accounts", "compare", "US", "CN", "--from", small, "--charts", folder)
    assert ran.code == 0, ran.err
    names = sorted(it.name for it in folder.glob("*.svg"))
    assert {"clusters-territory.svg", "stock-provider-parts.svg"} <= set(names)
    page = (folder / "index.html").read_text()
    for name in names:
        root = ET.parse(folder / name).getroot()  # noqa: S314  (our own)
        told = root.find("{http://www.w3.org/2000/svg}desc")
        assert told is not None
        assert len(told.text or "") > 60
        assert re.search(rf'<img src="{name}" alt="[^"]{{60}}', page)
    assert page.count("<table>") >= 4
    drawn = (folder / "stock-provider.svg").read_text()
    for sign in ("<circle", "<rect class=", 'id="one-band"', 'id="other-band"', "dasharray"):
        assert sign in drawn


def test_pictures_are_the_same_for_the_same_tables(small: Path, tmp_path: Path):
    for name in ("a", "b"):
        comptrol("accounts", "compare", "US", "CN", "--from", small, "--charts", tmp_path / name)
    for path in (tmp_path / "a").iterdir():
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes()


def test_rows_are_written_as_csv_and_parquet_alike(small: Path, tmp_path: Path):
    polars = pytest.importorskip("polars")
    table, columns = tmp_path / "rows.csv", tmp_path / "rows.parquet"
    words = ("--csv", table, "--parquet", columns, "--method", "epoch-stock")
    ran = comptrol("accounts", "compare", "US", "CN", "--from", small, *words)
    assert ran.code == 0, ran.err
    with table.open(newline="") as file:
        rows = list(csv.DictReader(file))
    frame = polars.read_parquet(columns)
    assert frame.height == len(rows)
    smuggled = [it for it in rows if it["part"] == "smuggled" and it["as_of"] == "2025-12-31"]
    assert [(it["p5"], it["p95"]) for it in smuggled] == [("10", "90")]
    assert frame.filter(polars.col("part") == "smuggled")["p95"].max() == 90


def test_a_bloc_is_one_side_under_its_own_name(small: Path):
    ran = comptrol("accounts", "compare", "EU=US,CA", "CN", "--from", small, "--json")
    assert ran.code == 0, ran.err
    last = ran.json["compared"][0]["gaps"][-1]
    assert [it["side"] for it in last["sides"]] == ["EU", "CN"]
    assert last["index"]["number"] == 0.75


def test_a_later_day_is_stale_in_words_and_in_the_row(small: Path):
    words = ("--since", "2026-06-30", "--until", "2026-06-30")
    ran = comptrol("accounts", "compare", "US", "CN", "--from", small, *words)
    assert ran.code == 0, ran.err
    assert "STALE" in ran.out
    assert "Stale: the table ends before 2026-06-30" in ran.out
    assert "Nobody is certainly ahead" in ran.out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("US", "US"), "in both"),
        (("US=DE", "CN"), "is the code of a country"),
        (("US", "QQ"), "no country has the code QQ"),
        (("US", "china"), "expected a code"),
        (("US", "CN", "--since", "2026-01-01", "--until", "2025-01-01"), "no earlier than"),
        (("US", "CN", "--method", "none-such"), "no method 'none-such'"),
        (("US", "CN", "--method", "epoch-sites"), "nothing to compare"),
    ],
)
def test_what_cannot_be_compared_is_said(small: Path, words: tuple[str, ...], told: str):
    ran = comptrol("accounts", "compare", *words, "--from", small)
    assert ran.code == 2
    assert told in ran.err


def test_a_folder_with_nothing_to_hold_an_account_against_is_said(small: Path):
    ran = comptrol("accounts", "reconcile", "--from", small)
    assert (ran.code, "nothing in it to hold" in ran.err) == (2, True)


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("H100,1,2,x", "field IT power per GPU (95th pct W): 'x'; expected a number"),
        ("H100,3,2,4", "expected a number from 3 to 4"),
        ("H100,1,2,", "field IT power per GPU (95th pct W): ''; expected a number"),
    ],
)
def test_a_mistake_in_the_table_of_power_is_named(tmp_path: Path, row: str, told: str):
    path = tmp_path / "power.csv"
    names = "IT power per GPU (5th pct W),IT power per GPU (W),IT power per GPU (95th pct W)"
    path.write_text(f"Chip type,{names}\n{row}\n")
    with pytest.raises(UnreadableError) as error:
        read_watts(path)
    assert told in str(error.value)
    assert f"{path}, line 2" in str(error.value)


# A log, and scenarios.


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("story") / "data"
    assert comptrol("demo", "--data", data).code == 0
    return data


def test_the_sides_of_a_log_are_compared(story: Path):
    ran = comptrol("accounts", "compare", "NL", "US", "--data", story, "--json")
    assert ran.code == 0, ran.err
    assert {it["table"] for it in ran.json["compared"]}
    for found in ran.json["compared"]:
        assert {gap["ahead"] for gap in found["gaps"]} == {None}


def test_a_rule_would_have_changed_these_accounts(story: Path, tmp_path: Path):
    (tmp_path / "data").symlink_to(story)
    replay = tmp_path / "replay.json"
    replay.write_text(json.dumps({"log": "data", "against": {"policy": "statute-only"}}))
    ran = comptrol("accounts", "scenario", replay, "--json")
    assert ran.code == 0, ran.err
    assert ran.json["changed"]
    for it in ran.json["changed"]:
        assert it["effect"]["chips_low"] <= it["effect"]["chips_high"]
        assert it["h100e_low"] is None or it["h100e_low"] <= it["h100e_high"]
    assert comptrol("accounts", "scenario", replay).code == 0


def test_a_file_of_requests_changes_the_accounts_of_whom_it_refuses(tmp_path: Path):
    pytest.importorskip("polars")
    strict = tmp_path / "strict"
    (strict / "parameters").mkdir(parents=True)
    (strict / "rulebook.yaml").write_text(
        "name: strict\ntitle: t\nfirst_day: 2022-10-21\nknown_from: 2022-10-07\n"
        "checked_on: 2026-11-22\nextends: [compute-law]\n"
    )
    (strict / "parameters/3a090.a.1.tpp.yaml").write_text(
        "name: 3a090.a.1.tpp\ntitle: tried\nunit: TPP\nvalues:\n  - from: 2023-11-17\n"
        '    value: 1600\n    source: {instrument: A proposal, section: "1"}\n'
    )
    (tmp_path / "requests.csv").write_text(
        "id,on,door,tpp,market,performance_density,from,to,country,hq_country,"
        "ultimate_parent_hq,quantity\n"
        "a,2024-06-01,sale,1700,dc,1.0,US,CN,CN,CN,CN,8\n"
        "b,2024-06-01,sale,1500,dc,1.0,US,CN,CN,CN,CN,8\n"
    )
    replay = tmp_path / "replay.json"
    replay.write_text(json.dumps({"requests": "requests.csv", "against": {"rulebook": "strict"}}))
    ran = comptrol("accounts", "scenario", replay, "--json")
    assert ran.code == 0, ran.err
    changed = {it["effect"]["axis"]: it["effect"] for it in ran.json["changed"]}
    assert {axis: it["country"] for axis, it in changed.items()} == {
        "territory": "CN",
        "access": "CN",
    }
    assert (changed["territory"]["chips_low"], changed["territory"]["chips_high"]) == (-8, -8)
    assert len(ran.json["unweighed"]) == 1  # a chip by its numbers has no factor


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("allow", "refuse", (-8, -8)),
        ("allow", "hold", (-8, 0)),
        ("hold", "refuse", (-8, 0)),
        ("hold", "allow", (0, 8)),
        ("refuse", "hold", (0, 8)),
        ("refuse", "allow", (8, 8)),
    ],
)
def test_a_flip_changes_what_comes_between_two_ends(
    before: str, after: str, expected: tuple[int, int]
):
    assert ends(Outcome(before), Outcome(after), 8) == expected


def test_a_rental_changes_who_can_use_it_and_not_where_it_stands():
    asked = msgspec.convert(
        {
            "door": "rental",
            "item": {"chip": "H100 SXM", "quantity": 8},
            "site_country": "MY",
            "recipient": {"name": "x", "country": "SG", "ultimate_parent_hq": "CN"},
        },
        AccessRequest,
    )
    (found,) = effects([Judged(asked, Outcome.ALLOW, Outcome.REFUSE)])
    assert (found.axis, found.country, found.chips_high) == (Axis.ACCESS, "CN", -8)
    assert effects([Judged(asked, Outcome.HOLD, Outcome.HOLD)]) == ()
