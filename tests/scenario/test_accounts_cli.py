"""Accounts on the command line: built, explained and recorded, of tables and of a log."""

import csv
import json
import os
from pathlib import Path
from typing import Any

import pytest
from tests.scenario.harness import comptrol, size

EPOCH = Path(__file__).parents[3] / "shared/data/epoch"
CLUSTERS = """Name,Status,Certainty,Country,Owner,First Operational Date,Decommissioned Date \
(if applicable),Superseded by,Possible Duplicate,Include in Standard Analysis,GPU Supplier \
(primary),H100 equivalents,Max OP/s,8-bit OP/s,16-bit OP/s
One,Existing,Confirmed,United States of America,OpenAI,2024-01-01,,,,True,NVIDIA,75,,,
Two,Existing,Likely,China,,2024-01-01,,,,,Anonymized,25,,,
"""
STOCK = """owner,designer,series_start,end_date,units_p5,units_med,units_p95,h100e_p5,h100e_med,\
h100e_p95
China (smuggled),Nvidia,2024-01-01,2025-12-31,213232,465762,1069982,294087,662048,1592327
China,Huawei,2024-01-01,2025-12-31,,1250000,,,707968,
"""


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Return a folder with a table of two clusters and one of two stocks."""
    folder = tmp_path / "tables"
    folder.mkdir()
    (folder / "gpu_clusters.csv").write_text(CLUSTERS)
    (folder / "china_chip_stock.csv").write_text(STOCK)
    return folder


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("founded") / "data"
    ran = comptrol(
        *("init", "--name", "Bureau", "--country", "NL", "--by", "Director", "--reason", "test"),
        *("--data", folder),
    )
    assert ran.code == 0, ran.err
    return folder


def built(*arguments: object) -> Any:
    ran = comptrol("accounts", "build", *arguments, "--json")
    assert ran.code == 0, ran.err
    return ran.json


def test_the_published_account_is_what_the_contract_says():
    if not EPOCH.is_dir():
        reason = f"the input tables are not at {EPOCH}"
        pytest.fail(reason) if os.getenv("CI") else pytest.skip(reason)
    found = built("--from", EPOCH, "--as-of", "2025-03-31")
    assert (found["method"], found["as_of"]) == ("epoch-clusters-8bit", "2025-03-31")
    rows = {it["country"]: it for it in found["rows"] if it["axis"] == "territory"}
    assert [f"{rows[it]['share']:.3f}" for it in ("US", "CN")] == ["0.743", "0.155"]
    assert {"country", "axis", "h100e", "share", "coverage"} <= rows["US"].keys()
    assert {"p5", "median", "p95"} <= rows["US"]["h100e"].keys()
    assert len(found["sensitivity"]) >= 48
    assert [it["table"] for it in found["others"]] == ["stock", "sites"]


def test_a_method_is_named_and_the_other_gives_other_shares(small: Path):
    found = built("--from", small, "--method", "epoch-clusters-16bit-2019")
    assert found["method"] == "epoch-clusters-16bit-2019"
    assert found["rows"] == []  # the column of 16 bits is empty: unknown, and not nought
    assert found["others"] == []


def test_the_page_has_the_method_the_doubts_and_the_sensitivity(small: Path):
    ran = comptrol("accounts", "build", "--from", small, "--as-of", "2026-06-30")
    assert ran.code == 0, ran.err
    for words in ("STALE", "75.0%", "none certain", "published beside", "sensitivity: method"):
        assert words in ran.out
    assert ran.out.count("duplicates removed; superseded removed") >= 12


def test_rows_are_written_for_spreadsheets(small: Path, tmp_path: Path):
    path = tmp_path / "rows.csv"
    built("--from", small, "--csv", path)
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [it["country"] for it in rows if it["axis"] == "territory"] == ["US", "CN"]
    assert {it["p95"] for it in rows if it["table"] == "clusters"} == {""}


def test_china_is_explained_with_the_smuggled_interval_and_no_point(small: Path):
    ran = comptrol("accounts", "explain", "cn", "--from", small)
    assert ran.code == 0, ran.err
    assert "662,048, 294,087 to 1,592,327" in ran.out
    assert "China: Huawei: 707,968, interval unknown" in ran.out
    assert "294,087 to unknown" in ran.out
    assert "no median of the whole" in ran.out
    assert "no rank" in ran.out


def test_estimates_are_recorded_once_and_stand_in_the_account_of_the_log(small: Path, log: Path):
    words = ("accounts", "record", "--from", small, "--as", "authority", "--data", log, "--json")
    assert comptrol(*words).json == {"said": 2, "already": 0, "refused": []}
    before = size(log)
    assert comptrol(*words).json == {"said": 0, "already": 2, "refused": []}
    assert size(log) == before
    found = built("--data", log, "--method", "estimated")
    (row,) = found["rows"]
    assert row["country"] == "CN"
    assert row["h100e"]["median"] is None
    assert row["h100e"]["p95"] is None
    told = [it["h100e"]["p95"] for it in row["parts"] if "smuggled" in it["part"]]
    assert told == [1592327]
    assert comptrol("ledger", "rebuild", "--check", "--data", log).code == 0


def test_a_method_that_was_adopted_by_statement_counts_the_tables(
    small: Path, log: Path, tmp_path: Path
):
    body = tmp_path / "method.json"
    words = {"title": "Confirmed", "source": "decision", "reason": "doubt", "by": "Director"}
    body.write_text(
        json.dumps({"method": "confirmed", "clusters": {"least_certain": "Confirmed"}, **words})
    )
    said = ("say", "accounts.method-adopted/1", body, "--as", "authority", "--data", log)
    assert comptrol(*said).code == 0
    for more in ((), ("--method", "confirmed")):
        found = built("--from", small, "--data", log, *more)
        assert found["method"] == "confirmed"
        assert [it["country"] for it in found["rows"] if it["axis"] == "territory"] == ["US"]


def test_a_log_without_chips_has_an_account_without_rows(log: Path):
    found = built("--data", log)
    assert (found["method"], found["rows"]) == ("recorded", [])
    assert [it["method"] for it in found["others"]] == ["sites-in-log", "estimated"]
    assert [it["method"] for it in found["sensitivity"]] == [
        "epoch-2026-09-24",
        "epoch-hardware-2026-04-22",
    ]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--method", "none-such"), "no method 'none-such'"),
        (("--method", "epoch-sites"), "no table"),
        (("--as-of", "2025-13-01"), "2025-13-01"),
    ],
)
def test_what_cannot_be_built_is_said(small: Path, words: tuple[str, ...], told: str):
    ran = comptrol("accounts", "build", "--from", small, *words)
    assert ran.code == 2
    assert told in ran.err


def test_a_method_of_tables_is_none_of_a_log(log: Path):
    ran = comptrol("accounts", "build", "--data", log, "--method", "epoch-clusters-8bit")
    assert ran.code == 2
    assert "needs --from" in ran.err


def test_a_country_of_which_nothing_is_known_is_said(small: Path):
    ran = comptrol("accounts", "explain", "QQ", "--from", small)
    assert ran.code == 2
    assert "no account has anything of 'QQ'" in ran.err


def test_a_folder_that_is_none_is_bad_input(tmp_path: Path):
    ran = comptrol("accounts", "build", "--from", tmp_path / "none")
    assert ran.code == 2
    assert "not a folder" in ran.err
