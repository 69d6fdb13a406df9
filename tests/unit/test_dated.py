"""The law on a day is the last value that had begun by that day, with its own source."""

from datetime import date, timedelta
from typing import Any

import msgspec
import pytest

from comptrol.kernel.dated import Dated, Source, Value
from comptrol.kernel.errors import OutOfRangeError

BEGUN, RAISED, ENDED = date(2022, 10, 7), date(2024, 1, 1), date(2026, 5, 1)
DAY = timedelta(days=1)


def raw(*values: tuple[date, int | None]) -> dict[str, Any]:
    return {
        "name": "example.threshold",
        "title": "An example",
        "unit": "tpp",
        "values": [
            {"from": start, "value": value, "source": {"instrument": "Rule", "section": str(n)}}
            for n, (start, value) in enumerate(values)
        ],
    }


def dated(*values: tuple[date, int | None]) -> Dated[int]:
    return msgspec.convert(raw(*values), Dated[int])


THRESHOLD = dated((BEGUN, 4800), (RAISED, 1600), (ENDED, None))


@pytest.mark.parametrize(
    ("day", "value"),
    [
        (BEGUN, 4800),
        (BEGUN + DAY, 4800),
        (RAISED - DAY, 4800),
        (RAISED, 1600),
        (RAISED + DAY, 1600),
        (ENDED - DAY, 1600),
        (ENDED, None),
        (date.max, None),
    ],
)
def test_the_value_in_force_is_the_last_to_have_begun(day: date, value: int | None):
    assert THRESHOLD.on(day).value == value


@pytest.mark.parametrize("day", [BEGUN - DAY, date.min])
def test_a_day_before_the_first_value_is_an_error_and_says_when_it_begins(day: date):
    with pytest.raises(OutOfRangeError, match=r"example\.threshold begins on 2022-10-07"):
        THRESHOLD.on(day)


def test_a_value_that_has_ended_still_names_what_ended_it():
    assert THRESHOLD.on(ENDED).source.section == "2"


@pytest.mark.parametrize(
    "starts",
    [[], [RAISED, BEGUN], [BEGUN, BEGUN], [BEGUN, ENDED, RAISED]],
    ids=["none", "backwards", "twice", "late"],
)
def test_values_out_of_order_are_refused(starts: list[date]):
    with pytest.raises((msgspec.ValidationError, ValueError), match="in order"):
        dated(*((start, 1) for start in starts))


@pytest.mark.parametrize("place", ["parameter", "value", "source"])
def test_a_word_nobody_knows_is_refused(place: str):
    record = raw((BEGUN, 1))
    value = record["values"][0]
    {"parameter": record, "value": value, "source": value["source"]}[place]["refernce"] = "typo"
    with pytest.raises(msgspec.ValidationError, match="refernce"):
        msgspec.convert(record, Dated[int])


def test_a_value_without_a_source_is_refused():
    record = raw((BEGUN, 1))
    del record["values"][0]["source"]
    with pytest.raises(msgspec.ValidationError, match="source"):
        msgspec.convert(record, Dated[int])


def test_a_value_of_the_wrong_type_is_refused():
    record = raw((BEGUN, 1))
    record["values"][0]["value"] = "many"
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(record, Dated[int])


def test_a_source_is_cited_by_instrument_and_section():
    assert Source(instrument="15 CFR", section="744.16").citation == "15 CFR, 744.16"
    assert Source(instrument="15 CFR", section="").citation == "15 CFR"


def test_a_value_is_written_as_it_is_read():
    text = msgspec.json.encode(THRESHOLD)
    assert msgspec.json.decode(text, type=Dated[int]) == THRESHOLD
    assert Value.__struct_encode_fields__ == ("from", "value", "source")
