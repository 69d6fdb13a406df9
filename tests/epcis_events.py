"""Events and statements that the tests of EPCIS share, and where GS1's own files would lie.

The newest schema and the official examples are GS1's and are not ours to ship. Where they are
missing, an earlier schema stands for it, and the tests of the examples are skipped.
"""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from comptrol.adapters.epcis import CONTEXT, NAMESPACE, Document, Ear, Names, document_in
from comptrol.domains.registry import LotId, Shipment, ShipmentId, SiteId
from comptrol.flow.happenings import Happening, OfLots
from comptrol.kernel.identifiers import Digest, PartyId
from comptrol.kernel.statement import Entry

GS1 = Path(__file__).parents[1] / ".venv-referees/epcis"
NEWEST = GS1 / "epcis-json-schema.json"
SCHEMA = NEWEST if NEWEST.exists() else Path(__file__).parent / "vectors/epcis" / NEWEST.name
EXAMPLES = GS1 / "examples"
PLACE = "https://log.example/here/"
NAMES = Names(PLACE)
NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
DAY = date(2026, 1, 31)
SENT = Shipment(
    shipment=ShipmentId("s-1"),
    lot=LotId("lot-1"),
    sender=PartyId("maker"),
    to=PartyId("holder"),
    destination=SiteId("delft"),
    waybill="KL 074",
    sent_on=DAY,
    order=None,
)


def published_files(path: Path) -> Path:
    """Return a path of GS1's files, or skip what needs them."""
    if not path.exists():
        pytest.skip(f"GS1's files are not at {GS1}: see docs/exchange.md")
    return path


def happened(said: OfLots, signer: str = "holder", **more: Any) -> Happening:
    """Return that something was said of a lot."""
    entry = Entry(position=7, logged_at=NOW, signer=PartyId(signer), statement=said)
    return Happening(entry, Digest("ab" * 32), **{"shipment": SENT, **more})


def uri(word: str, name: str) -> str:
    """Return how a name is written in an event."""
    return NAMES.of(word, name)


def shipping(**other: Any) -> dict[str, Any]:
    """Return an event of another's making: nothing in it is a field of ours."""
    return {
        "type": "ObjectEvent",
        "eventTime": "2026-01-31T09:00:00+01:00",
        "eventTimeZoneOffset": "+01:00",
        "action": "OBSERVE",
        "bizStep": "shipping",
        "disposition": "in_transit",
        "quantityList": [{"epcClass": uri("lot", "lot-1"), "quantity": 8}],
        "bizTransactionList": [
            {"type": "desadv", "bizTransaction": uri("shipment", "s-1")},
            {"type": "bol", "bizTransaction": uri("waybill", "KL 074")},
        ],
        "sourceList": [{"type": "possessing_party", "source": uri("party", "maker")}],
        "destinationList": [
            {"type": "possessing_party", "destination": uri("party", "holder")},
            {"type": "location", "destination": uri("site", "delft")},
        ],
        **other,
    }


def commissioning(**other: Any) -> dict[str, Any]:
    """Return how another tells that a lot was made; which model it is, only our field can say."""
    return {
        "type": "ObjectEvent",
        "eventTime": "2026-01-30T09:00:00Z",
        "eventTimeZoneOffset": "+00:00",
        "action": "ADD",
        "bizStep": "commissioning",
        "epcList": [uri("chip", f"maker/H00000{number}") for number in range(1, 9)],
        "ilmd": {"cbvmda:lotNumber": "lot-1", "comptrol:model": uri("model", "h100")},
        **other,
    }


def document(*events: Any, **other: Any) -> dict[str, Any]:
    """Return a document with some events."""
    return {
        "@context": [CONTEXT, {"comptrol": NAMESPACE}],
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": "2026-02-01T00:00:00Z",
        "epcisBody": {"eventList": list(events)},
        **other,
    }


def read(value: Any) -> Document:
    """Return a document as it is read from its bytes."""
    return document_in(json.dumps(value).encode())


def ear(prefix: str = "comptrol:") -> Ear:
    """Return how events are read at a moment."""
    return Ear(NAMES, prefix, NOW)
