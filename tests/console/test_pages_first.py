"""The first page: what waits for whoever has signed in, and nothing of it for anybody else."""

import pytest
from tests.console.gatekeeping import Gate
from tests.console.registering_pages import Registry
from tests.console.standing_in import seen_by, visitor_of
from tests.console.test_pages_public import words

FIRST = "/console/"


@pytest.fixture
def gate() -> Gate:
    return Gate()


def test_nobody_is_told_that_anything_waits(gate: Gate) -> None:
    gate.held()
    assert "What waits for you" not in gate.nobody().get(FIRST).text


def test_nothing_waits_and_is_said_to(gate: Gate) -> None:
    assert "Nothing waits for you." in words(gate.seen("stranger").get(FIRST).text)


def test_whoever_decides_and_whoever_asked_are_told_of_an_order_on_hold(gate: Gate) -> None:
    gate.held()
    waits = words(gate.seen("reviewer").get(FIRST).text)
    assert "Orders, appeals and overrides that wait for a person : 1" in waits
    assert "Orders for you that are on hold" not in words(gate.seen("customer").get(FIRST).text)


def test_more_than_twenty_are_not_counted(gate: Gate) -> None:
    gate.held()
    for number in range(21):
        gate.order(f"held-{number}", customer="unknown")
    assert ": more than 20" in words(gate.seen("reviewer").get(FIRST).text)


def test_a_holder_is_told_of_chips_on_their_way_to_it() -> None:
    known = Registry()
    known.site()
    known.made()
    known.shipped()
    browser = seen_by(known.platform, visitor_of(known.platform, "holder"))
    assert "Chips on their way to you, to be received : 1" in words(browser.get(FIRST).text)
    known.received()
    assert "Chips on their way" not in words(browser.get(FIRST).text)
