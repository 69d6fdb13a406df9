"""A maker's table goes into the log, is shown, balanced and reviewed, as its users would do it."""

import csv
import json
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import polars as pl
import pytest
from tests.scenario.harness import comptrol

HEADER = ("serial", "model", "lot", "made_on")
MAKER, HOLDER = "northbridge-silicon", "straits-compute"
H100 = "nvidia-h100-sxm5-80gb"
SITE = "dayone-nusajaya"
POLICY = {
    "kind": "registry.policy-adopted/1",
    "policy": "test",
    "countersign_days": 14,
    "transit_days_max": 60,
    "notice_days": 14,
    "silence_days": 30,
    "silent_share_max": "0.1",
    "small_holder_tpp": "20000",
    "speed_km_per_hour": "900",
    "failures_per_year_max": "0.1",
    "source": "made for a test",
}


def row(number: int, lot: str = "big", serial: str | None = None) -> tuple[str, ...]:
    return (serial or f"SN{number * 7:09d}", H100, lot, "2026-10-01")


def written(path: Path, rows: Sequence[Sequence[str]], header: Sequence[str] = HEADER) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([header, *rows])
    return path


def load(table: Path, folder: Path) -> tuple[int, dict[str, int]]:
    ran = comptrol("registry", "load", table, "--as", MAKER, "--data", folder, "--json")
    return ran.code, ran.json


def rejected(table: Path) -> list[list[str]]:
    beside = table.with_name(f"{table.name}.rejected.csv")
    with beside.open(newline="", encoding="utf-8") as file:
        return list(csv.reader(file))[1:]


def say(folder: Path, party: str, **body: object) -> None:
    path = folder.parent / "said.json"
    path.write_text(json.dumps(body))
    ran = comptrol("say", body["kind"], path, "--as", party, "--data", folder)
    assert ran.code == 0, ran.out + ran.err


def test_a_table_is_loaded_once_and_again_it_is_there_already(folder: Path, tmp_path: Path):
    table = written(tmp_path / "t.csv", [row(n, f"big-{n // 600}") for n in range(1_200)])
    code, done = load(table, folder)
    assert (code, done["registered"], done["lots"], done["rejected"]) == (0, 1_200, 4, 0)
    code, again = load(table, folder)
    assert (code, again["registered"], again["already"]) == (0, 0, 1_200)


def test_parquet_is_read_as_csv_is(folder: Path, tmp_path: Path):
    rows = [row(n) for n in range(700)]
    table = tmp_path / "t.parquet"
    pl.DataFrame(rows, schema=HEADER, orient="row").write_parquet(table)
    assert load(table, folder) == (0, load_of(700))
    assert load(written(tmp_path / "t.csv", rows), folder)[1]["already"] == 700


def load_of(chips: int) -> dict[str, int]:
    return {"rows": chips, "registered": chips, "already": 0, "rejected": 0, "lots": 2}


def test_what_is_wrong_with_a_row_stops_no_other_and_stands_beside_the_table(
    folder: Path, tmp_path: Path
):
    first = written(tmp_path / "first.csv", [row(1, "first")])
    assert load(first, folder)[0] == 0
    table = written(
        tmp_path / "t.csv",
        [
            row(1),  # in another lot
            row(2),
            row(2),  # twice in its lot
            row(3, serial="has space"),
            row(4)[:3],
            ("SN5", H100, "big", "1st of May"),
            ("SN6", "no-such-model", "other", "2026-10-01"),
            ("=cmd()", H100, "big", "2026-10-01"),
            row(7, lot="BIG"),
            ("SN8", H100, "big", "2026-W01-1"),
        ],
    )
    code, done = load(table, folder)
    assert (code, done["registered"], done["rejected"], done["rows"]) == (1, 1, 9, 10)
    told = {line: reason for line, *_, reason in rejected(table)}
    assert told["2"] == "the chip is in lot first already"
    assert told["4"] == "the serial stands on line 3 too"
    assert "has space" in told["5"]
    assert told["6"] == "3 fields, and the header has 4"
    assert "YYYY-MM-DD" in told["7"]
    assert "catalogue has no chip" in told["8"]
    assert [fields[1] for fields in rejected(table) if fields[0] == "9"] == ["'=cmd()"]
    assert "BIG" in told["10"]
    assert "YYYY-MM-DD" in told["11"]


def test_the_rows_beside_the_table_go_when_all_are_taken(folder: Path, tmp_path: Path):
    table = written(tmp_path / "t.csv", [row(1, serial="bad serial")])
    assert load(table, folder)[0] == 1
    assert len(rejected(table)) == 1
    assert load(written(table, [row(1)]), folder)[0] == 0
    assert not table.with_name("t.csv.rejected.csv").exists()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "columns none"),
        ("serial,model,lot\n", "expected serial, model, lot, made_on"),
        ("serial,model,lot,made_on,colour\n", "expected serial"),
        ("serial,serial,model,lot\n", "expected serial"),
        ('serial,model,lot,made_on\n"SN1,x\n', "line"),
    ],
)
def test_a_table_of_another_form_is_refused(folder: Path, tmp_path: Path, text: str, words: str):
    table = tmp_path / "t.csv"
    table.write_text(text)
    ran = comptrol("registry", "load", table, "--as", MAKER, "--data", folder)
    assert ran.code == 2
    assert words in ran.err


def test_a_table_that_is_not_text_is_refused(folder: Path, tmp_path: Path):
    for name, content in (("t.csv", b"serial,model\xff\xfe"), ("t.parquet", b"PAR1 no more")):
        table = tmp_path / name
        table.write_bytes(content)
        ran = comptrol("registry", "load", table, "--as", MAKER, "--data", folder)
        assert (ran.code, name in ran.err) == (2, True)


def test_only_a_party_whose_key_is_here_loads(folder: Path, tmp_path: Path):
    table = written(tmp_path / "t.csv", [row(1)])
    ran = comptrol("registry", "load", table, "--as", "nobody", "--data", folder)
    assert ran.code == 3
    assert "nobody" in ran.err


def test_a_load_that_was_killed_goes_on_where_it_stopped(folder: Path, tmp_path: Path):
    """However far it came, nothing is lost and nothing is doubled."""
    table = written(tmp_path / "t.csv", [row(n, f"big-{n // 500}") for n in range(60_000)])
    program = "import sys; from comptrol.entrypoints.cli.app import main; main(sys.argv[1:])"
    arguments = ("registry", "load", str(table), "--as", MAKER, "--data", str(folder))
    running = subprocess.Popen(  # noqa: S603  (our own program)
        [sys.executable, "-c", program, *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    wal = folder / "comptrol.db-wal"
    for _ in range(400):
        if wal.exists() and wal.stat().st_size > 2_000_000:
            break
        time.sleep(0.05)
    running.send_signal(signal.SIGKILL)
    running.wait(30)
    code, done = load(table, folder)
    assert (code, done["registered"] + done["already"]) == (0, 60_000)
    assert load(table, folder)[1]["already"] == 60_000


def test_a_chip_is_shown_with_a_history_that_anybody_can_check(folder: Path, tmp_path: Path):
    table = written(tmp_path / "t.csv", [row(n) for n in range(20)])
    assert load(table, folder)[0] == 0
    chip = f"{MAKER}/SN000000007"
    ran = comptrol("registry", "chip", chip, "--data", folder, "--proofs", tmp_path / "p")
    assert ran.code == 0
    assert f"{MAKER} answers for it: made, in lot big." in ran.out
    proofs = sorted((tmp_path / "p").iterdir())
    assert len(proofs) == 2
    for proof in proofs:
        checked = comptrol("ledger", "verify", "--history", proof, "--data", folder)
        assert checked.code == 0, checked.err
    assert comptrol("registry", "chip", f"{MAKER}/NONE", "--data", folder).code == 2
    serial = comptrol("registry", "chip", "SN000000007", "--data", folder)
    assert (serial.code, "expected MAKER/SERIAL" in serial.err) == (2, True)


def test_a_balance_names_the_chips_that_a_stocktaking_did_not_find(folder: Path, tmp_path: Path):
    table = written(tmp_path / "t.csv", [row(n) for n in range(20)])
    assert load(table, folder)[0] == 0
    say(
        folder,
        MAKER,
        kind="registry.counted/1",
        site=SITE,
        on="2026-10-05",
        lots=[{"lot": "big", "missing": [f"{MAKER}/SN000000007"]}],
    )
    asked = ("registry", "balance", "--from", "2026-10-01", "--by", "holder", "--data", folder)
    ran = comptrol(*asked, "--key", MAKER, "--json")
    assert ran.code == 1
    assert ran.json["missing"] == [f"{MAKER}/SN000000007"]
    assert ran.json["muf"] == 1
    (shown,) = [line for line in comptrol(*asked).out.splitlines() if line.startswith(MAKER)]
    assert shown.split()[-1] == "1"
    assert comptrol(*asked, "--until", "2026-09-01").code == 2


def test_a_review_raises_what_is_overdue_once(folder: Path, tmp_path: Path):
    say(folder, "authority", **POLICY)
    table = written(tmp_path / "t.csv", [row(n) for n in range(20)])
    assert load(table, folder)[0] == 0
    say(
        folder,
        MAKER,
        kind="registry.shipped/1",
        shipment="late",
        lot="big",
        to=HOLDER,
        destination=SITE,
        waybill="W",
        on="2026-10-02",
    )
    ran = comptrol("registry", "review", "--data", folder, "--json")
    assert ran.code == 1
    raised = {said["alarm"] for said in ran.lines}
    assert "registry.custody-gap/shipment:late" in raised
    assert comptrol("registry", "review", "--data", folder).code == 0
    shown = comptrol("registry", "alarms", "--data", folder)
    assert f"{MAKER} answers for it" in shown.out
    one = comptrol("registry", "alarms", "--detector", "registry.custody-gap", "--data", folder)
    assert "registry.custody-gap/shipment:late" in one.out
    assert "registry.missing" not in one.out
    assert comptrol("ledger", "rebuild", "--check", "--data", folder).code == 0


def test_a_site_is_a_covered_cluster_by_a_named_definition(folder: Path):
    ran = comptrol("registry", "cluster", SITE, "--data", folder, "--json")
    assert ran.code == 0
    assert ran.json["verdict"]["coverage"] == "covered"
    assert ran.json["verdict"]["definition"] == "ccc/v3"
    page = comptrol("registry", "cluster", SITE, "--data", folder).out
    assert "covered above 15824" in page
    unknown = comptrol("registry", "cluster", SITE, "--definition", "none", "--data", folder)
    assert (unknown.code, "ccc/v3" in unknown.err) == (2, True)


SAMPLED = """key,period,recorded,sample,missing,receipts,shipments,destroyed,record_error_rate
muc,2026-06,10000,300,0,,,,
muc,2026-07,10000,300,1,0,0,0,
muc,2026-08,9900,300,12,0,100,0,0.01
all,2026-06,1000,1000,0,,,,
all,2026-07,1500,1500,3,500,0,0,
"""


def test_a_balance_by_samples_is_held_against_its_noise(tmp_path: Path):
    table = tmp_path / "balances.csv"
    table.write_text(SAMPLED)
    ran = comptrol("registry", "statistics", table, "--json")
    first, second, exact = ran.lines
    assert ran.code == 1
    assert (first["alarm"], second["alarm"], exact["alarm"]) == (
        "",
        "3 sigma, cumulated",
        "exact, cumulated",
    )
    assert exact["muf"] == 3
    assert "false alarms a period" in ran.err
    table.write_text("".join(SAMPLED.splitlines(keepends=True)[:3]))
    assert comptrol("registry", "statistics", table).code == 0


@pytest.mark.parametrize(
    ("before", "after", "field"),
    [
        ("300,1,0", "300,x,0", "missing"),
        ("300,1,0", "0,0,0", "sample"),
        ("300,1,0", "300,301,0", "missing"),
        ("300,1,0", "20000,1,0", "sample"),
        ("0.01", "1.5", "record_error_rate"),
        ("all,2026-07,1500,1500,3,500,0,0,\n", "", "period"),
    ],
)
def test_a_balance_that_cannot_be_is_named_by_line_and_field(
    tmp_path: Path, before: str, after: str, field: str
):
    table = tmp_path / "balances.csv"
    table.write_text(SAMPLED.replace(before, after))
    ran = comptrol("registry", "statistics", table)
    assert ran.code == 2
    assert f"field {field}" in ran.err


def test_chips_that_wear_out_are_held_against_a_band():
    asked = ("registry", "attrition", "--chips", 10_000, "--until-years", 1, "--h0", 0.03)
    ran = comptrol(*asked, "--retired", 300, "--json")
    assert (ran.code, ran.json["outside"]) == (0, False)
    assert ran.json["low"] < 10_000 * 0.03 < ran.json["high"]
    assert comptrol(*asked, "--retired", 500).code == 1
    for wrong in (("--h0", "nan"), ("--h0", "-1"), ("--until-years", "0"), ("--h1", "inf")):
        assert comptrol(*asked, *wrong).code == 2
