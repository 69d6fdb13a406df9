"""CloudEvents 1.0 in JSON: structured, in batches, binary; and what is wrong with each."""

import base64
from pathlib import Path
from typing import Any

import msgspec
import pytest

from comptrol.adapters.meters.cloud_events import (
    BATCH,
    EVENT_BYTES_MAX,
    JSON,
    STRUCTURED,
    TYPE,
    read_events,
    told_in,
)
from comptrol.domains.metering import Meter, Rejected, UsageRow
from comptrol.kernel.errors import UnreadableError

USAGE = {
    "order": "c1-abc",
    "chips": 8,
    "since": "2026-11-01T00:00:00Z",
    "until": "2026-11-01T02:00:00+01:00",
}
HEADERS = [
    ("ce-specversion", "1.0"),
    ("Ce-Id", "e%201"),
    ("ce-source", "//billing"),
    ("ce-type", TYPE),
]


def event(**other: Any) -> dict[str, Any]:
    found = {"specversion": "1.0", "id": "e1", "source": "//billing", "type": TYPE, "data": USAGE}
    return {name: value for name, value in {**found, **other}.items() if value is not None}


def raw(**other: Any) -> bytes:
    return msgspec.json.encode(event(**other))


def usage(**other: Any) -> dict[str, Any]:
    return {name: value for name, value in {**USAGE, **other}.items() if value is not None}


def row(told: object) -> UsageRow:
    assert isinstance(told, tuple), told
    found = told[1]
    assert isinstance(found, UsageRow)
    return found


def why(told: object) -> str:
    assert isinstance(told, Rejected), told
    return told.reason


def test_source_and_id_are_the_name_for_ever():
    (told,) = told_in(raw(), STRUCTURED)
    assert row(told).name == ("//billing", "e1")
    assert (row(told).chip_seconds, row(told).meter) == (28_800, Meter.ALLOCATION)


def test_the_same_event_in_a_batch_and_in_binary_mode_is_the_same_row():
    (structured,) = told_in(raw(id="e1"), STRUCTURED)
    (batched,) = told_in(b"[" + raw(id="e1") + b"]", BATCH)
    headers = [(name, value.replace("e%201", "e%31")) for name, value in HEADERS]
    (binary,) = told_in(msgspec.json.encode(USAGE), JSON, headers)
    assert row(structured) == row(batched) == row(binary)


def test_extensions_and_unread_attributes_are_let_pass():
    (told,) = told_in(
        raw(time="2026-11-01T00:00:00Z", subject="x", traceparent="00-1", datacontenttype=JSON),
        STRUCTURED,
    )
    assert row(told).order == "c1-abc"


FAULTS = [
    pytest.param({"id": None}, "id: is missing", id="no id"),
    pytest.param({"id": ""}, "id: is missing", id="an empty id"),
    pytest.param({"id": "a b"}, "event: ", id="a gap in an id"),
    pytest.param({"source": None}, "source: is missing", id="no source"),
    pytest.param({"specversion": "0.3"}, "specversion: expected 1.0", id="another version"),
    pytest.param({"type": "com.example.other"}, f"type: expected {TYPE}", id="another type"),
    pytest.param({"datacontenttype": "text/xml"}, "datacontenttype", id="not JSON"),
    pytest.param({"data": None}, "data: expected", id="no data"),
    pytest.param({"data_base64": base64.b64encode(b"{}").decode()}, "no data_base64", id="base64"),
    pytest.param({"data": usage(chips=-8)}, "chips: expected `int` >= 0", id="negative"),
    pytest.param({"data": usage(chips=8.5)}, "data: Expected `int`", id="a fraction"),
    pytest.param({"data": usage(chips="8")}, "data: Expected `int`", id="a number as text"),
    pytest.param({"data": usage(since="2026-11-01T00:00:00")}, "timezone", id="no offset"),
    pytest.param({"data": usage(gpus=3)}, "unknown field `gpus`", id="an unknown field"),
    pytest.param({"data": usage(until=USAGE["since"])}, "is not after since", id="no time"),
    pytest.param({"data": usage(chip_seconds=28_801)}, "28801 told", id="more than the time"),
    pytest.param({"data": usage(order="NO ORDER")}, "order: ", id="no order"),
    pytest.param(
        {"data": usage(flop={"low": "1", "mid": "1", "high": "1e30"})}, "data: ", id="an exponent"
    ),
    pytest.param({"data": [1]}, "data: Expected `object`", id="no object"),
]


@pytest.mark.parametrize(("other", "reason"), FAULTS)
def test_what_is_wrong_with_one_event_stops_no_other(other: dict[str, Any], reason: str):
    told = told_in(b"[" + raw(id="a") + b"," + raw(**other) + b"," + raw(id="c") + b"]", BATCH)
    assert [row(told[0]).event, row(told[2]).event] == ["a", "c"]
    assert reason in why(told[1])
    assert isinstance(told[1], Rejected)
    assert told[1].place == "event 2"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        pytest.param(b"", "no CloudEvent", id="nothing"),
        pytest.param(raw()[:-9], "no CloudEvent", id="half an event"),
        pytest.param(b"\xff\xfe" + raw(), "no CloudEvent", id="UTF-16"),
        pytest.param(raw().replace(b"billing", b"bill\xe9ng"), "no CloudEvent", id="Latin-1"),
        pytest.param(raw().replace(b'"chips":8', b'"chips":NaN'), "no CloudEvent", id="NaN"),
        pytest.param(raw().replace(b'"chips":8', b'"chips":1e400'), "", id="beyond all numbers"),
        pytest.param(
            raw().replace(b'"chips":8', b'"chips":8,"chips":9'), "twice", id="a name twice"
        ),
        pytest.param(b'{"id":"a",' + raw()[1:], "twice", id="an attribute twice"),
        pytest.param(
            raw(data=None)[:-1] + b',"data":' + b"[" * 20_000 + b"]" * 20_000 + b"}", "", id="deep"
        ),
        pytest.param(
            raw(data=None)[:-1] + b',"x":' + b'{"a":' * 5_000 + b"1" + b"}" * 5_001,
            "",
            id="deep x",
        ),
        pytest.param(raw(subject="x" * EVENT_BYTES_MAX), "more than", id="large"),
    ],
)
def test_what_is_no_event_is_told_so(body: bytes, reason: str):
    (told,) = told_in(body, STRUCTURED)
    assert reason in why(told)


@pytest.mark.parametrize("body", [b"", b"{}", b"[", b"[" * 100_000, raw(), b"[" + raw() + b",]"])
def test_what_is_no_batch_is_told_so(body: bytes):
    with pytest.raises(UnreadableError, match="no JSON array"):
        told_in(body, BATCH)


def test_a_batch_is_bounded():
    with pytest.raises(UnreadableError, match="10000 at most"):
        told_in(b"[" + b"1," * 10_000 + b"1]", BATCH)


@pytest.mark.parametrize(
    ("headers", "reason"),
    [
        pytest.param([], "headers ce-id", id="none"),
        pytest.param(HEADERS[:3], "type: is missing", id="one short"),
        pytest.param([*HEADERS, ("CE-ID", "other")], "ce-id stands twice", id="twice"),
        pytest.param([*HEADERS[2:], ("ce-id", "%ff"), HEADERS[0]], "utf-8", id="no UTF-8"),
        pytest.param(HEADERS, "event: ", id="a gap in a name"),
    ],
)
def test_headers_in_binary_mode_are_read_strictly(headers: list[tuple[str, str]], reason: str):
    (told,) = told_in(msgspec.json.encode(USAGE), JSON, headers)
    assert reason in why(told)


def test_another_media_type_is_refused():
    with pytest.raises(UnreadableError, match="expected application/cloudevents"):
        told_in(raw(), "application/cloudevents+avro")


@pytest.mark.parametrize(
    "text",
    [
        raw(),
        b"[" + raw() + b"]",
        raw() + b"\n" + raw() + b"\n",
        b"\xef\xbb\xbf" + raw(),
        msgspec.json.format(raw(), indent=2),
        b"\n" + msgspec.json.format(b"[" + raw() + b"]", indent=2),
    ],
)
def test_a_file_has_one_event_a_batch_or_one_to_a_line(tmp_path: Path, text: bytes):
    file = tmp_path / "events.json"
    file.write_bytes(text)
    found = read_events(file)
    assert [it.event for it in found.rows] == ["e1"]
    assert found.rejected == ()


def test_a_line_that_is_cut_stops_no_other(tmp_path: Path):
    file = tmp_path / "events.jsonl"
    file.write_bytes(raw(id="a") + b"\n" + raw(id="b")[:40] + b"\n" + raw(id="c") + b"\n")
    found = read_events(file)
    assert [it.event for it in found.rows] == ["a", "c"]
    assert [it.place for it in found.rejected] == ["line 2"]


def test_a_correction_is_the_same_name_with_a_later_version(tmp_path: Path):
    file = tmp_path / "events.jsonl"
    file.write_bytes(raw(data=usage(version=2, chips=0)) + b"\n" + raw() + b"\n")
    found = read_events(file)
    assert [(it.version, it.chips) for it in found.rows] == [(2, 0)]
    assert [it.version for it in found.earlier] == [1]
