"""``comptrol meter import``: the published traces, and files that cannot be taken as they are."""

import os
import shutil
import socket
from pathlib import Path
from typing import Any

import pytest
from tests.scenario.harness import comptrol
from tests.usage_batches import NONE_TOLD, refused, row, written

TRACES = Path(__file__).parents[3] / "shared/data/traces"
ELASTICFLOW = TRACES / "elasticflow/itp_jobs.parquet"
PHILLY = TRACES / "sia_philly/philly.csv"
TOLD = {
    ELASTICFLOW: (
        69_351,
        5_877_791_065,
        "bb158d74d1a05c150d37b94f311dad55a456f34a36a98e12787af97f8299ee6b",
    ),
    PHILLY: (
        82_247,
        3_521_082_502,
        "82393a8234a5baf91d095d188b2f67cf4b41f082cc6b7b05535713035404d379",
    ),
}
"""Of each trace its jobs, its chip-seconds, and the digest of its sums, as any engine has it."""


def trace(path: Path, folder: Path) -> Path:
    """Return a copy of a trace; where there is none the test is skipped, and never in CI."""
    if not path.is_file():
        reason = f"there is no trace at {path}"
        pytest.fail(reason) if os.getenv("CI") else pytest.skip(reason)
    return Path(shutil.copyfile(path, folder / path.name))


@pytest.mark.parametrize(
    ("path", "hours"),
    [(ELASTICFLOW, "1632719.7"), (PHILLY, "978078.5")],
    ids=["elastic", "philly"],
)
def test_the_hours_of_a_published_trace_tie_out(here: Path, path: Path, hours: str) -> None:
    found = comptrol("meter", "import", trace(path, here), "--json").json
    rows, seconds, digest = TOLD[path]
    assert (found["rows"], found["rejected"], found["flop"]) == (rows, 0, None)
    assert (found["chip_seconds"], found["digest"]) == (seconds, digest)
    assert f"{found['chip_hours']:.1f}" == hours


def test_a_person_reads_that_a_trace_names_nobody(here: Path) -> None:
    ran = comptrol("meter", "import", trace(PHILLY, here))
    assert "equal rows are jobs of their own" in ran.err
    assert ran.out.startswith("82,247 rows, of which 0 are not taken\n978,078.472778 chip-hours")


def test_operations_are_exact_and_the_last_version_counts(here: Path) -> None:
    corrected = row(version=2, chip_seconds=10, flop_low=10**16, flop_mid=10**16, flop_high=10**16)
    many = [row(event=f"n{it}") for it in range(1000)]
    path = written(here / "usage.csv", [row(), corrected, *many])
    found = comptrol("meter", "import", path, "--json").json
    assert found["chip_seconds"] == 28_800 * 1000 + 10
    low, high = (28_800 * 1000 * it * 10**14 + 10**16 for it in (1, 3))
    assert (found["flop"]["low"], found["flop"]["high"]) == (low, high)
    assert low > 2**63


def test_the_most_trusted_meter_is_counted_and_no_other(here: Path) -> None:
    seen = row(meter="power", event="p", chip_seconds=1, **NONE_TOLD)
    path = written(here / "usage.csv", [seen, row(**NONE_TOLD)])
    found = comptrol("meter", "import", path, "--json").json
    assert (found["meter"], found["chip_seconds"], found["flop"]) == ("allocation", 28_800, None)


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "backwards": ({"until": "2025-10-31T00:00:00Z"}, "until: not after since"),
    "no time": ({"since": "yesterday"}, "since: expected a time such as 2026-11-01T00:00:00Z"),
    "negative": ({"chips": -1}, "chips: expected a whole number"),
    "words": ({"chips": "eight"}, "chips: expected a whole number"),
    "a half": ({"chips": "8.5"}, "chips: expected a whole number"),
    "float": ({"flop_high": "1e26"}, "flop_high: expected digits alone"),
    "more time": (
        {"chip_seconds": 28_801},
        "chip_seconds: 28801 told; 8 chips in 3600 s have less",
    ),
    "over peak": (
        {"flop_high": 28_800 * 1979 * 10**12 + 1},
        "56995200000000000001 told; 28800 chip-seconds x 1979000000000000 a second are less",
    ),
    "turned": ({"flop_low": 28_800 * 4 * 10**14}, "expected 0 <= low <= mid <= high"),
    "one of three": ({"flop_mid": ""}, "flop_low, flop_mid, flop_high: all three or none"),
    "no chip": ({"model": "nobody-knows"}, "model: nobody has described such a chip"),
    "no model": ({"model": ""}, "cannot be held against the peak of no model"),
    "meter": ({"meter": "hearsay"}, "meter: expected one of allocation"),
    "gap": ({"event": "e 1"}, "event: expected 1 to 200 printed letters"),
    "nobody": ({"tenant": ""}, "tenant: expected a word"),
    "version": ({"version": 0}, "version: expected 1 or more"),
    "too long": ({"until": "2027-11-01T01:00:00Z"}, "until: more than 31622400 seconds"),
}


def test_rows_that_cannot_be_are_written_beside_the_file_each_with_its_reason(here: Path) -> None:
    wrong = [row(**{"event": f"e{at}"} | change) for at, (change, _) in enumerate(WRONG.values())]
    path = written(here / "usage.csv", [row(event="good"), *wrong])
    ran = comptrol("meter", "import", path, "--json")
    assert (ran.code, ran.json["rows"], ran.json["rejected"]) == (0, 1 + len(WRONG), len(WRONG))
    assert ran.json["chip_seconds"] == 28_800
    for (line, told), (_, reason) in zip(refused(path).items(), WRONG.values(), strict=True):
        assert reason in told, line


def test_the_same_version_of_an_event_twice_counts_once(here: Path) -> None:
    path = written(here / "usage.csv", [row(), row(tenant="t2"), row()])
    found = comptrol("meter", "import", path, "--json").json
    assert (found["rejected"], found["chip_seconds"]) == (2, 28_800)
    told = "event: this version of it is on line 2 already"
    assert refused(path) == {3: told, 4: told}


def test_what_an_earlier_run_refused_does_not_stay_beside_the_file(here: Path) -> None:
    path = written(here / "usage.csv", [row(), row(event="x", chips=-1)])
    comptrol("meter", "import", path)
    written(path, [row()])
    assert comptrol("meter", "import", path, "--json").json["rejections"] is None
    assert not list(here.glob("*.rejected.csv"))


def test_no_spreadsheet_takes_a_refused_word_for_a_formula(here: Path) -> None:
    path = written(here / "usage.csv", [row(), row(event="x", tenant="=HYPERLINK(1)", chips=-1)])
    comptrol("meter", "import", path)
    assert "'=HYPERLINK(1)" in path.with_name("usage.csv.rejected.csv").read_text()


COLUMNS = "source,event,provider,tenant,chips,since,until\n"
UNREADABLE = {
    "other columns": ("a,b\n1,2\n", "there is no column source, event"),
    "one too many": (COLUMNS.replace("\n", ",colour\n"), "colour is no column of usage"),
    "twice": (COLUMNS.replace("\n", ",chips\n"), "each named once"),
    "empty": ("", "its first line is no list of columns"),
    "no row": (COLUMNS, "there is no row in it"),
    "ragged": (f"{COLUMNS}a,b,c\n", "CSV Error on Line: 2"),
    "none taken": (f"{COLUMNS}a,b,c,d,-1,,\n", "no row can be taken: see"),
}


@pytest.mark.parametrize(("text", "told"), UNREADABLE.values(), ids=UNREADABLE)
def test_a_file_that_is_no_usage_is_told_so(here: Path, text: str, told: str) -> None:
    path = here / "usage.csv"
    path.write_text(text)
    ran = comptrol("meter", "import", path)
    assert (ran.code, ran.out) == (2, "")
    assert f"{path}: " in ran.err
    assert told in ran.err


@pytest.mark.parametrize("name", ["none.csv", "none.parquet", "usage.xlsx"])
def test_a_file_that_is_not_there_or_of_another_kind_is_told_so(here: Path, name: str) -> None:
    (here / "usage.xlsx").write_bytes(b"PK")
    assert comptrol("meter", "import", here / name).code == 2


@pytest.mark.parametrize("kept", [0, 1, 1000, -1])
def test_a_parquet_file_that_was_cut_off_is_told_so(here: Path, kept: int) -> None:
    path = here / "cut.parquet"
    path.write_bytes(trace(ELASTICFLOW, here).read_bytes()[:kept])
    ran = comptrol("meter", "import", path)
    assert ran.code == 2
    assert f"{path}: it cannot be read" in ran.err


@pytest.mark.parametrize("content", [b"\xff\xfe\x00a,b", b"a,b\n\xff,1\n"])
def test_a_file_that_is_not_utf8_is_told_so(here: Path, content: bytes) -> None:
    path = here / "usage.csv"
    path.write_bytes(content)
    assert comptrol("meter", "import", path).code == 2


@pytest.mark.parametrize(("column", "told"), [("chips", "DOUBLE"), ("since", "DATE")])
def test_a_column_of_a_type_that_is_not_exact_is_a_fault_of_the_file(
    here: Path, column: str, told: str
) -> None:
    import duckdb  # noqa: PLC0415  (of an extra)

    path = here / "usage.parquet"
    fields = ", ".join(f"'x' as {it}" for it in ("source", "event", "provider", "tenant"))
    times = f"timestamp '2025-11-01' as {'until' if column == 'since' else 'since'}"
    rest = (
        "8 as chips, date '2025-11-01' as since"
        if column == "since"
        else ("8.5::double as chips, timestamp '2025-11-01' as until")
    )
    duckdb.execute(f"copy (select {fields}, {times}, {rest}) to '{path}' (format parquet)")
    ran = comptrol("meter", "import", path)
    assert ran.code == 2
    assert f"column {column} is of" in ran.err
    assert told in {"DOUBLE", "DATE"}


def test_a_server_that_is_not_there_is_told_at_once(here: Path) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        at = f"sc://127.0.0.1:{unused.getsockname()[1]}"
        path = written(here / "usage.csv", [row()])
        ran = comptrol("meter", "import", path, "--engine", "spark", "--server", at)
    assert ran.code == 3
    assert f"nobody answers at {at}" in ran.err
    assert "comptrol lake cluster start" in ran.err


@pytest.mark.parametrize("server", ["http://x:1", "sc://x", "sc://:1", "x", "sc://x:one"])
def test_what_names_no_server_is_told_so(here: Path, server: str) -> None:
    path = written(here / "usage.csv", [row()])
    ran = comptrol("meter", "import", path, "--engine", "spark", "--server", server)
    assert ran.code == 2
    assert "expected sc://host:port" in ran.err


def test_a_server_is_named_with_the_engine_that_has_one(here: Path) -> None:
    path = written(here / "usage.csv", [row()])
    assert comptrol("meter", "import", path, "--server", "sc://127.0.0.1:1").code == 2


def test_without_the_engines_it_says_what_to_install(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("comptrol.bootstrap.extras.find_spec", lambda _: None)
    ran = comptrol("meter", "import", written(here / "usage.csv", [row()]))
    assert ran.code == 3
    assert "pip install 'comptrol[lake]'" in ran.err
