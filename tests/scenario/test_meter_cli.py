"""The commands that read meters and file what they say, on a real log, here and over HTTP."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from tests.scenario.harness import Ran, comptrol
from tests.scenario.metering_harness import H100, ORDER, PROVIDER, events
from tests.scenario.provider_harness import authority

from comptrol.adapters.meters.cloud_events import TYPE

NOW = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)  # noqa: TID251  (the log's own)
BEGUN = int((NOW - timedelta(hours=6)).timestamp())
HEADER = "JobID|JobIDRaw|Submit|Start|End|ElapsedRaw|State|AllocTRES|Account|Cluster|AdminComment"
GPUS = "cpu=1,gres/gpu=3,gres/gpu:h100=3"


@pytest.fixture
def folder(metered: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(metered, tmp_path / "data"))


@pytest.fixture
def sacct(tmp_path: Path) -> Path:
    rows = [
        run("25", comment=f"comptrol:{ORDER}"),
        run("25.batch"),
        run("26", comment=""),
        run("27", comment="comptrol:of-nobody"),
        "28|half",
    ]
    file = tmp_path / "sacct.txt"
    file.write_text("\n".join((HEADER, *rows)) + "\n")
    return file


def run(job: str, comment: str = "", start: int = BEGUN, end: int = BEGUN + 60) -> str:
    told = (job, job.partition(".")[0], start, start, end, end - start, "COMPLETED", GPUS)
    return "|".join(map(str, (*told, "alpha", "c1", comment)))


def event(**other: Any) -> dict[str, Any]:
    data = {
        "order": ORDER,
        "chips": 8,
        "since": f"{NOW - timedelta(hours=2):%Y-%m-%dT%H:%M:%SZ}",
        "until": f"{NOW - timedelta(hours=1):%Y-%m-%dT%H:%M:%SZ}",
    }
    found = {"specversion": "1.0", "id": "e1", "source": "//billing", "type": TYPE}
    return {**found, "data": {**data, **other.pop("data", {})}, **other}


def written(path: Path, *told: dict[str, Any]) -> Path:
    path.write_bytes(b"\n".join(map(msgspec.json.encode, told)) + b"\n")
    return path


def filed(folder: Path, file: Path, form: str, *more: object) -> Ran:
    words = (file, "--format", form, "--as", PROVIDER, "--data", folder, "--json", *more)
    return comptrol("meter", "file", *words)


def test_reading_shows_what_there_is_and_what_could_not_be_read(sacct: Path) -> None:
    ran = comptrol("meter", "read", sacct, "--format", "slurm")
    assert ran.code == 1
    assert "allocation: 3 events, 9 min of chip time, 3 min of it under no order" in ran.out
    assert "note: 1 steps are within their jobs" in ran.out
    assert "line 6: 2 fields where the header has 11" in ran.out


def test_reading_as_json_has_every_row(sacct: Path) -> None:
    told = comptrol(
        "meter", "read", sacct, "--format", "slurm", "--model", f"h100={H100}", "--json"
    ).json
    assert [it["event"].partition("/")[0] for it in told["rows"]] == ["25", "26", "27"]
    assert {it["model"] for it in told["rows"]} == {H100}
    assert [it["place"] for it in told["rejected"]] == ["line 6"]
    assert told["totals"]["allocation"]["chip_seconds"] == 540
    assert told["totals"]["allocation"]["without_order_chip_seconds"] == 180


def test_a_file_is_filed_once_and_what_is_nobodys_is_refused(folder: Path, sacct: Path) -> None:
    first, again = filed(folder, sacct, "slurm"), filed(folder, sacct, "slurm")
    assert (first.code, again.code) == (1, 1)
    assert (first.json["filed"], first.json["known"]) == (2, 0)
    assert (again.json["filed"], again.json["known"]) == (0, 2)
    (refused,) = first.json["refused"]
    assert "metering.unknown-order" in refused["reasons"][0]
    kept = events(folder)
    assert [(it.order, it.chip_seconds) for it in kept] == [(ORDER, 180), (None, 180)]


def test_another_content_under_a_name_is_a_conflict_and_changes_nothing(
    folder: Path, tmp_path: Path
) -> None:
    file = tmp_path / "events.jsonl"
    assert filed(folder, written(file, event()), "cloudevents").code == 0
    ran = filed(folder, written(file, event(data={"chips": 7})), "cloudevents")
    assert ran.code == 1
    (conflict,) = ran.json["conflicts"]
    assert "metering.event-conflict" in conflict["reasons"][0]
    assert [it.chips for it in events(folder)] == [8]


def test_a_moment_has_one_spelling(folder: Path, tmp_path: Path) -> None:
    file, told = tmp_path / "events.jsonl", event()
    assert filed(folder, written(file, told), "cloudevents").json["filed"] == 1
    told["data"]["since"] = f"{NOW - timedelta(hours=1):%Y-%m-%dT%H:%M:%S}+01:00"
    assert filed(folder, written(file, told), "cloudevents").json["known"] == 1


def test_corrections_are_filed_in_order_and_once(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "events.jsonl"
    versions = [event(data={"version": it, "chips": 9 - it}) for it in (1, 2, 3)]
    told = written(file, *reversed(versions), event(id="e2"))
    first = filed(folder, told, "cloudevents", "--reason", "the meter was read anew")
    assert (first.code, first.json["filed"]) == (0, 4)
    assert [(it.version, it.chips) for it in events(folder)] == [(3, 6), (1, 8)]
    again = filed(folder, told, "cloudevents")
    assert (again.code, again.json["filed"], again.json["known"]) == (0, 0, 4)
    written(file, event(data={"version": 3, "chips": 1}))
    assert len(filed(folder, file, "cloudevents").json["conflicts"]) == 1
    written(file, event(data={"version": 5, "chips": 1}))
    assert len(filed(folder, file, "cloudevents").json["refused"]) == 1


def test_an_event_that_is_withdrawn_is_told_by_a_later_version(
    folder: Path, tmp_path: Path
) -> None:
    file = written(tmp_path / "events.jsonl", event(data={"chips": 0}))
    (refused,) = filed(folder, file, "cloudevents").json["refused"]
    assert "by a later version" in refused["reasons"][0]
    written(file, event(), event(data={"version": 2, "chips": 0}))
    assert filed(folder, file, "cloudevents").json["filed"] == 2
    assert [it.chip_seconds for it in events(folder)] == [0]


def test_what_another_clock_told_of_tomorrow_is_refused(folder: Path, tmp_path: Path) -> None:
    ahead = f"{NOW + timedelta(days=1):%Y-%m-%dT%H:%M:%SZ}"
    file = written(tmp_path / "events.jsonl", event(data={"until": ahead}), event(id="e2"))
    ran = filed(folder, file, "cloudevents")
    assert (ran.code, ran.json["filed"]) == (1, 1)
    assert "has not come" in ran.json["refused"][0]["reasons"][0]


def test_usage_of_another_provider_is_not_filed(folder: Path, tmp_path: Path) -> None:
    file = written(tmp_path / "events.jsonl", event(data={"provider": "ridge"}))
    (refused,) = filed(folder, file, "cloudevents").json["refused"]
    assert "--as ridge" in refused["reasons"][0]


def test_a_table_is_filed_with_its_operations_held_against_the_peak(
    folder: Path, tmp_path: Path
) -> None:
    file = tmp_path / "usage.csv"
    header = "source,event,order,meter,chips,since,until,flop_low,flop_mid,flop_high"
    since, until = event()["data"]["since"], event()["data"]["until"]
    rows = [
        f"billing,e{at},{ORDER},utilisation,8,{since},{until},1,2,{flop}"
        for at, flop in enumerate((10**18, 10**25))
    ]
    file.write_text("\n".join((header, *rows)))
    ran = filed(folder, file, "csv")
    assert ran.json["filed"] == 1
    assert "metering.above-peak" in ran.json["refused"][0]["reasons"][0]


def test_a_person_reads_what_was_filed(folder: Path, sacct: Path) -> None:
    words = ("meter", "file", sacct, "--format", "slurm", "--as", PROVIDER, "--data", folder)
    ran = comptrol(*words)
    assert "2 events filed, 0 known already" in ran.out
    assert "1 refused:" in ran.out
    assert "1 rejected:" in ran.out


@pytest.fixture
def url(folder: Path) -> Iterator[str]:
    with authority(folder) as served:
        yield served.url


def test_over_http_the_same_is_filed_once(folder: Path, url: str, tmp_path: Path) -> None:
    file = tmp_path / "events.jsonl"
    many = [event(id=f"e{it}") for it in range(30)]
    written(file, *many, event(id="e3", data={"version": 2, "chips": 0}))
    key = folder / "keys" / f"{PROVIDER}.key"
    at = ("--format", "cloudevents", "--as", PROVIDER, "--url", url, "--key", key, "--json")
    first = comptrol("meter", "file", file, *at, "--journal", tmp_path / "letters.db")
    again = comptrol("meter", "file", file, *at)
    assert (first.code, first.json["filed"]) == (0, 31), first.out
    assert (again.code, again.json["filed"], again.json["known"]) == (0, 0, 31)


@pytest.mark.parametrize(
    ("words", "code", "why"),
    [
        (["{none}", "--format", "slurm"], 2, "No such file"),
        (["{sacct}", "--format", "csv"], 2, "there is no column source"),
        (["{sacct}", "--format", "prometheus"], 2, "at its address"),
        (["http://127.0.0.1:9/x", "--format", "csv"], 2, "is read from a file"),
        (["http://127.0.0.1:9/x", "--format", "dcgm"], 2, "--kept"),
        (["http://127.0.0.1:9", "--format", "prometheus"], 3, "cannot be fetched now"),
        (["http://meters.example", "--format", "prometheus"], 2, "over TLS only"),
        (["{sacct}", "--format", "slurm", "--zone", "Mars/Base"], 2, "is no time zone"),
        (["{sacct}", "--format", "slurm", "--model", "h100"], 2, "expected NAME=MODEL"),
        (["{sacct}", "--format", "tea"], 2, "tea"),
    ],
)
def test_what_cannot_be_read_ends_with_its_own_code(
    sacct: Path, tmp_path: Path, words: list[str], code: int, why: str
) -> None:
    named = {"sacct": str(sacct), "none": str(tmp_path / "none")}
    ran = comptrol("meter", "read", *(it.format(**named) for it in words))
    assert ran.code == code, ran.err
    assert why in ran.err


def test_a_server_needs_a_key_and_a_journal_needs_a_server(sacct: Path, tmp_path: Path) -> None:
    words = ("meter", "file", sacct, "--format", "slurm", "--as", PROVIDER)
    assert "go together" in comptrol(*words, "--url", "http://127.0.0.1:9").err
    assert "--url" in comptrol(*words, "--journal", tmp_path / "j", "--data", tmp_path).err
