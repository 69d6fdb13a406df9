"""What an order used, as a person and a program see it."""

from datetime import timedelta
from pathlib import Path

import pytest
from tests.metering import used
from tests.scenario.gate_harness import HOUR, Day, a_day, began


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("metering") / "data"
    began(folder)
    return folder


@pytest.fixture
def day(begun: Path, tmp_path: Path) -> Day:
    return a_day(begun, tmp_path / "data")


def test_every_meter_is_shown_beside_the_others(day: Day):
    day.cap("total", 100 * HOUR)
    day.rents("r-1")
    since = day.clock.at
    day.clock.at += timedelta(hours=5)
    flop = {"low": "1" + "0" * 18, "mid": "1" + "0" * 18, "high": "2" + "0" * 18}
    day.all(
        "nimbus",
        used("e-1", "r-1", 2, 16 * HOUR, since=since),
        used("n-1", None, 1, HOUR, since=since),
        used("u-1", "r-1", 1, 8 * HOUR, since=since, meter="utilisation", flop=flop),
    )
    told = day.run("meter", "show", "r-1")
    lines = [" ".join(line.split()) for line in told.out.splitlines()]
    assert told.code == 0
    assert lines[1] == "counts: 16 h; told at its end: 0 h"
    assert lines[-2].startswith("allocation 16 h 5.70E+19 to 1.14E+20 none")
    assert lines[-1].startswith("utilisation 8 h 2.85E+19 to 5.70E+19 1.00E+18 to 2.00E+18 8 h")
    whole = day.run("meter", "show", "r-1", "--json").json
    assert whole["counted_chip_seconds"] == 16 * HOUR
    assert [it["meter"] for it in whole["meters"]] == ["allocation", "utilisation"]
    assert whole["meters"][1]["empirical"] == flop
    (balance,) = day.run("caps", "show", "--json").json["balances"]
    assert balance["used"] == 16 * HOUR


def test_an_order_that_no_meter_saw_is_shown_as_that(day: Day):
    day.rents("r-1")
    assert "No meter has told anything of it." in day.run("meter", "show", "r-1").out


def test_an_order_that_nobody_made_is_bad_input(day: Day):
    told = day.run("meter", "show", "none")
    assert (told.code, told.out) == (2, "")
    assert "no order none" in told.err


def test_who_used_most_is_told_with_shares(day: Day):
    day.rents("r-1")
    since = day.clock.at
    day.clock.at += timedelta(hours=5)
    day.all("nimbus", used("e-1", "r-1", 2, 3 * HOUR, since=since))
    day.all("nimbus", used("n-1", None, 1, HOUR, since=since, model="nvidia-h100-sxm5-80gb"))
    told = day.run("meter", "users", "--days", "9", "--provider", "nimbus")
    heading, row = (" ".join(line.split()) for line in told.out.splitlines())
    assert heading == "user name chip time share orders at"
    assert row.startswith("zephyr ")
    assert row.endswith(" 3 h 75.0% 1 nimbus")
    assert "1 user at nimbus from " in told.err
    assert "1 h of it are of nobody knows which order." in told.err
    whole = day.run("meter", "users", "--json").json
    assert [(it["party"], it["chip_seconds"]) for it in whole["most"]] == [("zephyr", 3 * HOUR)]
    past = day.run("meter", "users", "--until", "2026-02-01")
    assert (past.code, past.out) == (0, "")
    assert "0 users from 2026-01-02 until 2026-02-01: 0 h" in past.err


@pytest.mark.parametrize("day_after", ["9999-12-31", "0001-01-05"])
def test_who_used_most_is_asked_of_any_day(day: Day, day_after: str):
    told = day.run("meter", "users", "--until", day_after)
    assert (told.code, told.out) == (0, "")


@pytest.mark.parametrize("words", [("--provider", "nobody"), ("--days", "0"), ("--days", "367")])
def test_a_slip_in_who_used_most_is_bad_input(day: Day, words: tuple[str, str]):
    told = day.run("meter", "users", *words)
    assert (told.code, told.out) == (2, "")
