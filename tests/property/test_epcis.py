"""What is said of a lot comes back from its event; whatever stands in a file, is answered."""

import json
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st
from tests.epcis_events import (
    NAMES,
    SCHEMA,
    commissioning,
    document,
    ear,
    happened,
    published_files,
    read,
    shipping,
)

from comptrol.adapters.epcis import NAMESPACE, PublishedSchema, document_in, hear, tell
from comptrol.adapters.epcis.sayings import RANGES_MAX, written
from comptrol.domains.chips import ModelId
from comptrol.domains.registry import (
    Broken,
    Carried,
    ChipId,
    Declined,
    Destroyed,
    LotId,
    Made,
    Received,
    Relabelled,
    Serial,
    ShipmentId,
    Shipped,
    SiteId,
    Split,
    runs_of,
    span_of,
)
from comptrol.flow.happenings import OfLots
from comptrol.flow.sayable import sayable
from comptrol.flow.saying_again import same
from comptrol.kernel.errors import UnreadableError
from comptrol.kernel.identifiers import Digest, PartyId

MAKER = PartyId("maker")
names = st.from_regex(r"[a-z0-9][a-z0-9._-]{0,62}", fullmatch=True)
texts = st.text(st.characters(codec="utf-8"), min_size=1, max_size=60)
days = st.dates(date(2020, 1, 1), date(2026, 10, 31))
serials = st.from_regex(r"[A-Za-z0-9._-]{1,51}", fullmatch=True)
lists = st.lists(serials, min_size=1, max_size=60, unique=True)
chips = st.builds(lambda serial: ChipId(f"maker/{serial}"), serials)
digests = st.binary(min_size=32, max_size=32).map(lambda raw: Digest(raw.hex()))
lots, sites, shipments = names.map(LotId), names.map(SiteId), names.map(ShipmentId)
parties = names.map(PartyId)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def made(lot: LotId, model: str, on: date, listed: Sequence[str]) -> Made:
    return Made(lot=lot, model=ModelId(model), on=on, listed=tuple(map(Serial, listed)))


statements: st.SearchStrategy[OfLots] = st.one_of(
    st.builds(made, lots, names, days, lists),
    st.builds(Split, lot=lots, into=lots, on=days, listed=lists.map(tuple), serials=st.just(())),
    st.builds(Relabelled, lot=lots, chip=chips, to=chips, on=days, reason=texts),
    st.builds(
        Shipped,
        shipment=shipments,
        lot=lots,
        to=parties,
        destination=sites,
        waybill=texts,
        on=days,
        order=st.none() | names,
    ),
    st.builds(Carried, shipment=st.just(ShipmentId("s-1")), lot=lots, where=texts, on=days),
    st.builds(Declined, shipment=st.just(ShipmentId("s-1")), lot=lots, reason=texts, on=days),
    st.builds(
        Received,
        shipment=st.just(ShipmentId("s-1")),
        lot=lots,
        on=days,
        missing=st.lists(chips, min_size=1, max_size=9, unique=True).map(tuple),
        missing_lot=lots,
    ),
    st.builds(
        Broken,
        lot=lots,
        chips=st.none() | st.lists(chips, min_size=1, max_size=9, unique=True).map(tuple),
        on=days,
        reason=texts,
    ),
    st.builds(
        Destroyed,
        lot=lots,
        chips=st.none() | st.lists(chips, min_size=1, max_size=9, unique=True).map(tuple),
        on=days,
        method=texts,
        witness=parties,
        certificate=digests,
    ),
)


@given(statements)
def test_whatever_is_told_is_heard_again(said: OfLots):
    event = json.loads(json.dumps(tell(happened(said, "maker", chips=3), NAMES)))
    found = hear(1, event, ear())
    assert found.party == MAKER
    assert found.what.lot is not None
    again = found.said(found.what.lot, found.what.chips or None)
    assert same(MAKER, sayable(again)) == same(MAKER, said)


@given(statements)
def test_whatever_is_told_is_as_the_published_schema_has_it(said: OfLots):
    schema = PublishedSchema(published_files(SCHEMA))
    assert schema.wrong(document(tell(happened(said, chips=3), NAMES))) is None


@given(lists)
def test_serials_are_written_short_and_all_of_them(listed: list[str]):
    ranges, others = written(listed)
    spans = [span_of(serial) for serial in others]
    spans += [
        span_of(it.prefix + f"{it.first:0{it.digits}d}")._replace(last=it.last) for it in ranges
    ]
    assert runs_of(sorted(spans)) == runs_of(sorted(map(span_of, listed)))
    assert len(ranges) <= RANGES_MAX
    short = msgspec.json.encode((ranges, others))
    assert len(short) <= len(msgspec.json.encode(((), listed)))


@given(json_values)
def test_any_value_is_answered_as_an_event(value: Any):
    with suppress(UnreadableError):
        hear(1, value, ear())


@given(json_values)
def test_any_value_is_answered_as_a_document(value: Any):
    with suppress(UnreadableError):
        read(value)


@given(st.binary(max_size=200))
def test_any_bytes_are_answered(raw: bytes):
    with suppress(UnreadableError):
        document_in(raw)


KEYS = sorted({*shipping(), *commissioning()}) + [
    f"comptrol:{it}" for it in ("lot", "party", "said", "serials", "missing", "reason")
]


@given(st.sampled_from([shipping, commissioning]), st.sampled_from(KEYS), json_values)
def test_an_event_with_any_value_in_any_field_is_answered(event: Any, key: str, value: Any):
    with suppress(UnreadableError):
        found = hear(1, event(**{key: value}), ear())
        assert isinstance(found.what.quantity, int | None)
        sayable(found.said(found.what.lot or LotId("lot-1"), found.what.chips or None))


@given(st.text(), json_values)
def test_a_context_gives_no_word_of_the_standard_another_meaning(name: str, value: Any):
    with suppress(UnreadableError):
        found = read(document(**{"@context": [document()["@context"][0], {name: value}]}))
        assert name not in shipping()
        assert found.prefix in {NAMESPACE, f"{name}:"}
