"""Looking for splitting by the command line: what people and programs see, and bad input."""

from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from tests.rules.test_rules import CHAPTERS
from tests.scenario.gate_harness import Day, a_day, began, three_days_ago
from tests.scenario.harness import comptrol

POLICY = CHAPTERS["structuring"].scenery["the policy is set"]["authority"]  # type: ignore[call-overload]


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("structuring") / "data"
    began(folder)
    return folder


@pytest.fixture
def day(begun: Path, tmp_path: Path) -> Iterator[Day]:
    opened = a_day(begun, tmp_path / "data")
    opened.clock.at = three_days_ago()
    yield opened
    assert opened.run("ledger", "rebuild", "--check").code == 0


def linked(day: Day) -> None:
    day.all("authority", POLICY)
    day.tell("nimbus", "structuring.linked/1", link="card-1", by="payment-instrument",
             parties=["zephyr", "quiet"], since="2026-01-01", source="the same card")  # fmt: skip


def test_a_look_names_what_is_split_and_the_answer_is_one(day: Day) -> None:
    linked(day)
    day.rents("r-1")
    day.rents("r-2", customer="quiet")
    ran = day.run("structuring", "look", "--since", day.today)
    assert ran.code == 1
    assert ran.out.startswith("structuring.rate (fact): 2 parties linked by payment-instrument")
    assert "not excluded: " in ran.out
    assert "None of them is a verdict" in ran.err
    again = day.run("structuring", "look", "--since", day.today, "--json")
    assert (again.code, again.out) == (0, "")


def test_a_look_without_a_policy_is_refused(day: Day) -> None:
    ran = day.run("structuring", "look", "--since", day.today)
    assert ran.code == 1
    assert "structuring.no-policy" in ran.err


def test_a_program_gets_the_alarm(day: Day) -> None:
    linked(day)
    day.rents("r-1")
    day.rents("r-2", customer="quiet")
    (told,) = day.run("structuring", "look", "--since", day.today, "--json").lines
    assert told["detector"] == "structuring.rate"
    assert told["parties"] == ["quiet", "zephyr"]


def test_a_group_is_shown_with_its_evidence(day: Day) -> None:
    linked(day)
    ran = day.run("structuring", "groups", "quiet", "--on", day.today)
    assert "payment-instrument" in ran.out
    assert "hypothesis" in ran.err
    told = day.run("structuring", "groups", "quiet", "--json").json
    assert told["members"] == ["quiet", "zephyr"]
    assert told["strong"] is True
    nobody = day.run("structuring", "groups", "first", "--on", day.today)
    assert nobody.out.startswith("Nothing is known that links first")


def test_groups_of_nobody_or_without_a_policy_are_not_shown(day: Day) -> None:
    assert day.run("structuring", "groups", "quiet").code == 2
    day.all("authority", POLICY)
    ran = day.run("structuring", "groups", "nobody-here")
    assert (ran.code, ran.out) == (2, "")


HEAD = "timestamp,duration,num_gpus,gpu_time,cluster\n"


def trace(folder: Path, *lines: str, head: str = HEAD) -> Path:
    path = folder / "trace.csv"
    path.write_text(head + "\n".join(lines) + "\n")
    return path


def test_a_trace_is_replayed_and_every_name_is_a_false_alarm(tmp_path: Path) -> None:
    jobs = [f"2017-10-09 07:0{it}:00,600.0,8,4800.0,lab" for it in range(9)]
    jobs.append("2017-10-09 23:59:00,120,1,120,other")
    ran = comptrol("structuring", "replay", trace(tmp_path, *jobs))
    assert ran.code == 0
    assert "10 jobs of 2 tenants, 12.0 GPU-hours." in ran.out
    assert "1 of 2 pairs" in ran.out
    assert "A tenant is one account: 0 of these 1 named." in ran.out
    first, last = comptrol("structuring", "replay", trace(tmp_path, *jobs), "--json").lines
    assert (first["bursts_named"], last["bursts_named"]) == (0, 1)
    worst = {(it["tenant"], it["detector"]): (it["named"], it["days"]) for it in last["days"]}
    assert worst["lab", "at-once"] == (1, 1)
    assert worst["other", "at-once"] == (0, 2)


def test_a_trace_of_the_other_form_is_read(tmp_path: Path) -> None:
    head = "job_id,submission_time,duration,num_gpu,cluster\n"
    path = trace(tmp_path, "a,0,3600,64,cluster01", head=head)
    assert "1 job of 1 tenant, 64.0 GPU-hours." in comptrol("structuring", "replay", path).out


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("2017-10-09,1,x,1,a", "line 2, field num_gpus: is 'x', not a number"),
        ("2017-10-09,-1,1,1,a", "line 2, field duration: is -1; it must be 0 to 1000000000"),
        ("2017-10-09,NaN,1,1,a", "line 2, field duration"),
        ("yesterday,1,1,1,a", "line 2, field timestamp: is 'yesterday', not a time"),
        ("2017-10-09,1,1,1,", "line 2, field cluster: is empty"),
        ("2017-10-09,1", "the row ends before field num_gpus"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(tmp_path: Path, line: str, told: str) -> None:
    ran = comptrol("structuring", "replay", trace(tmp_path, line))
    assert ran.code == 2
    assert told in ran.err


def test_a_trace_that_is_none_is_refused(tmp_path: Path) -> None:
    assert comptrol("structuring", "replay", tmp_path / "none.csv").code == 2
    ran = comptrol("structuring", "replay", trace(tmp_path, "1", head="a\n"))
    assert "missing column: timestamp, duration, num_gpus, cluster" in ran.err
    broken = tmp_path / "trace.parquet"
    broken.write_bytes(b"no such thing")
    assert comptrol("structuring", "replay", broken).code in {2, 3}


@pytest.mark.parametrize("wrong", [-1, None, 10**12])
def test_a_row_of_a_table_that_cannot_be_meant_is_named(tmp_path: Path, wrong: int | None) -> None:
    trace = tmp_path / "trace.parquet"
    columns = {"submission_time": [0, 0], "num_gpu": [8, 8], "cluster": ["a", "b"]}
    pl.DataFrame({**columns, "duration": [60, wrong]}).write_parquet(trace)
    ran = comptrol("structuring", "replay", trace)
    assert ran.code == 2
    assert "row 2" in ran.err
