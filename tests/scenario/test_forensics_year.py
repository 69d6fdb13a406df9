"""A year of filings, end to end: who is honest is named by nothing, who is not by what it did."""

from contextlib import closing
from pathlib import Path

import pytest
from tests.scenario.harness import comptrol

from comptrol.bootstrap import Platform, created, in_memory
from comptrol.domains.alarms import AlarmsView
from comptrol.domains.forensics import Level, audit_draw, panel, standing
from comptrol.entrypoints.demo.clock import StoryClock
from comptrol.entrypoints.demo.filings import year
from comptrol.entrypoints.demo.filings.calendar import CHIP_SECONDS, START, ends, week_of
from comptrol.entrypoints.demo.filings.reporters import Habits, Reporter
from comptrol.entrypoints.demo.filings.story import year_of_filings
from comptrol.entrypoints.demo.filings.year import DELTA, HARBOUR, LOWLAND
from comptrol.entrypoints.demo.telling import tell_story

BROKEN = "   NOT AS EXPECTED"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("filings") / "data"


@pytest.fixture(scope="module")
def told(folder: Path) -> list[str]:
    lines: list[str] = []
    clock = StoryClock(START)
    with created(folder, processes=0, clock=clock) as platform:
        assert tell_story(platform, lines.append, (), year_of_filings(clock)), "\n".join(lines)
        expected(platform)
    return lines


def expected(platform: Platform) -> None:
    """What the log must hold in the end, asked of the views and not of the story."""
    with platform.world() as world:
        named = {(party, it.detector) for it in world[AlarmsView].alarms.where()
                 for party in it.parties}  # fmt: skip
        levels = {
            it: standing(world, provider=it, on=platform.today()).advice
            for it in (HARBOUR, LOWLAND, DELTA)
        }
        periods = panel(world, figure=CHIP_SECONDS, on=platform.today())
        drawn = audit_draw(world, since=ends(11), until=ends(12), beacon="tomorrow's beacon")
    assert {party for party, _ in named} == {LOWLAND, DELTA}
    assert {it for party, it in named if party == LOWLAND} == {
        "forensics.drift",
        "forensics.audited-weeks",
    }
    assert {it for party, it in named if party == DELTA} == {
        *("forensics.lag", "forensics.restatements", "forensics.definition"),
        *("forensics.panel", "forensics.drift"),
    }
    assert levels[HARBOUR] is None
    assert [it.level for it in levels.values() if it is not None] == [Level.AUDIT, Level.AUDIT]
    assert all(it.changed_by_panel == 0 for it in periods[:-1])
    assert periods[-1].changed is None
    assert [it.level for it in drawn.weeks].count(Level.AUDIT) == 4
    assert len(drawn.weeks) == 5


def test_the_year_is_told_and_every_row_agrees(told: list[str]) -> None:
    assert BROKEN not in told
    assert "0 differences" in told[-1]


def test_who_was_named_is_told_with_days(told: list[str]) -> None:
    text = "\n".join(told)
    assert f"{HARBOUR}: nothing was raised" in text
    assert f"{DELTA}: forensics.definition after 57 days" in text
    assert "not excluded: " in text
    assert "2 of 3 filed" in text


def test_what_follows_is_heard_and_decided_by_people(told: list[str], folder: Path) -> None:
    text = "\n".join(told)
    assert "a decision before the answer is refused: cases.not-heard" in text
    assert f"to suspend {LOWLAND} on statistics alone is refused: cases.signal-alone" in text
    assert "whoever decided may not decide the appeal: cases." in text
    assert f"nothing was ever opened about {HARBOUR}" in text
    cases = {it["case"]: it for it in comptrol("--data", folder, "cases", "list", "--json").lines}
    assert {it: row["stage"] for it, row in cases.items()} == {
        "delta-2025": "closed",
        "lowland-2025": "appeal-decided",
    }


def test_the_command_line_shows_what_every_detector_answers(told: list[str], folder: Path) -> None:
    del told
    ran = comptrol("--data", folder, "forensics", "show", HARBOUR)
    assert ran.code == 0
    assert f"{HARBOUR} on " in ran.out
    assert "restatements: not enough: 0 days of restatements count; 8 are needed" in ran.out
    assert "alarm" not in ran.out
    found = comptrol("--data", folder, "forensics", "show", DELTA, "--json").json
    assert {it["verdict"] for it in found["answers"]} == {"alarm", "nothing", "not enough"}
    assert found["advice"]["level"] == "audit"


def test_the_command_line_shows_the_panel(told: list[str], folder: Path) -> None:
    del told
    ran = comptrol("--data", folder, "forensics", "show", "--panel", CHIP_SECONDS)
    assert ran.code == 0
    assert ran.out.splitlines()[0].startswith("period    filed  of")
    assert len(ran.out.splitlines()) == 14
    rows = comptrol("--data", folder, "forensics", "show", "--panel", CHIP_SECONDS, "--json").lines
    assert rows[0]["period"] == "2025-p13"


def test_the_command_line_shows_the_policy_and_what_it_costs(
    told: list[str], folder: Path
) -> None:
    del told
    ran = comptrol("--data", folder, "forensics", "policy")
    assert ran.code == 0
    assert "drift alone names 0.09 of 1000 reporters in good order a week" in ran.out
    assert "factor 2/1: dense and sparse" in ran.out
    assert comptrol("--data", folder, "forensics", "policy", "--json").json["favours"] == "lower"
    none = comptrol("--data", folder, "forensics", "policy", "--on", "2024-01-01")
    assert none.code == 2
    assert "no policy" in none.err


def test_a_look_by_command_raises_nothing_twice(told: list[str], folder: Path) -> None:
    del told
    ran = comptrol("--data", folder, "forensics", "look", "--json")
    assert ran.code == 0, ran.out
    assert "0 alarms were raised" in ran.err


def test_bad_input_is_told(told: list[str], folder: Path) -> None:
    del told
    assert comptrol("--data", folder, "forensics", "show").code == 2
    assert comptrol("--data", folder, "forensics", "show", "nobody").code == 2
    assert comptrol("--data", folder, "forensics", "show", "--panel", "nope").code == 2
    ran = comptrol("--data", folder, "forensics", "look", "nobody")
    assert ran.code == 1
    assert "forensics.unknown-party" in ran.err


def test_the_story_can_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where Lowland reports honestly, what was expected of it does not come."""
    honest = Reporter(party=LOWLAND, weekly_chip_seconds=900_000_000, habits=Habits())
    kept = tuple(it if it.party != LOWLAND else honest for it in year.REPORTERS)
    monkeypatch.setattr(year, "REPORTERS", kept)
    clock, lines = StoryClock(START), list[str]()
    with closing(in_memory(clock=clock)) as platform:
        assert not tell_story(platform, lines.append, (), year_of_filings(clock))
    assert BROKEN in lines
    assert f"   {LOWLAND}: nothing was raised" in lines


def test_the_clock_of_the_story_never_goes_back() -> None:
    clock = StoryClock(START)
    clock.on(week_of(10)[0])
    clock.on(week_of(3)[0])
    assert clock.now().date() == week_of(10)[0]
