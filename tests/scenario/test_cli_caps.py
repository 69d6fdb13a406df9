"""Caps as people and programs see them: ceilings, held and used, and what follows an order."""

from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from tests.scenario.gate_harness import HOUR, Day, a_day, began, this_morning


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("caps") / "data"
    began(folder)
    return folder


@pytest.fixture
def day(begun: Path, tmp_path: Path) -> Day:
    return a_day(begun, tmp_path / "data")


def row(out: str, name: str) -> str:
    """Return the first line that begins with a name, its cells one space apart."""
    return next(" ".join(line.split()) for line in out.splitlines() if line.startswith(name))


def test_where_no_cap_was_set_that_is_said(day: Day):
    ran = day.run("caps", "show")
    assert (ran.code, ran.out) == (0, "No cap has been set: orders are held against none.\n")
    assert day.run("caps", "show", "--json").json == {"balances": [], "holds": []}


def test_chip_time_is_shown_in_hours_and_told_to_programs_in_seconds(day: Day):
    day.cap("total", 100 * HOUR)
    day.cap("rate", 16, unit="chips")
    day.rents("r-1", length_s=10 * HOUR + 61)
    told = day.run("caps", "show")
    expected = "total party zephyr 100 h 80 h 8 min 8 s 0 h 19 h 51 min 52 s 2026-01-01"
    assert row(told.out, "total").startswith(expected)
    assert row(told.out, "rate").startswith("rate party zephyr 16 chips 8 chips 0 chips 8 chips")
    whole = day.run("caps", "show", "--json").json
    assert [(it["cap"], it["held"], it["used"]) for it in whole["balances"]] == [
        ("rate", 8, 0),
        ("total", 80 * HOUR + 488, 0),
    ]
    (hold,) = whole["holds"]
    assert (hold["hold"], hold["stage"]) == ("r-1", "held")


def test_one_cap_is_shown_with_what_is_held_of_it_alone(day: Day):
    day.cap("of-zephyr", 100 * HOUR)
    day.cap("of-quiet", 100 * HOUR, whose="quiet")
    day.rents("r-1")
    day.rents("r-2", customer="quiet")
    whole = day.run("caps", "show", "of-quiet", "--json").json
    assert [it["cap"] for it in whole["balances"]] == ["of-quiet"]
    assert [it["hold"] for it in whole["holds"]] == ["r-2"]
    told = day.run("caps", "show", "of-quiet").out
    assert "r-2" in told
    assert "r-1" not in told


def test_a_cap_of_the_world_without_a_ceiling_counts_and_has_nothing_left_to_show(day: Day):
    day.cap("everything", None, bearer="world", whose=None)
    day.rents("r-1")
    assert row(day.run("caps", "show").out, "everything").startswith(
        "everything world no limit 80 h 0 h 2026-01-01"
    )


def test_a_cap_that_was_cut_below_what_is_held_is_overdrawn(day: Day):
    day.cap("total", 100 * HOUR)
    day.rents("r-1")
    day.cap("total", 79 * HOUR)
    assert " -1 h " in row(day.run("caps", "show").out, "total")


def test_a_hold_whose_time_is_up_is_shown_as_free_before_that_is_said(day: Day):
    day.cap("total", 100 * HOUR)
    day.rents("r-1", confirm_within_s=60)
    told = row(day.run("caps", "show").out, "r-1")
    assert told.endswith("free for whoever orders next")
    day.clock.at += timedelta(minutes=2)
    day.rents("r-2")
    told = day.run("caps", "show").out
    assert "r-1" not in told
    assert row(told, "r-2").endswith("held")


def test_what_is_over_is_used_and_holds_nothing(day: Day):
    day.cap("total", 100 * HOUR)
    day.rents("r-1")
    at = day.clock.at.isoformat()
    day.tell("nimbus", "gate.ended/1", order="r-1", at=at, used_chip_seconds=90)
    told = day.run("caps", "show").out
    assert " 0 h 1 min 30 s 99 h 58 min 30 s " in row(told, "total")
    assert "Nothing is held." in told


def test_a_cap_that_was_never_set_is_no_cap(day: Day):
    ran = day.run("caps", "show", "of-nobody")
    assert (ran.code, ran.out) == (2, "")
    assert "no cap 'of-nobody' has been set" in ran.err


def test_what_follows_an_order_is_told_in_words(day: Day, tmp_path: Path):
    day.cap("total", 100 * HOUR)
    day.rents("r-1", confirm_within_s=60)
    day.clock.at = this_morning()
    told = said(day, tmp_path, "gate.ordered/1", **day.rental("r-2", confirm_within_s=3600))
    assert "    not confirmed in time: r-1\n" in told
    assert "    free again: what was held for r-1\n" in told
    assert "    held, until " in told
    assert "      total: held +288000\n" in told
    told = said(day, tmp_path, "gate.confirmed/1", order="r-2", job="c1/7")
    assert "    confirmed: it no longer lapses\n" in told
    change = {"chips": 4}
    told = said(day, tmp_path, "gate.amended/1", order="r-2", change=change, reason="fewer do")
    assert "    less is held\n      total: held -144000\n" in told
    at = day.clock.at.isoformat()
    over = {"order": "r-2", "at": at, "used_chip_seconds": 144_090}
    told = said(day, tmp_path, "gate.ended/1", **over)
    assert "    settled\n      total: held -144000, used +144090\n" in told
    assert "      90 chip-seconds were used beyond what was held\n" in told


def said(day: Day, folder: Path, kind: str, /, **body: object) -> str:
    """Let the provider say something from the command line, and return what is told of it."""
    path = folder / "said.json"
    path.write_bytes(msgspec.json.encode({**body, "kind": kind}))
    ran = day.run("say", kind, path, "--as", "nimbus")
    assert ran.code == 0, ran.out + ran.err
    return ran.out
