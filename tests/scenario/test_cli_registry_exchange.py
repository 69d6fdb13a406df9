"""What happened to lots leaves as events of EPCIS 2.0, and comes into another log as it was."""

import json
import shutil
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from tests.epcis_events import SCHEMA, commissioning, document, published_files, shipping, uri
from tests.scenario.harness import Ran, comptrol, size

from comptrol.bootstrap import open_platform
from comptrol.domains.chips import ModelId
from comptrol.domains.registry import (
    Broken,
    Carried,
    ChipId,
    Corrected,
    Declined,
    Destroyed,
    Found,
    Installed,
    Lost,
    LotId,
    Made,
    MoveAnnounced,
    Moved,
    Received,
    RegistryView,
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
    SiteRegistered,
    Split,
    Witnessed,
)
from comptrol.kernel.finding import Receipt
from comptrol.kernel.identifiers import CountryCode, Digest, PartyId
from comptrol.kernel.statement import Statement

MODEL = ModelId("nvidia-h100-sxm5-80gb")
CERTIFICATE = Digest("ab" * 32)
PARTIES = {"maker": "maker", "holder": "holder", "inspector": "inspector"}
POSITIONS = {"said_at", "step", "since", "position", "counted_at", "before", "withdrawn_at"}
DAY = date(2026, 1, 1)
LOT, LARGE, PART = LotId("lot-1"), LotId("large"), LotId("lot-1.part")
VOICES = [word for party in PARTIES for word in ("--as", party)]


def opened_log(folder: Path, origin: str = "log.example/here") -> Path:
    """Open a log in which the same parties and sites are known."""
    common = ("--data", folder, "--json")
    told = comptrol(
        *("init", "--name", "Bureau", "--country", "NL", "--by", "Director", "--reason", "test"),
        *("--origin", origin, *common),
    )
    assert told.code == 0, told.err
    for party, role in PARTIES.items():
        told = comptrol(
            *("enrol", party, "--name", f"{party} of chips", "--country", "NL"),
            *("--role", role, *common),
        )
        assert told.code == 0, told.err
    for site in ("delft", "leiden"):
        said = SiteRegistered(
            site=SiteId(site), name=site, country=CountryCode("NL"), source="own records"
        )
        say(folder, [("authority", said)])
    return folder


def say(folder: Path, said: Sequence[tuple[str, Statement]]) -> list[int]:
    """Say statements in their order; return where they stand."""
    with closing(open_platform(folder, processes=0)) as platform:
        positions = []
        for party, statement in said:
            answer = platform.speaker(PartyId(party)).say(statement)
            assert isinstance(answer, Receipt), (statement, answer)
            positions.append(answer.position)
        return positions


def chip(serial: str) -> ChipId:
    return ChipId(f"maker/{serial}")


def day(number: int) -> date:
    return DAY + timedelta(number)


def life() -> Iterator[tuple[str, Statement]]:
    """Yield what a maker, a holder and an inspector say of two lots, of every kind there is."""
    ranges = (SerialRange(prefix="H", first=1, last=8, digits=6),)
    yield (
        "maker",
        Made(
            lot=LOT, model=MODEL, on=day(0), serials=ranges, listed=(Serial("AB-X"), Serial("B7"))
        ),
    )
    many = (SerialRange(prefix="L", first=1, last=5000, digits=7),)
    yield "maker", Made(lot=LARGE, model=MODEL, on=day(0), serials=many)
    yield (
        "maker",
        Split(lot=LOT, into=PART, on=day(1), listed=(Serial("B7"), Serial("H000003")), serials=()),
    )
    yield (
        "maker",
        Relabelled(
            lot=LOT,
            chip=chip("H000001"),
            to=chip("R000001"),
            on=day(1),
            reason="its label came off",
        ),
    )
    for shipment, lot in (("s-1", LOT), ("s-2", LARGE), ("s-3", PART)):
        yield (
            "maker",
            Shipped(
                shipment=ShipmentId(shipment),
                lot=lot,
                to=PartyId("holder"),
                destination=SiteId("delft"),
                waybill="KLM 074/8400 é",
                on=day(2),
            ),
        )
    yield "maker", Carried(shipment=ShipmentId("s-1"), lot=LOT, where="Schiphol, hal 3", on=day(3))
    yield (
        "holder",
        Received(
            shipment=ShipmentId("s-1"),
            lot=LOT,
            on=day(4),
            missing=(chip("H000008"),),
            missing_lot=LotId("lot-1.missing"),
        ),
    )
    yield "holder", Received(shipment=ShipmentId("s-2"), lot=LARGE, on=day(4))
    yield (
        "holder",
        Declined(shipment=ShipmentId("s-3"), lot=PART, on=day(4), reason="it was not ordered"),
    )
    for lot in (LOT, LARGE):
        yield "holder", Installed(lot=lot, site=SiteId("delft"), on=day(5))
    yield "holder", MoveAnnounced(lot=LARGE, to=SiteId("leiden"), on=day(40), reason="the hall")
    yield "holder", Moved(lot=LARGE, to=SiteId("leiden"), on=day(40))
    two = (chip("H000002"),)
    for kind in (Broken, Repaired, Lost, Found, Retired, Reinstated):
        yield "holder", kind(lot=LOT, chips=two, on=day(6), reason="x")
    yield (
        "holder",
        Replaced(lot=LOT, chip=chip("H000004"), by=chip("L0000001"), rma="RMA 17", on=day(7)),
    )
    yield (
        "holder",
        Destroyed(
            lot=LOT,
            chips=(chip("H000005"), chip("H000006")),
            on=day(7),
            method="shredder",
            witness=PartyId("inspector"),
            certificate=CERTIFICATE,
        ),
    )
    yield "inspector", Witnessed(lot=LOT, on=day(8), certificate=CERTIFICATE)
    yield "holder", Lost(lot=LARGE, on=day(50), reason="the hall burned down")


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = opened_log(tmp_path_factory.mktemp("first") / "data")
    say(folder, list(life()))
    (wrong,) = say(folder, [("holder", Moved(lot=LOT, to=SiteId("leiden"), on=day(9)))])
    say(folder, [("holder", Corrected(lot=LOT, wrong=wrong, reason="it was another lot"))])
    return folder


def told(folder: Path, out: Path, *more: object) -> Ran:
    return comptrol("registry", "events", "out", "--out", out, "--data", folder, "--json", *more)


def taken(folder: Path, file: Path, *more: object) -> Ran:
    return comptrol("registry", "events", "in", file, "--data", folder, "--json", *more)


def rows(folder: Path) -> dict[str, list[Any]]:
    """Return lots, runs and shipments, without where in the log things stand."""
    with closing(open_platform(folder, processes=0)) as platform, platform.world() as world:
        view = world[RegistryView]
        tables = {
            "lots": view.lots,
            "runs": view.runs,
            "shipments": view.shipments,
            "aliases": view.aliases,
            "replacements": view.replacements,
            "declarations": view.declarations,
        }
        return {
            name: [
                {
                    key: value
                    for key, value in msgspec.structs.asdict(row).items()
                    if not (key in POSITIONS and isinstance(value, int)) and key != "ended_on"
                }
                for row in table.where()
            ]
            for name, table in tables.items()
        }


@pytest.fixture(scope="module")
def events(log: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return all that happened in the first log, as a file of events."""
    out = tmp_path_factory.mktemp("out") / "events.json"
    assert told(log, out).code == 0
    return out


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return opened_log(tmp_path_factory.mktemp("empty") / "data")


@pytest.fixture
def second(empty: Path, tmp_path: Path) -> Path:
    """Return another log with the same parties and sites, and no lots."""
    return shutil.copytree(empty, tmp_path / "second")


def written(path: Path, *these: Any, **other: Any) -> Path:
    path.write_text(json.dumps(document(*these, **other)))
    return path


def rejected(file: Path) -> list[tuple[int, str]]:
    """Return what stands beside a file: the numbers of events, and the reasons."""
    found = json.loads(file.with_name(f"{file.name}.rejected.json").read_text())
    return [(it["number"], it["reason"]) for it in found]


def counts(ran: Ran) -> tuple[int, int, int, int]:
    found = ran.json
    return found["said"], found["already"], found["of_others"], found["rejected"]


# -- out and in again ---------------------------------------------------------------------------


def test_a_log_leaves_as_events_and_comes_into_another_as_it_was(
    log: Path, events: Path, second: Path
):
    ran = taken(second, events, *VOICES)
    assert (ran.code, *counts(ran)) == (0, 26, 0, 0, 0), ran.err
    assert rows(second) == rows(log)
    assert comptrol("ledger", "rebuild", "--check", "--data", second).code == 0


def test_all_of_it_is_as_the_published_schema_has_it(log: Path, second: Path, tmp_path: Path):
    schema = published_files(SCHEMA)
    out = tmp_path / "events.json"
    ran = told(log, out, "--schema", schema)
    assert ran.json["schema"], ran.err
    assert "not held against" not in ran.err
    ran = taken(second, out, *VOICES, "--schema", schema)
    assert (ran.code, *counts(ran)) == (0, 26, 0, 0, 0)


def test_the_demonstration_is_as_the_published_schema_has_it(folder: Path, tmp_path: Path):
    out = tmp_path / "events.json"
    ran = told(folder, out, "--schema", published_files(SCHEMA))
    assert ran.code == 0, ran.err
    found = json.loads(out.read_text())["epcisBody"]["eventList"]
    parties = {it["comptrol:party"].rpartition("/")[2] for it in found}
    before = size(folder)
    ran = taken(folder, out, *(word for party in parties for word in ("--as", party)))
    assert (ran.code, *counts(ran)) == (0, 0, len(found), 0, 0), ran.err
    assert size(folder) == before


def test_what_was_said_is_not_said_again(log: Path, events: Path):
    before = size(log)
    ran = taken(log, events, *VOICES)
    assert (ran.code, *counts(ran)) == (0, 0, 26, 0, 0)
    assert size(log) == before


def test_a_file_that_was_taken_in_part_is_taken_to_its_end(
    log: Path, events: Path, second: Path, tmp_path: Path
):
    whole = json.loads(events.read_text())
    half = written(tmp_path / "half.json", *whole["epcisBody"]["eventList"][:17])
    assert counts(taken(second, half, *VOICES)) == (17, 0, 0, 0)
    assert counts(taken(second, events, *VOICES)) == (9, 17, 0, 0)
    assert rows(second) == rows(log)


def test_each_party_says_what_is_theirs_and_in_turns_all_is_said(
    log: Path, events: Path, second: Path
):
    assert counts(taken(second, events, "--as", "maker")) == (8, 0, 18, 0)
    early = taken(second, events, "--as", "holder")
    assert counts(early) == (15, 0, 9, 2)
    assert "5 chips of lot lot-1, which has 7" in rejected(events)[0][1]
    assert counts(taken(second, events, "--as", "inspector")) == (1, 0, 25, 0)
    assert counts(taken(second, events, "--as", "holder")) == (2, 15, 9, 0)
    assert rows(second) == rows(log)


def test_names_of_another_place_are_read_where_that_is_said(
    log: Path, events: Path, tmp_path: Path
):
    elsewhere = opened_log(tmp_path / "elsewhere", "other.example/log")
    ran = taken(elsewhere, events, *VOICES)
    assert (ran.code, *counts(ran)) == (1, 0, 0, 0, 26)
    assert "expected https://other.example/log/" in rejected(events)[0][1]
    ran = taken(elsewhere, events, *VOICES, "--ids", "https://log.example/here")
    assert (ran.code, *counts(ran)) == (0, 26, 0, 0, 0)
    assert rows(elsewhere) == rows(log)
    assert not events.with_name(f"{events.name}.rejected.json").exists()


def test_one_lot_or_the_end_of_the_log_leaves_alone(log: Path, tmp_path: Path):
    def kinds(*more: object) -> list[str]:
        out = tmp_path / "some.json"
        assert told(log, out, *more).code == 0
        found = json.loads(out.read_text())["epcisBody"]["eventList"]
        return [it["comptrol:said"].partition(".")[2] for it in found]

    large = ["made/1", "shipped/1", "received/1", "installed/1", "moved/1", "lost/1"]
    assert kinds("--lot", "large") == large
    part = ["split/1", "shipped/1", "declined/1"]
    assert kinds("--lot", "lot-1.part") == part
    last = json.loads((tmp_path / "some.json").read_text())["epcisBody"]["eventList"][-1]
    assert kinds("--since", last["comptrol:position"])[0] == "declined/1"
    assert kinds("--since", 10**9) == []


# -- what others write ---------------------------------------------------------------------------


def by_name(**other: Any) -> dict[str, Any]:
    """Return chips by name, in place of their lot."""
    chips = [uri("chip", f"maker/H00000{number}") for number in range(1, 9)]
    return {"quantityList": None, "epcList": chips, **other}


MADE = commissioning()
MADE["ilmd"] = {**MADE["ilmd"], "comptrol:model": uri("model", MODEL)}
SHIPPED = {key: value for key, value in shipping(**by_name()).items() if value is not None}
RECEIVED = SHIPPED | {"bizStep": "receiving", "disposition": "in_progress"}
STANDS = {"bizLocation": {"id": uri("site", "delft")}}
INSTALLED = RECEIVED | STANDS | {"bizStep": "installing"}


def test_events_of_others_that_name_chips_are_about_their_lot(second: Path, tmp_path: Path):
    file = written(tmp_path / "maker.json", MADE, SHIPPED)
    ran = taken(second, file, "--as", "maker")
    assert (ran.code, *counts(ran)) == (0, 2, 0, 0, 0), ran.err
    file = written(tmp_path / "holder.json", RECEIVED, INSTALLED)
    ran = taken(second, file, "--as", "holder")
    assert (ran.code, *counts(ran)) == (0, 2, 0, 0, 0), ran.err
    (lot,) = rows(second)["lots"]
    assert (lot["lot"], lot["chips"], lot["site"]) == ("lot-1", 8, "delft")


def test_one_event_is_a_file_too(second: Path, tmp_path: Path):
    file = tmp_path / "event.json"
    file.write_text(json.dumps({"@context": document()["@context"], **MADE}))
    assert counts(taken(second, file, "--as", "maker")) == (1, 0, 0, 0)


FEWER = by_name(epcList=SHIPPED["epcList"][:3])
REFUSED = [
    (SHIPPED | {"epcList": FEWER["epcList"]}, "3 chips of lot lot-1, which has 8"),
    (SHIPPED | {"comptrol:lot": uri("lot", "lot-2")}, "in lot lot-1, and it names lot-2"),
    (shipping(quantityList=[{"epcClass": uri("lot", "lot-1"), "quantity": 5}]), "which has 8"),
    (shipping(quantityList=[{"epcClass": uri("lot", "lot-9")}]), "registry.unknown-lot"),
    (SHIPPED | {"epcList": [uri("chip", "maker/Z1")]}, "there is no chip maker/Z1"),
    (SHIPPED | {"epcList": [uri("chip", "maker/H0 1")]}, "there is no chip"),
    (MADE | {"epcList": [uri("chip", "holder/H000001")]}, "made by holder, not by maker"),
    (MADE | {"epcList": [uri("chip", "maker/X1")]}, "registry.lot-exists"),
    (MADE | {"epcList": [uri("chip", "maker/X \u00e9")]}, "registry.made/1: "),
    (shipping(bizStep="inspecting", disposition="damaged", **{"comptrol:reason": "\ud800"}), ""),
    (RECEIVED, "registry.unknown-shipment"),
    (
        SHIPPED | {"errorDeclaration": {"declarationTime": "2026-02-01T00:00:00Z"}},
        "not in the log",
    ),
    (shipping(eventTime="2999-01-01T00:00:00Z"), "still to come"),
    (shipping(bizStep="flying"), "flying"),
    ("an event", "an event is an object"),
]


def test_what_is_wrong_with_one_event_stops_no_other(second: Path, tmp_path: Path):
    wrong = [event for event, _ in REFUSED]
    file = written(tmp_path / "events.json", MADE, *wrong, SHIPPED)
    ran = taken(second, file, "--as", "maker")
    found = rejected(file)
    assert ran.code == 1
    assert [number for number, _ in found] == [it + 2 for it in range(len(REFUSED))]
    for (_, reason), (_, why) in zip(found, REFUSED, strict=True):
        assert why in reason
    assert (ran.json["said"], ran.json["already"]) == (2, 0)
    assert str(file) in ran.err


def test_a_file_that_was_mended_leaves_nothing_beside_it(second: Path, tmp_path: Path):
    file = written(tmp_path / "events.json", MADE, shipping(bizStep="flying"))
    assert taken(second, file, "--as", "maker").code == 1
    written(file, MADE, SHIPPED)
    ran = taken(second, file, "--as", "maker")
    assert (ran.code, *counts(ran)) == (0, 1, 1, 0, 0)
    assert list(tmp_path.glob("*.rejected.json")) == []


def test_an_event_that_stands_twice_counts_once(second: Path, tmp_path: Path):
    one = MADE | {"eventID": "urn:uuid:1"}
    other = SHIPPED | {"eventID": "urn:uuid:1"}
    file = written(tmp_path / "events.json", one, one, other)
    ran = taken(second, file, "--as", "maker")
    assert (ran.code, *counts(ran)) == (1, 1, 1, 0, 1)
    assert rejected(file) == [(3, "another event has this eventID")]


def test_an_event_that_names_nobody_is_of_the_one_who_speaks(second: Path, tmp_path: Path):
    file = written(tmp_path / "events.json", MADE)
    ran = taken(second, file, *VOICES)
    assert (ran.code, *counts(ran)) == (1, 0, 0, 0, 1)
    assert rejected(file) == [(1, "it names no party, and several speak here")]


def test_what_was_taken_back_by_others_is_taken_back_here(second: Path, tmp_path: Path):
    declared = {"declarationTime": "2026-02-01T00:00:00Z", "reason": "incorrect_data"}
    file = written(
        tmp_path / "events.json", MADE, SHIPPED, SHIPPED | {"errorDeclaration": declared}
    )
    assert counts(taken(second, file, "--as", "maker")) == (3, 0, 0, 0)
    assert counts(taken(second, file, "--as", "maker")) == (0, 3, 0, 0)
    (lot,) = rows(second)["lots"]
    assert lot["custody"].value == "made"


# -- what cannot be read ------------------------------------------------------------------------


BAD_FILES = [
    (b"", 2, "not JSON"),
    (b"[" * 10**6, 2, "nested deeper"),
    (json.dumps(document(**{"@context": "https://x.example/"})).encode(), 2, "@context"),
    (json.dumps(document(schemaVersion="1.2")).encode(), 2, "schemaVersion"),
    (b'{"type": "EPCISDocument", "type": "EPCISDocument"}', 2, "stands twice"),
]


@pytest.mark.parametrize(("raw", "code", "why"), BAD_FILES)
def test_a_file_that_cannot_be_read_is_refused_whole(
    empty: Path, tmp_path: Path, raw: bytes, code: int, why: str
):
    file = tmp_path / "events.json"
    file.write_bytes(raw)
    ran = taken(empty, file, "--as", "maker")
    assert (ran.code, ran.out) == (code, "")
    assert str(file) in ran.err
    assert why in ran.err


def test_whose_key_is_not_here_does_not_speak(empty: Path, events: Path):
    ran = taken(empty, events, "--as", "somebody")
    assert (ran.code, ran.out) == (3, "")
    assert "somebody" in ran.err


@pytest.mark.parametrize(
    ("more", "code"),
    [
        (("--lot", "lot-9"), 2),
        (("--lot", "lot-1", "--since", 4), 2),
        (("--ids", "ftp://x"), 2),
        (("--since", -1), 2),
        (("--schema", "missing.json"), 2),
    ],
)
def test_nothing_is_written_of_what_is_not_there(
    log: Path, tmp_path: Path, more: tuple[object, ...], code: int
):
    out = tmp_path / "events.json"
    ran = told(log, out, *more)
    assert (ran.code, ran.out) == (code, ""), ran.err
    assert list(tmp_path.iterdir()) == []


def test_a_schema_that_is_none_is_refused(log: Path, tmp_path: Path):
    schema = tmp_path / "schema.json"
    schema.write_text("{}")
    ran = told(log, tmp_path / "events.json", "--schema", schema)
    assert ran.code == 2
    assert "not the schema of EPCIS 2.0" in ran.err


def test_a_document_that_is_not_as_the_schema_has_it_is_refused(second: Path, tmp_path: Path):
    schema = published_files(SCHEMA)
    file = written(tmp_path / "events.json", MADE, creationDate="yesterday")
    ran = taken(second, file, "--as", "maker", "--schema", schema)
    assert (ran.code, ran.out) == (2, "")
    file = written(file, MADE | {"recordTime": "yesterday"}, MADE)
    ran = taken(second, file, "--as", "maker", "--schema", schema)
    assert (ran.code, *counts(ran)) == (1, 1, 0, 0, 1)
    assert rejected(file)[0][1].startswith("not as the schema has it: recordTime")
