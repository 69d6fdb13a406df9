"""Reporting by the command line: drafted, filed under seal where it must, restated, exported."""

import csv
import stat
from contextlib import closing
from datetime import date, timedelta
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import msgspec
import pytest
from pypdf import PdfReader
from tests.metering import used
from tests.reporting import defined
from tests.scenario.gate_harness import HOUR, Day, a_day, began
from tests.scenario.harness import Ran, comptrol, serving

from comptrol.bootstrap import open_platform
from comptrol.kernel.ledger.tree import leaf_hash

PERIOD = "three-days-ago"


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a log in which a provider told of one order, and a period is open."""
    folder = tmp_path_factory.mktemp("disclosure") / "data"
    began(folder)
    day = a_day(folder, folder.with_name("told"))
    for figure in ("chip-seconds", "large-customers"):
        said = defined(figure)
        day.all("authority", {**said, "text": "<b>Chips</b> times seconds & more"})
    since = day.clock.at.date()
    day.tell("authority", "disclosure.period-opened/1", period=PERIOD, since=str(since),
             until=str(since + timedelta(1)), due=str(since + timedelta(12)), duty="policy",
             definitions=["chip-seconds-1", "large-customers-1"],
             large_customer_chip_seconds=10 * HOUR, source="Manual 3", by="Director")  # fmt: skip
    day.tell("nimbus", "disclosure.scope-entered/1", provider="nimbus", since="2026-01-01",
             reason="it rents out chips")  # fmt: skip
    day.rents("r-1")
    day.rents("r-2", customer="quiet")
    at = day.clock.at
    day.clock.at += timedelta(hours=5)
    day.all(
        "nimbus",
        used("e-1", "r-1", 2, 16 * HOUR, since=at),
        used("e-2", "r-2", 2, 10 * HOUR, since=at),
        used("n-1", None, 1, 2 * HOUR, since=at),
    )
    return day.folder


@pytest.fixture
def day(begun: Path, tmp_path: Path) -> Day:
    return a_day(begun, tmp_path / "data")


def drafted(day: Day, folder: Path) -> tuple[Path, Path]:
    out, customers = folder / "draft.json", folder / "customers.json"
    ran = day.run("disclosure", "draft", "nimbus", PERIOD, "--out", out, "--customers", customers)
    assert ran.code == 0, ran.err
    return out, customers


WHO = ("--prepared-by", "Analyst", "--reviewed-by", "Head of Compliance")


def file(day: Day, *words: object, name: str = "f-1") -> Ran:
    return day.run("disclosure", "file", *words, "--filing", name, *WHO, "--as", "nimbus")


def filed(day: Day, folder: Path) -> Ran:
    out, customers = drafted(day, folder)
    ran = file(day, out, "--customers", customers)
    assert ran.code == 0, ran.err
    return ran


def restated(day: Day, folder: Path, value: str = "90000", **other: Any) -> Ran:
    (line,) = [
        it
        for it in day.run("disclosure", "show", "f-1", "--json").json["shown"]["lines"]
        if it["figure"] == "chip-seconds"
    ]
    kept = {name: line[name] for name in ("figure", "since", "until", "definition")}
    path = folder / "restated.json"
    path.write_bytes(msgspec.json.encode({"lines": [{**kept, "value": value, **other}]}))
    return day.run("disclosure", "restate", path, "--restatement", "r-1", "--filing", "f-1",
                   "--cause", "error", "--reason", "<i>counted</i> twice", "--as",
                   "nimbus")  # fmt: skip


# -- drafting and filing ----------------------------------------------------------------------


def test_a_draft_is_shown_and_says_on_what_it_rests(day: Day):
    ran = day.run("disclosure", "draft", "nimbus", PERIOD)
    assert ran.code == 0
    assert "100800" in ran.out  # 16 + 10 + 2 hours
    assert "1 of 1 days are told (1000000 ppm); 71429 ppm of the chip time" in ran.out
    assert f"Customers above {10 * HOUR} chip-seconds: 1" in ran.out
    assert "a draft is no filing" in ran.err
    whole = day.run("disclosure", "draft", "nimbus", PERIOD, "--json").json
    assert whole["large_customers"] == 1
    assert "zephyr" not in msgspec.json.encode(whole).decode()


def test_a_draft_of_a_period_that_goes_on_says_from_when_it_can_be_filed(day: Day):
    assert "is not over" not in day.run("disclosure", "draft", "nimbus", PERIOD).err
    day.clock.at += timedelta(hours=6)
    since = day.clock.at.date() + timedelta(2)
    until = since + timedelta(30)
    day.tell("authority", "disclosure.period-opened/1", period="this-month", since=str(since),
             until=str(until), due=str(until + timedelta(12)), duty="policy",
             definitions=["chip-seconds-1"], source="Manual 3", by="Director")  # fmt: skip
    told = day.run("disclosure", "draft", "nimbus", "this-month").err
    assert "this-month is not over" in told
    assert f"all from {until} on" in told


def test_the_files_of_a_draft_are_for_their_owner_alone(day: Day, tmp_path: Path):
    out, customers = drafted(day, tmp_path)
    modes = {stat.S_IMODE(it.stat().st_mode) for it in (out, customers)}
    assert modes == {0o600}
    told = msgspec.json.decode(customers.read_bytes())
    assert told == {"customers": [{"customer": "zephyr", "chip_seconds": 16 * HOUR}]}
    assert set(msgspec.json.decode(out.read_bytes())) == {
        *("period", "coverage_ppm", "unattributed_ppm", "sources", "lines")
    }


def test_a_draft_writes_two_files_or_none(day: Day, tmp_path: Path):
    asked = ("disclosure", "draft", "nimbus", PERIOD, "--out")
    one = day.run(*asked, tmp_path / "x", "--customers", tmp_path / "x")
    assert (one.code, (tmp_path / "x").exists()) == (2, False)
    assert "name two" in one.err
    assert day.run(*asked, tmp_path).code == 2


def test_large_customers_are_sealed_and_the_log_has_a_commitment(day: Day, tmp_path: Path):
    before = size(day)
    ran = filed(day, tmp_path)
    assert "Filed at position" in ran.out
    with closing(open_platform(day.folder, processes=0)) as platform:
        added = b"".join(it.raw for it in platform.store.entries(before))
    assert b"zephyr" not in added
    shown = day.run("disclosure", "show", "f-1", "--json").json["shown"]["filing"]
    assert shown["customers"].encode() in added
    assert day.run("ledger", "rebuild", "--check").code == 0


def size(day: Day) -> int:
    with closing(open_platform(day.folder, processes=0)) as platform:
        return platform.store.size()


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([("zephyr", 36_000)], "row 0, field chip_seconds: expected more than 36000"),
        ([("zephyr", 57_600), ("quiet", 36_001)], "field customers: 2 rows"),
        ([], "field customers: 0 rows, and the line of them says 1"),
        ([("zephyr", 57_600)] * 2, "row 1, field customer: expected the order of their names"),
        ([("nobody-here", 57_600)], "row 0, field customer: nobody of this name is enrolled"),
    ],
)
def test_large_customers_that_cannot_be_are_refused_and_nothing_is_kept(
    day: Day, tmp_path: Path, rows: list[tuple[str, int]], message: str
):
    out, customers = drafted(day, tmp_path)
    told = [{"customer": name, "chip_seconds": seconds} for name, seconds in rows]
    customers.write_bytes(msgspec.json.encode({"customers": told}))
    before = size(day)
    ran = file(day, out, "--customers", customers)
    assert (ran.code, ran.out) == (2, "")
    assert message in ran.err
    assert "zephyr" not in ran.err
    assert size(day) == before


def test_a_filing_that_is_refused_keeps_nothing_of_its_customers(day: Day, tmp_path: Path):
    out, customers = drafted(day, tmp_path)
    before = size(day)
    who = ("--prepared-by", "Analyst", "--reviewed-by", "analyst")
    ran = day.run("disclosure", "file", out, "--customers", customers, "--filing", "f-1", *who,
                  "--as", "nimbus")  # fmt: skip
    assert ran.code == 1
    assert "disclosure.not-reviewed" in ran.out + ran.err
    assert size(day) == before


def test_a_filing_goes_to_a_server_as_well(day: Day, tmp_path: Path):
    out, customers = drafted(day, tmp_path)
    key = day.folder / "keys" / "nimbus.key"
    with serving(day.folder) as served:
        words = ("--url", served.url, "--key", key, "--as", "nimbus", "--filing", "f-1", *WHO)
        ran = comptrol("disclosure", "file", out, "--customers", customers, *words, "--json")
        assert (ran.code, ran.json["accepted"]) == (0, True), ran.err
        path = tmp_path / "lines.json"
        found = served.client.get("/disclosure/filing", params={"filing": "f-1"}).json()
        line = next(it for it in found["lines"] if it["figure"] == "chip-seconds")
        kept = {name: line[name] for name in ("figure", "since", "until", "definition")}
        path.write_bytes(msgspec.json.encode({"lines": [{**kept, "value": "1"}]}))
        ran = comptrol("disclosure", "restate", path, "--restatement", "r-1", "--filing", "f-1",
                       "--cause", "late", "--reason", "late news", "--url", served.url, "--key",
                       key, "--as", "nimbus", "--json")  # fmt: skip
        assert (ran.code, ran.json["accepted"]) == (0, True), ran.err


BAD = [
    (b"", "draft.json"),
    (b"{}", "missing required field `period`"),
    (b'{"period": "P"}', "`$.period`"),
    (b'{"lines": 1}', "draft.json"),
    (b"\xff", "draft.json"),
]


@pytest.mark.parametrize(("raw", "message"), BAD)
def test_a_file_that_cannot_be_read_is_named(day: Day, tmp_path: Path, raw: bytes, message: str):
    path = tmp_path / "draft.json"
    path.write_bytes(raw)
    ran = file(day, path)
    assert (ran.code, ran.out) == (2, "")
    assert message in ran.err


def test_a_line_that_cannot_be_is_named_by_its_place(day: Day, tmp_path: Path):
    out, _ = drafted(day, tmp_path)
    told = msgspec.json.decode(out.read_bytes())
    told["lines"][0]["value"] = "1.5"
    out.write_bytes(msgspec.json.encode(told))
    ran = file(day, out)
    assert ran.code == 2
    assert "`$.lines[0].value`" in ran.err


# -- restating, showing, exporting -------------------------------------------------------------


def test_a_restated_line_is_shown_beside_what_was_filed(day: Day, tmp_path: Path):
    filed(day, tmp_path)
    ran = restated(day, tmp_path)
    assert ran.code == 0, ran.err
    out = day.run("disclosure", "show", "f-1").out
    (row,) = [it.split() for it in out.splitlines() if it.startswith("chip-seconds")]
    assert row[3:5] == ["100800", "90000"]
    assert "r-1 (error," in out


def test_what_does_not_change_is_not_restated(day: Day, tmp_path: Path):
    filed(day, tmp_path)
    ran = restated(day, tmp_path, value="100800")
    assert ran.code == 1
    assert "disclosure.nothing-changed" in ran.out + ran.err


def exported(day: Day, folder: Path, form: str) -> bytes:
    out = folder / f"f-1.{form}"
    ran = day.run("disclosure", "export", "f-1", "--format", form, "--out", out, "--json")
    assert ran.code == 0, ran.err
    assert ran.json["bytes"] == out.stat().st_size
    return out.read_bytes()


def test_a_filing_is_exported_in_three_forms_that_agree(day: Day, tmp_path: Path):
    filed(day, tmp_path)
    restated(day, tmp_path)
    whole = msgspec.json.decode(exported(day, tmp_path, "json"))
    rows = list(csv.DictReader(StringIO(exported(day, tmp_path, "csv").decode())))
    (line,) = [it for it in rows if it["figure"] == "chip-seconds"]
    assert (line["first"], line["value"], line["restatements"]) == ("100800", "90000", "1")
    stands = {it["position"]: it["leaf"] for it in whole["stands"]}
    assert stands[int(line["position"])] == line["leaf"]
    with closing(open_platform(day.folder, processes=0)) as platform:
        for position, leaf in stands.items():
            raw = next(iter(platform.store.entries(position))).raw
            assert leaf_hash(raw).hex() == leaf
    pdf = exported(day, tmp_path, "pdf")
    text = "\n".join(sheet.extract_text() for sheet in PdfReader(BytesIO(pdf)).pages)
    flat = text.replace("\n", "")
    for words in ("Report on the use of AI compute", "Nimbus Weather Works (nimbus)", PERIOD):
        assert words in flat
    for words in ("<b>Chips</b> times seconds & more", "100800", "90000", "71.4", "7.1429 %"):
        assert (words in flat) == (words != "71.4")
    assert "<i>counted</i>" in flat
    assert all(leaf in flat for leaf in stands.values())
    assert "zephyr" not in flat
    assert pdf == exported(day, tmp_path, "pdf")


def test_what_nobody_filed_is_neither_shown_nor_exported(day: Day, tmp_path: Path):
    ran = day.run("disclosure", "show", "none")
    assert (ran.code, ran.out) == (2, "")
    out = tmp_path / "none.pdf"
    ran = day.run("disclosure", "export", "none", "--format", "pdf", "--out", out)
    assert (ran.code, out.exists()) == (2, False)
    assert day.run("disclosure", "export", "f-1", "--format", "doc", "--out", out).code == 2


# -- the calendar ------------------------------------------------------------------------------


def calendar(day: Day, since: date, until: date, *more: object) -> Ran:
    return day.run("disclosure", "calendar", "--since", since, "--until", until, *more)


def test_the_calendar_says_what_is_due_and_when_it_is_overdue(day: Day, tmp_path: Path):
    due = day.clock.at.date() + timedelta(12)
    until = due + timedelta(1)
    waiting = calendar(day, due, until, "--on", due)
    assert waiting.code == 0
    assert "waiting" in waiting.out
    late = calendar(day, due, until, "--on", due + timedelta(1), "--json")
    assert late.code == 1
    (mine,) = [it for it in late.json["due"] if it.get("period")]
    assert (mine["standing"], mine["days_late"]) == ("overdue", 1)
    filed(day, tmp_path)
    kept = calendar(day, due, until, "--on", due + timedelta(1), "--json")
    assert kept.code == 0
    (mine,) = [it for it in kept.json["due"] if it.get("period")]
    assert (mine["standing"], mine["filings"]) == ("in-time", ["f-1"])


def test_the_calendar_needs_no_log():
    ran = comptrol("disclosure", "calendar", "--since", "2026-01-01", "--until", "2027-01-01",
                   "--on", "2026-11-29", "--json")  # fmt: skip
    assert ran.code == 0
    days = [it["on"] for it in ran.json["due"] if it["duty"] == "c-5-training"]
    assert days == ["2026-01-15", "2026-04-15", "2026-07-15", "2026-10-15"]


def test_the_calendar_goes_from_a_quarter_ago_to_a_year_ahead():
    days = comptrol("disclosure", "calendar", "--on", "2026-11-29", "--json").json["due"]
    told = [it["on"] for it in days if it["duty"] == "c-5-training"]
    assert told == ["2026-10-15", "2027-01-15", "2027-04-15", "2027-07-15", "2027-10-15"]
    assert comptrol("disclosure", "calendar", "--on", "9999-12-31").code == 0
    assert comptrol("disclosure", "calendar", "--on", "0001-01-01").code == 0


@pytest.mark.parametrize(
    "words",
    [
        ("calendar", "--since", "2026-02-30", "--until", "2026-03-01"),
        ("calendar", "--since", "2026-03-01", "--until", "2026-03-01"),
        ("calendar", "--provider", "nobody"),
        ("draft", "nimbus", "none"),
        ("draft", "nobody", PERIOD),
        ("draft", "nimbus"),
        ("file", "missing.json", "--filing", "f", *WHO, "--as", "nimbus"),
        ("file", "missing.json", "--filing", "f", *WHO, "--as", "nimbus", "--url", "http://x"),
        ("restate", "missing.json", "--restatement", "r", "--filing", "f", "--cause", "whim",
         "--reason", "x", "--as", "nimbus"),
        ("restate", "missing.json", "--restatement", "r", "--filing", "f", "--cause", "error",
         "--reason", "x", "--as", "nimbus"),
    ],
)  # fmt: skip
def test_bad_input_is_told_and_nothing_is_said(day: Day, words: tuple[str, ...]):
    ran = day.run("disclosure", *words)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err
