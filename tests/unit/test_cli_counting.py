"""One of a thing is told as one, and several as several, verbs and all."""

import pytest

from comptrol.entrypoints.cli.counting import counted


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ((1, "event"), "1 event"),
        ((0, "day"), "0 days"),
        ((2, "entry"), "2 entries"),
        ((2, "key"), "2 keys"),
        ((1, "alarm is", "alarms are"), "1 alarm is"),
        ((3, "alarm is", "alarms are"), "3 alarms are"),
    ],
)
def test_the_noun_agrees_with_its_number(given: tuple[int, str], told: str):
    assert counted(*given) == told


def test_large_numbers_are_told_in_the_shape_that_is_asked_for():
    assert counted(12_345, "row", shape=",") == "12,345 rows"
