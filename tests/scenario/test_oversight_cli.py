"""The watchers are watched from the command line, on the log of the story."""

from pathlib import Path

import pytest
from tests.scenario.harness import Ran, comptrol

from comptrol.bootstrap import today

POLICY = """{"policy": "oversight-1", "since": "2026-01-01", "least": 2, "ahead_days": 30,
 "decided_min": 3, "share_ppm": 900000, "sizes": [64, 1024], "review_by": "2099-01-01",
 "source": "Decision 4", "by": "Director of Oversight"}"""
TITLE = ("--title", "Director of Oversight")


def run(folder: Path, *words: object) -> Ran:
    return comptrol("oversight", *words, "--data", folder)


@pytest.fixture
def watched(folder: Path, tmp_path: Path) -> Path:
    body = tmp_path / "policy.json"
    body.write_text(POLICY)
    ran = comptrol("say", "oversight.policy-set", body, "--data", folder)
    assert ran.code == 0, ran.err
    return folder


def test_what_is_to_be_reviewed_is_listed_dated_and_reviewed(watched: Path) -> None:
    due = run(watched, "due", "--undated", "--limit", 1000, "--json")
    assert due.code == 0, due.err
    (edition,) = [it["name"] for it in due.json if it["matter"] == "list"]
    source = ("--source", "Decision 5")
    assert run(watched, "review", "list", edition, "--by", "2099-02-01", *source, *TITLE).code == 0
    again = run(watched, "review", "list", edition, "--by", "2099-03-01", *source, *TITLE)
    assert (again.code, "oversight.dated-already" in again.out) == (1, True)
    kept = ("--verdict", "kept", "--reasons", "It is the latest.", "--by", "2099-04-01")
    assert run(watched, "review", "list", edition, *kept, *TITLE).code == 0
    (state,) = run(watched, "due", "--matter", "list", "--json").json
    assert (state["review_by"], state["verdict"]) == ("2099-04-01", "kept")
    late = run(watched, "due", "--matter", "list", "--on", "2099-04-02")
    assert (late.code, "1 day ago" in late.out) == (1, True)


def test_a_look_tells_what_it_went_through(watched: Path) -> None:
    ran = run(watched, "look")
    assert ran.code in {0, 1}, ran.err
    assert "without a day of review" in ran.err
    assert comptrol("ledger", "rebuild", "--check", "--data", watched).code == 0


def test_people_are_told_of_in_sums_and_each_to_the_authority(watched: Path) -> None:
    sums = run(watched, "reviewers", "--json").json
    assert sums["least"] == 2
    assert "reviewer" not in {key for month in sums["months"] for key in month}
    assert run(watched, "reviewers").code == 0
    assert run(watched, "reviewers", "--each").code == 0


@pytest.mark.parametrize("by", ["country", "size"])
def test_customers_are_compared(watched: Path, by: str) -> None:
    days = ("--since", today().replace(day=1).isoformat(), "--by", by)
    told = run(watched, "equal", *days, "--json")
    assert told.code == 0, told.err
    assert told.json["kept_back"] + len(told.json["groups"]) >= 1
    assert run(watched, "equal", *days).code == 0


@pytest.mark.parametrize(
    "words",
    [
        ("review", "list", "x", *TITLE),
        ("review", "list", "x", "--verdict", "kept", *TITLE),
        ("review", "list", "x", "--verdict", "kept", "--reasons", "r", "--source", "s", *TITLE),
        ("equal", "--since", "2026-01-01", "--until", "2026-01-01"),
        ("looks", "--purpose", "curiosity"),
        ("due", "--matter", "weather"),
    ],
)
def test_bad_input_is_told(watched: Path, words: tuple[str, ...]) -> None:
    ran = run(watched, *words)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err


def test_a_look_at_tomorrow_is_refused(watched: Path) -> None:
    ran = run(watched, "look", "--on", "2099-01-01")
    assert (ran.code, "oversight.not-yet" in ran.err) == (1, True)
