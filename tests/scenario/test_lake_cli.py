"""``comptrol lake``: what is filed once stays as it was filed, and every answer the same."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.scenario.harness import Ran, comptrol, size
from tests.usage_batches import NONE_TOLD, refused, row, written

Lake = Callable[..., Ran]
INIT = ("--name", "Authority", "--country", "SG", "--by", "Director", "--reason", "so it is")
NOBODYS = {"model": "", **NONE_TOLD}


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lake") / "data"
    assert comptrol("init", *INIT, "--data", folder).code == 0
    for name in ("acme", "beta"):
        words = ("--name", name, "--country", "SG", "--role", "provider")
        assert comptrol("enrol", name, *words, "--data", folder).code == 0
    return folder


@pytest.fixture
def data(base: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(base, tmp_path / "data"))


def add(data: Path, rows: list[dict[str, Any]], sequence: int, **other: Any) -> Ran:
    """File rows as a batch of a provider."""
    party, period = other.get("party", "acme"), other.get("period", "2025-11")
    path = written(data.parent / f"{party}-{period}-{sequence}.csv", rows)
    words = ("--as", party, "--period", period, "--sequence", sequence)
    return comptrol("lake", "add", path, *words, "--data", data, "--json")


def lake(data: Path, *words: object, as_json: bool = True) -> Any:
    ran = comptrol("lake", *words, "--data", data, *(("--json",) if as_json else ()))
    return ran.json if as_json else ran


def sums(data: Path, *words: object) -> dict[tuple[str, str], int]:
    found = lake(data, "rollup", *words)["rows"]
    return {(it["tenant"], it["begins"]): it["chip_seconds"] for it in found}


def test_a_batch_is_in_the_lake_and_its_digest_in_the_log(data: Path) -> None:
    ran = add(data, [row(), row(event="bad", chips=-1), row(event="e2", **NOBODYS)], 1)
    told = ran.json
    assert ran.code == 0
    assert (told["batch"], told["rows"], told["rejected"]) == ("acme/2025-11/1", 2, 1)
    assert (told["chip_seconds"], told["flop"]["low"]) == (57_600, 28_800 * 10**14)
    assert list(refused(data.parent / "acme-2025-11-1.csv")) == [3]
    ran = comptrol("ask", "metering/batch", "batch=acme/2025-11/1", "--data", data)
    asked = json.loads(ran.out)
    assert (asked["digest"], asked["rows"]) == (told["digest"], 2)
    (file,) = (data / "lake/acme/2025-11").glob("*.parquet")
    assert told["digest"].startswith(file.stem.rpartition("-")[2])


def test_the_same_bytes_again_are_known_and_nothing_is_done(data: Path) -> None:
    first = add(data, [row()], 1).json
    before = size(data)
    again = add(data, [row()], 1)
    assert (again.code, again.json) == (0, first | {"repeated": True})
    assert size(data) == before


def test_other_bytes_under_a_number_that_is_taken_are_refused(data: Path) -> None:
    add(data, [row()], 1)
    ran = add(data, [row(tenant="t2")], 1)
    assert (ran.code, ran.out) == (1, "")
    assert "send corrections under the next number" in ran.err
    assert sums(data) == {("t1", "2025-11-01T00:00:00Z"): 28_800}


def test_what_was_filed_before_the_log_heard_of_it_is_told_to_it_later(data: Path) -> None:
    spare = Path(shutil.copytree(data, data.parent / "spare"))
    add(data, [row()], 1)
    shutil.copytree(data / "lake", spare / "lake")
    assert not lake(spare, "verify")["holds"]
    assert add(spare, [row()], 1).json["repeated"]
    assert lake(spare, "verify")["holds"]


def test_a_correction_takes_the_place_of_what_it_corrects_and_a_withdrawal_too(
    data: Path,
) -> None:
    add(data, [row(), row(event="e2")], 1)
    add(data, [row(version=2, chip_seconds=100, **NOBODYS)], 2)
    gone = row(event="e2", version=2, chips=0, chip_seconds=0, **NOBODYS)
    add(
        data,
        [
            gone,
            row(
                event="e3",
                since="2025-11-02T00:00:00Z",
                until="2025-11-02T00:00:01Z",
                chip_seconds=8,
                **NOBODYS,
            ),
        ],
        3,
    )
    assert sums(data) == {("t1", "2025-11-01T00:00:00Z"): 100, ("t1", "2025-11-02T00:00:00Z"): 8}


def test_an_event_that_the_lake_has_is_not_taken_again(data: Path) -> None:
    add(data, [row()], 1)
    ran = add(data, [row(), row(event="new")], 2)
    assert (ran.json["rows"], ran.json["rejected"]) == (1, 1)
    (reason,) = refused(data.parent / "acme-2025-11-2.csv").values()
    assert reason == "event: this version of it is in the lake already"


def test_compaction_leaves_every_answer_and_what_was_filed(data: Path) -> None:
    for at in range(1, 5):
        add(data, [row(event=f"e{at}-{it}", tenant=f"t{it}") for it in range(5)], at)
    add(data, [row(event="e1-0", version=2, chip_seconds=1, **NOBODYS)], 5)
    before = lake(data, "rollup", "--by", "hour")
    (made,) = lake(data, "compact")["compacted"]
    assert (made["files"], made["rows"]) == (5, 21)
    assert lake(data, "rollup", "--by", "hour") == before
    assert len(list((data / "lake/acme/2025-11").glob("*.parquet"))) == 6
    add(data, [row(event="late")], 6)
    assert lake(data, "verify")["holds"]
    removed = lake(data, "compact", "--drop-before", "2100-01-01")["removed"]
    assert removed == [f"acme/2025-11/{at}" for at in range(1, 7)]
    assert len(list((data / "lake/acme/2025-11").glob("*.parquet"))) == 2
    assert lake(data, "verify")["holds"]
    assert lake(data, "rollup")["rows_read"] == 22


def test_a_file_that_was_changed_is_found_and_not_compacted(data: Path) -> None:
    add(data, [row()], 1)
    add(data, [row(event="e2")], 2)
    first = next((data / "lake/acme/2025-11").glob("000001-*.parquet"))
    shutil.copyfile(next((data / "lake/acme/2025-11").glob("000002-*.parquet")), first)
    ran = lake(data, "verify", as_json=False)
    assert ran.code == 1
    assert "DOES NOT HOLD: acme/2025-11/1: 000001-" in ran.out
    ran = lake(data, "compact", as_json=False)
    assert (ran.code, "is not as it was filed: comptrol lake verify" in ran.err) == (3, True)


def test_a_file_that_is_gone_is_found(data: Path) -> None:
    add(data, [row()], 1)
    next((data / "lake/acme/2025-11").glob("*.parquet")).unlink()
    assert "is missing" in lake(data, "verify", as_json=False).out


def test_an_event_in_two_periods_is_found(data: Path) -> None:
    add(data, [row()], 1)
    day = {"since": "2025-12-01T00:00:00Z", "until": "2025-12-01T01:00:00Z"}
    assert add(data, [row(**day)], 1, period="2025-12").code == 0
    ran = lake(data, "verify", as_json=False)
    assert ran.code == 1
    assert "acme: 1 events stand in more than one period" in ran.out


def test_groups_are_added_up_and_held_against_their_ceilings(data: Path) -> None:
    theirs = [row(event=f"e{at}", tenant=f"t{1 + at % 2}") for at in range(4)]
    told = add(data, [*theirs, row(event="alone", tenant="alone")], 1).json
    assert told["flop"]["high"] == 5 * 3 * 28_800 * 10**14 > 2**64
    asked = data.parent / "groups.json"
    asked.write_text(
        json.dumps(
            {
                "groups": {"t1": "g", "t2": "g"},
                "ceilings": {
                    "g": {"flop": str(6 * 28_800 * 10**14)},
                    "alone": {"chip_seconds": 28_799},
                },
            }
        )
    )
    found = {it["whose"]: it for it in lake(data, "rollup", "--groups", asked)["rows"]}
    assert found["g"]["flop_low_so_far"] == 4 * 28_800 * 10**14 > 2**63
    assert found["g"]["flop_high_so_far"] == 12 * 28_800 * 10**14 > 2**64
    assert (found["g"]["over"], found["g"]["may_be_over"]) == (False, True)
    assert (found["alone"]["over"], found["alone"]["may_be_over"]) == (True, False)


def test_a_person_reads_a_table(data: Path) -> None:
    add(data, [row(tenant=f"t{it:02}", event=f"e{it}") for it in range(50)], 1)
    ran = lake(data, "rollup", as_json=False)
    assert ran.out.splitlines()[0].split()[:4] == ["provider", "tenant", "model", "begins"]
    assert "and 10 more: --json has all" in ran.err


BAD = {
    "no period": (("--period", "2025-13"), 2, "expected YYYY-MM or YYYY-MM-DD"),
    "other period": (("--period", "2025-10"), 2, "no row can be taken"),
    "no such party": (("--as", "gamma"), 3, "no private key of 'gamma'"),
    "another's rows": (("--as", "beta"), 2, "no row can be taken"),
    "no number": (("--sequence", "0"), 2, "0 is not in the range"),
    "a file in the way": (("--lake", "FILE"), 3, "name another with --lake"),
}


@pytest.mark.parametrize(("words", "code", "told"), BAD.values(), ids=BAD)
def test_a_batch_that_cannot_be_filed_is_told_so_and_the_log_has_nothing(
    data: Path, words: tuple[str, str], code: int, told: str
) -> None:
    path, before = written(data.parent / "FILE", [row()]), size(data)
    path = path.rename(path.with_suffix(".csv"))
    (data.parent / "FILE").touch()
    given = {"--as": "acme", "--period": "2025-11", "--sequence": "1", words[0]: words[1]}
    given = {name: str(data.parent / it) if it == "FILE" else it for name, it in given.items()}
    flat = [it for pair in given.items() for it in pair]
    ran = comptrol("lake", "add", path, *flat, "--data", data)
    assert (ran.code, ran.out) == (code, "")
    assert told in ran.err
    assert size(data) == before


def test_a_lake_in_which_nothing_is_filed_is_told_so(data: Path) -> None:
    ran = lake(data, "rollup", as_json=False)
    assert ran.code == 2
    assert "nothing is filed there for that time" in ran.err


@pytest.mark.parametrize(
    ("programs", "told"),
    [((), "there is no java: install openjdk-17-jre-headless"), (("java",), "make spark")],
)
def test_no_cluster_is_told_so(
    data: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    programs: tuple[str, ...],
    told: str,
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    for name in programs:
        (tmp_path / name).touch(0o755)
    assert lake(data, "cluster", "status", as_json=False).out == "No cluster runs from there.\n"
    ran = lake(data, "cluster", "start", "--python", data / "python", as_json=False)
    assert (ran.code, told in ran.err) == (3, True)
