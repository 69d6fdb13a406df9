"""Caps as people and programs see them: ceilings, held and used, and what follows an order."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from tests.scenario.gate_harness import H100, HOUR, Day, a_day, began, this_morning


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


def test_a_cap_with_windows_shows_the_present_one(day: Day):
    day.cap("monthly", 100 * HOUR, window={"every": "day"})
    day.rents("r-1", length_s=3600)
    today = f"{datetime.now(UTC):%Y-%m-%d}"  # noqa: TID251  (commands speak now)
    told = row(day.run("caps", "show").out, "monthly")
    assert told.startswith(f"monthly party zephyr {today} 100 h 0 h 0 h 100 h 2026-01-01")
    whole = day.run("caps", "show", "monthly", "--json").json
    assert whole["periods"] == [
        {
            "cap": "monthly",
            "window": today,
            "held": 0,
            "used": 0,
            "low": 0,
            "mid": 0,
            "high": 0,
        }
    ]


def test_windows_to_come_are_shown_after_the_present_one(day: Day):
    day.cap("daily", 100 * HOUR, window={"every": "day"})
    day.cap("whole", 200 * HOUR)
    first, second = (f"{datetime.now(UTC) + timedelta(days=it):%Y-%m-%d}" for it in (2, 3))  # noqa: TID251  (commands speak now)
    day.rents("r-2", on=second, length_s=3600)
    day.rents("r-1", on=first, length_s=2 * 3600)
    told = [" ".join(line.split()) for line in day.run("caps", "show").out.splitlines()]
    assert told[3].startswith(f"daily party zephyr {first} 100 h 16 h 0 h 84 h")
    assert told[4].startswith(f"daily party zephyr {second} 100 h 8 h 0 h 92 h")
    whole = day.run("caps", "show", "daily", "--json").json
    assert [(it["window"], it["held"]) for it in whole["coming"]] == [
        (first, 16 * HOUR),
        (second, 8 * HOUR),
    ]
    assert "coming" not in day.run("caps", "show", "whole", "--json").json


def test_operations_are_shown_with_every_digit(day: Day):
    day.cap("flop", None, unit="flop", limit="1e26")
    told = row(day.run("caps", "show").out, "flop")
    assert told.startswith(f"flop party zephyr {10**26} FLOP 0 FLOP 0 FLOP {10**26} FLOP")


def test_what_is_held_is_weighed_in_h100_by_a_named_set(day: Day):
    factors = [{"chip": "H100 SXM", "model": H100, "h100e": "1", "basis": "8-bit"}]
    words = {"title": "Ours", "definition": "by hand", "source": "a test", "factors": factors}
    adopted = {"factor_set": "ours", "retrieved": "2026-10-01", **words}
    day.tell("authority", "chips.factors-adopted/1", **adopted)
    day.cap("total", 100 * HOUR)
    day.rents("r-1")
    told = day.run("caps", "show")
    assert "H100e by ours" in told.out
    assert row(told.out, "r-1").endswith("r-1 total 80 h 8 held")
    (weight,) = day.run("caps", "show", "--json").json["h100e"]
    assert (weight["factor_set"], weight["h100e"]) == ("ours", 8)
    assert day.run("caps", "show", "--factors", "theirs").code == 2


def test_a_review_that_is_late_is_said(day: Day):
    day.cap("total", 100 * HOUR, review_on="2026-01-02")
    assert "Cap total was to be reviewed by 2026-01-02." in day.run("caps", "show").err


def test_caps_are_projected_as_an_interval(day: Day):
    day.cap("total", 1000 * HOUR)
    day.rents("r-1")
    day.clock.at += timedelta(hours=1)
    at = day.clock.at.isoformat()
    day.tell("nimbus", "gate.ended/1", order="r-1", at=at, used_chip_seconds=60 * HOUR)
    told = day.run("caps", "project")
    assert row(told.out, "total").startswith("total 1000 h 60 h 20 h 20 h 20 h 2")
    assert "no error band" in told.err
    (found,) = day.run("caps", "project", "total", "--json").json["projections"]
    assert found["earliest"] == found["latest"]
    assert found["method"] == "weekly-means/1"


def test_where_nothing_is_used_up_nothing_is_projected(day: Day):
    day.cap("rate", 16, unit="chips")
    assert day.run("caps", "project").out.startswith("No cap on chip time or operations")
    assert day.run("caps", "project", "of-nobody").code == 2
