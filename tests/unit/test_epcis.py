"""Events of EPCIS 2.0: how a statement is told as one, how one is heard, and what is refused."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.epcis_events import (
    DAY,
    EXAMPLES,
    NAMES,
    NOW,
    PLACE,
    SCHEMA,
    commissioning,
    document,
    ear,
    happened,
    published_files,
    read,
    shipping,
    uri,
)

from comptrol.adapters.epcis import (
    BYTES_MAX,
    CONTEXT,
    DEPTH_MAX,
    EVENTS_MAX,
    FORMS,
    NAMESPACE,
    Names,
    PublishedSchema,
    document_in,
    hear,
    read_document,
    shell,
    tell,
)
from comptrol.domains.chips import ModelId
from comptrol.domains.registry import (
    Arrived,
    Broken,
    Carried,
    ChipId,
    Corrected,
    Declined,
    Departed,
    Destroyed,
    Found,
    Installed,
    Lost,
    LotId,
    Made,
    Moved,
    Received,
    Reinstated,
    Relabelled,
    Repaired,
    Replaced,
    Retired,
    Serial,
    SerialRange,
    ShipmentId,
    Shipped,
    SiteId,
    Split,
    Witnessed,
)
from comptrol.flow.happenings import OfLots
from comptrol.kernel.errors import UnavailableError, UnreadableError
from comptrol.kernel.identifiers import Digest, PartyId
from comptrol.kernel.statement import kind

LOT, PART = LotId("lot-1"), LotId("lot-1.part")
CHIP, OTHER = ChipId("maker/H000001"), ChipId("maker/H000002")
CERTIFICATE = Digest("cd" * 32)
RANGES = (SerialRange(prefix="H", first=1, last=8, digits=6),)
MANY = (SerialRange(prefix="H", first=1, last=100_000, digits=6),)

SAID: tuple[OfLots, ...] = (
    Made(lot=LOT, model=ModelId("h100"), on=DAY, serials=RANGES),
    Made(lot=LOT, model=ModelId("h100"), on=DAY, serials=MANY),
    Split(lot=LOT, into=PART, on=DAY, listed=(Serial("H000003"),)),
    Relabelled(lot=LOT, chip=CHIP, to=OTHER, on=DAY, reason="its label came off"),
    Shipped(
        shipment=ShipmentId("s-1"),
        lot=LOT,
        to=PartyId("holder"),
        destination=SiteId("delft"),
        waybill="KL 074",
        on=DAY,
        order="o-1",
    ),
    Carried(shipment=ShipmentId("s-1"), lot=LOT, where="Schiphol, hal 3", on=DAY),
    Received(shipment=ShipmentId("s-1"), lot=LOT, on=DAY),
    Received(
        shipment=ShipmentId("s-1"), lot=LOT, on=DAY, missing=(CHIP,), missing_lot=LotId("lot-1m")
    ),
    Declined(shipment=ShipmentId("s-1"), lot=LOT, on=DAY, reason="not ordered"),
    Installed(lot=LOT, site=SiteId("delft"), on=DAY),
    Moved(lot=LOT, to=SiteId("leiden"), on=DAY),
    *(it(lot=LOT, chips=(CHIP,), on=DAY, reason="so") for it in (Broken, Repaired, Lost)),
    *(it(lot=LOT, on=DAY, reason="so") for it in (Found, Retired, Reinstated)),
    Replaced(lot=LOT, chip=CHIP, by=OTHER, rma="RMA 17", on=DAY),
    Destroyed(
        lot=LOT,
        chips=(CHIP,),
        on=DAY,
        method="shredder",
        witness=PartyId("inspector"),
        certificate=CERTIFICATE,
    ),
    Witnessed(lot=LOT, on=DAY, certificate=CERTIFICATE),
)
OF_REGISTRIES: tuple[OfLots, ...] = (
    Arrived(
        because=1,
        lot=LOT,
        model=ModelId("h100"),
        maker=PartyId("maker"),
        holder=PartyId("holder"),
        on=DAY,
        destination=SiteId("delft"),
        origin="other.example/log",
        serials=RANGES,
    ),
    Departed(because=1, lot=LOT, on=DAY, destination="other.example/log"),
)


def named(said: OfLots) -> str:
    return kind(type(said))


@pytest.fixture(scope="module")
def schema() -> PublishedSchema:
    return PublishedSchema(published_files(SCHEMA))


def event_of(said: OfLots, **more: Any) -> dict[str, Any]:
    """Return an event as somebody else would read it from a file."""
    found: dict[str, Any] = json.loads(json.dumps(tell(happened(said, **more), NAMES)))
    return found


def heard(event: Any) -> Any:
    """Return the statement of an event that names its lot."""
    found = hear(1, event, ear())
    assert found.what.lot is not None
    return found.said(found.what.lot, found.what.chips or None)


def refused(event: Any) -> str:
    """Return why an event is not read."""
    with pytest.raises(UnreadableError) as error:
        hear(1, event, ear())
    return str(error.value)


def refused_document(value: Any) -> str:
    """Return why a document is not read."""
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    with pytest.raises(UnreadableError) as error:
        document_in(raw)
    return str(error.value)


# -- telling ----------------------------------------------------------------------------------


@pytest.mark.parametrize("said", [*SAID, *OF_REGISTRIES], ids=named)
def test_every_event_is_as_the_published_schema_has_it(said: OfLots, schema: PublishedSchema):
    event = event_of(said, chips=8, left=SiteId("leiden"))
    assert schema.wrong({"@context": shell(NOW)["@context"], **event}) is None
    assert schema.wrong(document(event)) is None


@pytest.mark.parametrize("said", SAID, ids=named)
def test_an_event_is_heard_as_what_was_told(said: OfLots):
    assert heard(event_of(said, chips=8)) == said


@pytest.mark.parametrize("said", OF_REGISTRIES, ids=named)
def test_what_only_a_registry_says_nobody_says_by_an_event(said: OfLots):
    assert "only a registry says it" in refused(event_of(said, chips=8))


def test_every_statement_about_a_lot_has_words_of_its_own():
    assert {type(said) for said in (*SAID, *OF_REGISTRIES)} == set(FORMS)
    words = [(it.event, it.action, it.step, it.disposition) for it in FORMS.values()]
    assert len(set(words)) == len(words)


def test_an_event_says_where_in_the_log_its_statement_stands():
    event = event_of(SAID[0])
    assert event["eventID"] == "ni:///sha-256;q6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6s"
    assert (event["comptrol:position"], event["comptrol:said"]) == (7, "registry.made/1")
    assert event["recordTime"] == "2026-11-01T12:00:00.000Z"
    assert event["eventTime"] == "2026-01-31T00:00:00Z"


def test_a_large_lot_is_named_with_its_serials_as_ranges():
    event = event_of(SAID[1])
    assert "epcList" not in event
    assert event["quantityList"] == [{"epcClass": uri("lot", "lot-1"), "quantity": 100_000}]
    assert len(json.dumps(event)) < 1_500


def test_what_is_taken_back_is_told_again_and_declared_an_error(schema: PublishedSchema):
    wrong = happened(Moved(lot=LOT, to=SiteId("leiden"), on=DAY), chips=8)
    said = Corrected(lot=LOT, wrong=7, reason="another lot")
    event = tell(happened(said, wrong=wrong), NAMES)
    assert schema.wrong(document(event)) is None
    assert event["eventID"] == tell(wrong, NAMES)["eventID"]
    assert event["errorDeclaration"]["reason"] == "did_not_occur"
    found = hear(1, event, ear())
    assert found.taken_back == "another lot"
    assert found.said(LOT, None) == wrong.entry.statement


# -- names ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["KL 074/8400", "é", "%20", "a/b?c#d", "..", "\U0001f4e6"])
def test_a_text_is_named_and_read_again(name: str):
    assert NAMES.read("waybill", NAMES.of("waybill", name)) == name


@pytest.mark.parametrize(
    "place",
    ["http://log.example/", "urn:x:", "https://", "https://a b/", "https://x/?q", "", "//x/"],
)
def test_names_are_given_under_a_place_of_https(place: str):
    with pytest.raises(UnreadableError, match=r"https://registry\.example/"):
        Names(place)


@pytest.mark.parametrize(
    "other",
    [
        "urn:epc:id:sgtin:0614141.107346.2017",
        "https://id.gs1.org/01/70614141123451/21/2017",
        "https://other.example/chip/maker/H000001",
        f"{PLACE}lot/lot-1",
        f"{PLACE}chip/",
        f"{PLACE}chip/maker/H%30",
        f"{PLACE}chip/maker/%FF",
        17,
        None,
        ["x"],
    ],
)
def test_a_chip_of_another_form_is_refused(other: object):
    event = event_of(SAID[11]) | {"epcList": [other]}
    assert "chip" in refused(event)


# -- what others write ------------------------------------------------------------------------


def test_an_event_without_a_field_of_ours_is_heard():
    said = heard(shipping())
    assert said == Shipped(
        shipment=ShipmentId("s-1"),
        lot=LOT,
        to=PartyId("holder"),
        destination=SiteId("delft"),
        waybill="KL 074",
        on=DAY,
    )


def test_a_lot_that_was_made_is_heard_with_its_serials_as_short_as_they_can_be():
    assert heard(commissioning()) == Made(
        lot=LOT, model=ModelId("h100"), on=date(2026, 1, 30), serials=RANGES
    )
    assert hear(1, commissioning(), ear()).what.maker == "maker"


def test_words_may_be_written_as_uris():
    event = shipping(bizStep="https://ref.gs1.org/cbv/BizStep-shipping")
    event["disposition"] = "https://ref.gs1.org/cbv/Disp-in_transit"
    assert isinstance(heard(event), Shipped)


def test_the_day_of_an_event_is_that_of_utc():
    event = shipping(eventTime="2026-01-31T23:30:00-05:00", eventTimeZoneOffset="-05:00")
    assert heard(event).on == date(2026, 2, 1)


def test_fields_of_ours_may_have_another_prefix_or_none():
    value = document(**{"@context": [CONTEXT, {"c": NAMESPACE}]})
    assert read(value).prefix == "c:"
    assert read(document(**{"@context": CONTEXT})).prefix == NAMESPACE
    event = commissioning()
    event["ilmd"] = {"cbvmda:lotNumber": "lot-1", f"{NAMESPACE}model": uri("model", "h100")}
    assert hear(1, event, ear(NAMESPACE)).what.lot == LOT


def test_one_event_with_its_context_is_a_document():
    found = read({"@context": [CONTEXT, {"comptrol": NAMESPACE}], **shipping()})
    assert found.events == [shipping()]


BAD_EVENTS = [
    ({"bizStep": "flying"}, "flying"),
    ({"bizStep": None}, "bizStep: expected a word"),
    ({"bizStep": 7}, "bizStep: expected a word"),
    ({"bizStep": "receiving", "disposition": "damaged"}, "no statement about a lot is told so"),
    ({"bizStep": "storing", "disposition": None}, "no statement about a lot is told so"),
    ({"action": "DELETE"}, "no statement about a lot is told so"),
    ({"action": ["OBSERVE"]}, "no statement about a lot is told so"),
    ({"type": "AggregationEvent"}, "no statement about a lot is told so"),
    ({"type": {"a": 1}}, "no statement about a lot is told so"),
    ({"eventTime": "2026-11-01T12:00:01Z"}, "still to come"),
    ({"eventTime": "2026-11-01T13:00:00-01:00"}, "still to come"),
    ({"eventTime": "2026-01-31"}, "eventTime"),
    ({"eventTime": "2026-01-31T09:00:00"}, "eventTime"),
    ({"eventTime": "2026-02-30T09:00:00Z"}, "eventTime"),
    ({"eventTime": 1769846400}, "eventTime"),
    ({"eventTimeZoneOffset": "CET"}, "eventTimeZoneOffset"),
    ({"eventTimeZoneOffset": None}, "eventTimeZoneOffset"),
    ({"quantityList": []}, "epcList or quantityList"),
    ({"quantityList": {}}, "quantityList: expected a list"),
    ({"quantityList": [{"epcClass": uri("lot", "a")}, {"epcClass": uri("lot", "b")}]}, "one lot"),
    ({"quantityList": [{"epcClass": "urn:epc:class:lgtin:4012345.012345.998877"}]}, "expected"),
    ({"quantityList": [{"epcClass": uri("lot", "a"), "quantity": 1.5}]}, "whole number"),
    ({"quantityList": [{"epcClass": uri("lot", "a"), "quantity": 1e999}]}, "whole number"),
    ({"quantityList": [{"epcClass": uri("lot", "a"), "quantity": True}]}, "whole number"),
    ({"quantityList": [{"epcClass": uri("lot", "a"), "uom": "KGM"}]}, "no uom"),
    ({"epcList": [uri("chip", "maker/A1")]}, "either chips by name, or a lot"),
    ({"comptrol:lot": uri("lot", "lot-2")}, "lot-2"),
    ({"comptrol:said": "registry.moved/1"}, "registry.moved/1"),
    ({"comptrol:party": "urn:x:maker"}, "party/"),
    ({"bizTransactionList": []}, "of type bol"),
    ({"bizTransactionList": "none"}, "expected a list"),
    ({"destinationList": []}, "destinationList"),
    ({"errorDeclaration": []}, "errorDeclaration"),
    ({"errorDeclaration": {"declarationTime": "soon"}}, "declarationTime"),
    ({"errorDeclaration": {"declarationTime": "2030-01-01T00:00:00Z"}}, "still to come"),
    ({"@context": CONTEXT}, "by the context of its document"),
]


@pytest.mark.parametrize(("other", "why"), BAD_EVENTS, ids=[why for _, why in BAD_EVENTS])
def test_an_event_that_says_nothing_clear_is_refused_with_the_reason(
    other: dict[str, Any], why: str
):
    assert why in refused(shipping(**other))


@pytest.mark.parametrize("event", [None, 1, "event", [], [[]], True])
def test_what_is_no_object_is_no_event(event: object):
    assert refused(event) == "an event is an object"


BAD_BIRTHS = [
    ({"ilmd": None}, "ilmd"),
    ({"ilmd": {"comptrol:model": uri("model", "h100")}}, "one lot"),
    ({"ilmd": {"cbvmda:lotNumber": "lot-1"}}, "model"),
    ({"ilmd": {"cbvmda:lotNumber": 7, "comptrol:model": uri("model", "h")}}, "one lot"),
    ({"comptrol:lot": uri("lot", "lot-2")}, "one lot"),
    ({"epcList": [uri("chip", "a/1"), uri("chip", "b/2")]}, "one maker"),
    ({"epcList": [uri("chip", "a/1"), uri("chip", "a/1")]}, "twice"),
    ({"epcList": []}, "serials"),
    ({"quantityList": [{"epcClass": uri("lot", "lot-1")}]}, "either chips by name, or a lot"),
    ({"epcList": None, "comptrol:serials": {"comptrol:ranges": [7]}}, "ranges"),
    ({"epcList": None, "comptrol:serials": {"comptrol:ranges": [{}]}}, "first, last and digits"),
    ({"epcList": [uri("chip", f"a/{number}") for number in range(10_001)]}, "at most 10000"),
]


@pytest.mark.parametrize(("other", "why"), BAD_BIRTHS, ids=[why for _, why in BAD_BIRTHS])
def test_a_lot_is_not_made_of_half_an_event(other: dict[str, Any], why: str):
    assert why in refused(commissioning(**other))


def test_a_lot_has_as_many_chips_as_serials():
    event = event_of(SAID[1])
    event["quantityList"][0]["quantity"] = 99_999
    assert "99999 chips, and 100000 serials" in refused(event)


def test_a_split_has_as_many_chips_before_as_after():
    event = event_of(SAID[2])
    more = [{"epcClass": uri("lot", "lot-1.part"), "quantity": 2}]
    assert "as many" in refused(event | {"outputQuantityList": more})
    both = {"outputQuantityList": more}
    both["inputQuantityList"] = [{"epcClass": uri("lot", "lot-1"), "quantity": 2}]
    assert "1 serials" in refused(event | both)


# -- documents --------------------------------------------------------------------------------

NESTED = b"[" * 100_000 + b"]" * 100_000
BAD_DOCUMENTS = [
    (b"", "not JSON"),
    (b"\x89PNG", "not UTF-8"),
    (b"<epcis:EPCISDocument/>", "not JSON"),
    (b"[]", "expected an object"),
    (b"NaN", "no number"),
    (b'{"a": Infinity}', "no number"),
    (b'{"type": 1, "type": 2}', "the key 'type' stands twice"),
    (b'{"a": {"b": 1, "b": 1}}', "the key 'b' stands twice"),
    (NESTED, "nested deeper"),
    (b'{"a": ' + b"[" * 900 + b"]" * 900 + b"}", "nested deeper"),
    (b'{"a": ' + b"9" * 5000 + b"}", "not JSON"),
    (document(**{"@context": None}), "@context"),
    (document(**{"@context": "https://www.w3.org/ns/activitystreams"}), "@context"),
    (document(**{"@context": [CONTEXT, "https://evil.example/context"]}), "no other context"),
    (document(**{"@context": [CONTEXT, {"bizStep": "https://evil.example/"}]}), "bizStep"),
    (document(**{"@context": [CONTEXT, {"cbvmda": "https://evil.example/"}]}), "cbvmda"),
    (document(**{"@context": [CONTEXT, {"x": {"@id": "y:z"}}]}), "expected a URI"),
    (document(**{"@context": [CONTEXT, {"@vocab": "https://evil.example/"}]}), "@vocab"),
    (document(**{"@context": [CONTEXT, 7]}), "expected a URI, or prefixes"),
    (document(type="EPCISQueryDocument"), "expected EPCISDocument"),
    (document(type=["EPCISDocument"]), "expected EPCISDocument"),
    (document(schemaVersion="1.2"), "expected 2.0"),
    (document(schemaVersion=2.0), "expected 2.0"),
    (document(epcisBody={"eventList": {}}), "a list of events"),
    (document(epcisBody=[]), "a list of events"),
    (document(*[0] * (EVENTS_MAX + 1)), f"at most {EVENTS_MAX}"),
]


@pytest.mark.parametrize(("value", "why"), BAD_DOCUMENTS)
def test_what_is_no_document_is_refused_with_the_reason(value: Any, why: str):
    assert why in refused_document(value)


def test_a_file_of_more_bytes_than_memory_should_hold_is_refused_unread(tmp_path: Path):
    path = tmp_path / "events.json"
    with path.open("wb") as file:
        file.truncate(BYTES_MAX + 1)
    with pytest.raises(UnreadableError, match=f"{path}: more than {BYTES_MAX} bytes"):
        read_document(path)


def test_an_event_that_is_nested_too_deep_is_handed_back():
    deep: Any = 1
    for _ in range(DEPTH_MAX + 1):
        deep = [deep]
    assert "nested deeper" in refused(shipping(**{"x:y": deep}))


# -- the schema that GS1 publishes --------------------------------------------------------------


def examples() -> list[Path]:
    return sorted(EXAMPLES.glob("*.jsonld"))


@pytest.mark.parametrize("path", examples() or [EXAMPLES], ids=lambda path: path.name)
def test_an_official_example_is_valid_and_says_nothing_of_our_names(
    path: Path, schema: PublishedSchema
):
    value = json.loads(published_files(path).read_bytes())
    assert schema.wrong(value) is None
    if value["type"] == "EPCISQueryDocument":
        return
    context = value["@context"]
    value["@context"] = [it for it in context if isinstance(it, str)]
    found = document_in(json.dumps(value).encode())
    assert found.events
    for event in found.events:
        event.pop("@context", None)
        assert refused(event)


def test_the_schema_says_where_an_event_is_wrong(schema: PublishedSchema):
    wrong = schema.wrong(document(shipping(bizStep="flying")))
    assert wrong is not None
    assert wrong.startswith("epcisBody/eventList/0/bizStep: ")
    assert schema.wrong(document(shipping(eventTime="yesterday"))) is not None


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"type": 7}', '{"$ref": "https://x.y/z"}'])
def test_another_file_is_not_the_schema(tmp_path: Path, content: str):
    path = tmp_path / "schema.json"
    path.write_text(content)
    with pytest.raises(UnreadableError, match=str(path)):
        PublishedSchema(path)


def test_a_schema_cannot_be_asked_without_the_extra(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(__import__("sys").modules, "jsonschema_rs", None)
    with pytest.raises(UnavailableError, match=r"comptrol\[exchange\]"):
        PublishedSchema(SCHEMA)
