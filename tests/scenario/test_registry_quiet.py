"""Chips that never answer where their neighbours do, fewer than policy lets be silent."""

from datetime import UTC, date, datetime

import pytest
from tests.registering import Told, policy
from tests.scenario.test_registry_scenarios import counted, raised, reviewed, seen, stands

QUIET = "registry.quiet"
MONTHS = (date(2026, 11, 10), date(2026, 12, 10), date(2027, 1, 9))
LOOKED = date(2027, 1, 20)


def opened(**other: int) -> Told:
    told = Told(datetime(2026, 10, 1, 12, tzinfo=UTC))
    told.tell("authority", **policy(**other))
    told.site("frankfurt")
    stands(told)
    return told


@pytest.fixture
def told() -> Told:
    return opened(quiet_chance_ppm=1000)


@pytest.mark.parametrize("silent", [3, 4, 6])
def test_the_same_few_chips_that_never_answer_are_asked_about(told: Told, silent: int) -> None:
    for month in MONTHS:
        seen(told, "frankfurt", month, 64 - silent, first=1 + silent)
    reviewed(told, LOOKED)
    assert raised(told) == {QUIET}
    (row,) = told.stage.rows("alarms")
    assert f"Of {silent} of 64 chips that work at frankfurt" in row["explanation"]
    assert row["strength"] == "weak"
    assert row["benign"]


@pytest.mark.parametrize("silent", [1, 2])
def test_one_or_two_are_never_asked_about(told: Told, silent: int) -> None:
    for month in MONTHS:
        seen(told, "frankfurt", month, 64 - silent, first=1 + silent)
    reviewed(told, LOOKED)
    assert raised(told) == set()


def test_chips_that_are_missed_in_turn_are_not_asked_about(told: Told) -> None:
    for number, month in enumerate(MONTHS):
        seen(told, "frankfurt", month, 20 * number)
        seen(told, "frankfurt", month, 60 - 20 * number, first=5 + 20 * number)
    reviewed(told, LOOKED)
    assert raised(told) == set()


@pytest.mark.parametrize("missed", [3, 6])
def test_what_was_missed_in_the_one_reading_there_was_is_not_asked_about(
    told: Told, missed: int
) -> None:
    seen(told, "frankfurt", MONTHS[-1], 64 - missed)
    reviewed(told, LOOKED)
    assert raised(told) == set()


def test_chips_that_are_said_to_be_broken_need_not_answer(told: Told) -> None:
    gone = [f"maker/H{number:06d}" for number in range(1, 5)]
    told.said("holder", "broken", lot="lot-1", chips=gone, on="2026-10-10", reason="no answer")
    for month in MONTHS:
        seen(told, "frankfurt", month, 60, first=5)
    reviewed(told, LOOKED)
    assert raised(told) == set()


def test_a_lot_that_an_inspector_counted_is_not_asked_about(told: Told) -> None:
    for month in MONTHS:
        seen(told, "frankfurt", month, 60, first=5)
    counted(told, "frankfurt", MONTHS[-1], "lot-1")
    reviewed(told, LOOKED)
    assert raised(told) == set()


def test_what_policy_does_not_ask_for_is_not_looked_for() -> None:
    told = opened()
    for month in MONTHS:
        seen(told, "frankfurt", month, 60, first=5)
    reviewed(told, LOOKED)
    assert raised(told) == set()


def test_more_than_policy_lets_be_silent_is_named_as_silent_alone(told: Told) -> None:
    for month in MONTHS:
        seen(told, "frankfurt", month, 50, first=15)
    reviewed(told, LOOKED)
    assert raised(told) == {"registry.silent"}
