"""The API over a real socket: one write route, the log, every question, and no other answer than
what was asked for or a problem document (RFC 9457)."""

import asyncio
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import date
from hashlib import sha256
from itertools import product
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.hiding import BODY, SALT, sealed
from tests.scenario.conftest import Told
from tests.scenario.harness import COSE, JSON, PATIENCE_S, SEQUENCE, Served, problem, serving
from tests.speaking import (
    BUG,
    Asked,
    FixedClock,
    accepted,
    enrolled,
    founded,
    intake_into,
    signed,
    voice,
)

from comptrol.adapters.store_memory import MemoryStore
from comptrol.adapters.store_sqlite.engine import connect
from comptrol.bootstrap import AUTHORITY, DATABASE
from comptrol.domains import DOMAINS
from comptrol.domains.chips import ModelId
from comptrol.domains.ledger import Sealed
from comptrol.domains.parties import Enrolled
from comptrol.domains.privacy import commitment_to
from comptrol.domains.registry import LotId, Made, SerialRange
from comptrol.entrypoints.api import bodies
from comptrol.entrypoints.api.committer import Committer
from comptrol.flow.questions import Questions
from comptrol.flow.speech import Speaker
from comptrol.kernel.envelope import ENVELOPE_BYTES_MAX, open_envelope
from comptrol.kernel.identifiers import CountryCode, PartyId, PublicKey
from comptrol.kernel.roles import Role
from comptrol.kernel.statement import kind

MAKER, PROVIDER = "northbridge-silicon", "straits-compute"
THREADS = 32
GARBAGE = b"\xde\xad\xbe\xef" * 40

SALE = b"""{"request": {
  "door": "sale", "item": {"chip": "H100 SXM", "quantity": 64}, "from": "US", "to": "CN", "end_use": "servers",
  "recipient": {"name": "Inspur (Beijing) Electronic Information Industry Co., Ltd.", "country": "CN",
                "hq_country": "CN", "ultimate_parent_hq": "CN"}}}"""  # noqa: E501  (as README has it)
RENTAL = b"""{"request": {
  "door": "rental", "item": {"chip": "H100 SXM", "quantity": 64}, "site_country": "MY", "end_use": "model training",
  "recipient": {"name": "Example Research", "country": "SG", "hq_country": "SG", "ultimate_parent_hq": "CN"}}}"""  # noqa: E501


@pytest.fixture(scope="module")
def api(told: Told, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve one copy of the demonstration to all tests here; none relies on another."""
    place = tmp_path_factory.mktemp("served") / "data"
    for name in (DATABASE, *(f"keys/{key.name}" for key in (told.folder / "keys").iterdir())):
        to = place / name
        to.parent.mkdir(parents=True, exist_ok=True)
        to.write_bytes((told.folder / name).read_bytes())
        to.chmod(0o600)
    with serving(place) as served:
        key = served.platform.keyring.of(PartyId(PROVIDER))
        number = served.platform.store.sequence(key.key) + 1
        assert served.post(sealed(key, number, kind="gate.ordered/1")).status_code == 201
        yield served


@pytest.fixture
def unchanged(api: Served) -> Iterator[Served]:
    """Return the API, whose log must not grow."""
    before = api.platform.store.size()
    yield api
    assert api.platform.store.size() == before


def lot(name: str) -> Made:
    """Return what a maker says of a lot of its own."""
    serials = SerialRange(prefix=f"{name}-", first=1, last=4, digits=3)
    model = ModelId("nvidia-h100-sxm5-80gb")
    return Made(lot=LotId(name), model=model, serials=(serials,), on=date(2026, 1, 2))


# -- saying -----------------------------------------------------------------------------------


def test_a_statement_is_created_once_and_known_again(api: Served) -> None:
    (raw,) = api.sign(MAKER, lot("once"))
    first, again = api.post(raw), api.post(raw)
    assert first.status_code == 201, first.text
    assert again.status_code == 200
    assert first.json()["accepted"] is again.json()["accepted"] is True
    assert first.json()["position"] == again.json()["position"]
    assert first.json()["receipt"]["leaf"] == again.json()["receipt"]["leaf"]
    assert (first.json()["receipt"]["repeated"], again.json()["receipt"]["repeated"]) == (
        False,
        True,
    )
    assert api.platform.store.size() == first.json()["position"] + 2, "itself and its seal"


def test_the_media_type_may_have_parameters(api: Served) -> None:
    (raw,) = api.sign(MAKER, lot("typed"))
    headers = {"content-type": 'application/cose; cose-type="cose-sign1"'}
    assert api.client.post("/statements", content=raw, headers=headers).status_code == 201


def test_a_refusal_is_a_problem_with_every_finding(unchanged: Served) -> None:
    (raw,) = unchanged.sign(MAKER, lot("h100-0001"))
    told = problem(unchanged.post(raw), 422)
    assert told["type"] == "urn:comptrol:refusal:registry.lot-exists"
    assert told["accepted"] is False
    assert told["findings"][0]["code"] == "registry.lot-exists"
    assert set(told["findings"][0]) == {"code", "title", "detail", "citation"}


def test_a_number_out_of_sequence_is_a_conflict(unchanged: Served) -> None:
    voice, key = unchanged.voice(MAKER), unchanged.platform.keyring.of(PartyId(MAKER)).key
    following = unchanged.platform.store.sequence(key) + 1
    gap = problem(unchanged.post(voice.envelope(lot("gap"), following + 1)), 409)
    assert gap["type"] == "urn:comptrol:refusal:flow.sequence-gap"


def test_a_number_used_again_is_a_conflict_and_noted_once(api: Served) -> None:
    voice, key = api.voice(MAKER), api.platform.keyring.of(PartyId(MAKER)).key
    used, before = api.platform.store.sequence(key), api.platform.store.size()
    for name in ("reused", "reused", "used-yet-again"):
        reused = problem(api.post(voice.envelope(lot(name), used)), 409)
        assert reused["type"] == "urn:comptrol:refusal:flow.sequence-reused"
    noted, sealed = api.client.get("/entries", params={"start": before}).json()
    assert noted["statement"]["kind"] == "ledger.equivocated/1"
    assert (noted["statement"]["party"], noted["statement"]["sequence"]) == (MAKER, used)
    assert sealed["statement"]["kind"] == "ledger.sealed/1"


def test_a_changed_statement_is_not_read(unchanged: Served) -> None:
    (raw,) = unchanged.sign(MAKER, lot("forged"))
    for place in (len(raw) - 1, raw.index(b"forged")):
        forged = raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :]
        assert problem(unchanged.post(forged), 400)["type"] == "urn:comptrol:error:envelope"


BODIES = [
    pytest.param(b"", 400, id="nothing"),
    pytest.param(GARBAGE, 400, id="garbage"),
    pytest.param(b"{}", 400, id="json"),
    pytest.param(b"\xd2\x84\x40\xa0\x40\x40", 400, id="an empty COSE_Sign1"),
    pytest.param(b"\x9f" * 1000, 400, id="nested"),
    pytest.param(b"\x5b" + b"\xff" * 8, 400, id="a promise of 2^64 bytes"),
    pytest.param(b"x" * (ENVELOPE_BYTES_MAX + 1), 413, id="oversized"),
    pytest.param(b"x" * 5_000_000, 413, id="5 MB"),
]


@pytest.mark.parametrize(("body", "status"), BODIES)
def test_what_is_no_statement_is_refused(unchanged: Served, body: bytes, status: int) -> None:
    problem(unchanged.post(body), status)


@pytest.mark.parametrize("headers", [{}, JSON, SEQUENCE, {"content-type": "application/cose-key"}])
def test_a_statement_is_sent_as_what_it_is(unchanged: Served, headers: dict[str, str]) -> None:
    (raw,) = unchanged.sign(MAKER, lot("untyped"))
    told = problem(unchanged.client.post("/statements", content=raw, headers=headers), 400)
    assert "send application/cose" in told["detail"]


def test_a_body_without_a_length_is_bounded_too(unchanged: Served) -> None:
    def endless() -> Iterator[bytes]:
        for _ in range(40):
            yield b"x" * 1024

    sent = unchanged.client.post("/statements", content=endless(), headers=COSE)
    problem(sent, 413)


# -- many at once -----------------------------------------------------------------------------


def lines(response: httpx.Response) -> list[dict[str, Any]]:
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "application/jsonl"
    return [httpx.Response(200, content=line).json() for line in response.text.splitlines()]


def test_one_refusal_in_a_batch_stops_no_other_party(api: Served) -> None:
    before = api.platform.store.size()
    first, second = api.sign(MAKER, lot("batch-1"), lot("batch-2"))
    (refused,) = api.sign(PROVIDER, lot("batch-3"))
    answers = lines(api.batch([first, refused, second]))
    assert [answer["accepted"] for answer in answers] == [True, False, True]
    assert [answer["code"] for answer in answers[1]["findings"]] == ["flow.role-missing"]
    assert [answers[0]["position"], answers[2]["position"]] == [before, before + 1]
    assert api.platform.store.size() == before + 3, "the two and their seal"


def test_one_unreadable_item_stops_the_whole_batch(unchanged: Served) -> None:
    good, other = unchanged.sign(MAKER, lot("stopped-1"), lot("stopped-2"))
    forged = other[:-1] + bytes([other[-1] ^ 1])
    for raws in ([good, forged], [good, GARBAGE], [good, good[:-1]], [good, b"\x00"]):
        problem(unchanged.batch(raws), 400)
    assert "statement 1" in problem(unchanged.batch([good, forged]), 400)["detail"]


def test_a_batch_is_neither_empty_nor_endless_nor_of_another_type(unchanged: Served) -> None:
    (raw,) = unchanged.sign(MAKER, lot("endless"))
    problem(unchanged.batch([]), 400)
    problem(unchanged.batch([raw] * 10_001), 400)
    problem(unchanged.batch([b"x" * (16 * 1024 * 1024 + 1)]), 413)
    problem(unchanged.client.post("/statements/batch", content=raw, headers=COSE), 400)


def test_a_batch_sent_again_adds_nothing(api: Served) -> None:
    raws = api.sign(MAKER, lot("again-1"), lot("again-2"))
    first, again = lines(api.batch(raws)), lines(api.batch(raws))
    assert [answer["position"] for answer in first] == [answer["position"] for answer in again]
    assert all(answer["receipt"]["repeated"] for answer in again)


# -- the log ----------------------------------------------------------------------------------


def test_an_entry_is_read_as_json_and_as_it_was_signed(api: Served) -> None:
    (raw,) = api.sign(MAKER, lot("read-back"))
    said = api.post(raw).json()
    shown = api.client.get(f"/entries/{said['position']}").json()
    assert shown["signer"] == MAKER
    assert shown["leaf"] == said["receipt"]["leaf"]
    assert shown["statement"]["kind"] == "registry.made/1"
    assert shown["statement"]["lot"] == "read-back"
    signed = api.client.get(f"/entries/{said['position']}", headers={"accept": "application/cose"})
    assert signed.headers["content-type"] == "application/cose"
    assert signed.content == raw
    assert shown["leaf"] == sha256(b"\x00" + raw).hexdigest()


def test_the_log_is_read_in_stretches(api: Served) -> None:
    whole: list[int] = []
    for _ in range(1 + api.platform.store.size() // 200):
        page = api.client.get("/entries", params={"start": len(whole), "limit": 200})
        whole += [entry["position"] for entry in page.json()]
    assert whole == list(range(api.platform.store.size()))
    assert api.client.get("/entries", params={"start": len(whole)}).json() == []
    assert len(api.client.get("/entries").json()) == 100


@pytest.mark.parametrize("query", ["limit=0", "limit=1001", "start=-1", "start=x", "limit="])
def test_a_stretch_that_is_none_is_refused(unchanged: Served, query: str) -> None:
    problem(unchanged.client.get(f"/entries?{query}"), 400)


@pytest.mark.parametrize("path", ["/entries/99999999", "/entries/-1", "/entries/first"])
def test_an_entry_that_is_not_there_is_not_found(unchanged: Served, path: str) -> None:
    problem(unchanged.client.get(path), 404)


def test_a_signer_learns_its_next_number(api: Served) -> None:
    key = api.platform.keyring.of(PartyId(MAKER)).key
    before = api.client.get(f"/keys/{key.hex()}").json()
    assert before == {"key": key.hex(), "next_sequence": api.platform.store.sequence(key) + 1}
    (raw,) = api.sign(MAKER, lot("numbered"))
    api.post(raw)
    after = api.client.get(f"/keys/{key.hex().upper()}").json()
    assert after["next_sequence"] == before["next_sequence"] + 1
    assert api.client.get(f"/keys/{'ab' * 32}").json()["next_sequence"] == 1
    problem(api.client.get("/keys/not-a-key"), 400)


# -- asking -----------------------------------------------------------------------------------

KNOWN = {
    "party": "lioncrest-research",
    "name": "H100 SXM",
    "chip": "H100 SXM",
    "factor_set": "epoch-2026-09-24",
    "units": "64",
    "lot": "h100-0001",
    "site": "dayone-nusajaya",
    "order": "rental-1",
    "topic": "customer",
    "commitment": commitment_to(SALT, BODY),
}
"""What there is of each parameter that a question needs."""
CHIP = {"chip": "northbridge-silicon/NB-H100-000007"}
KNOWN_TO = {
    "alarms": {"alarm": "registry.custody-gap/shipment:nb-3"},
    "registry": {
        **CHIP,
        "by": "site",
        "start": "2026-01-01",
        "until": "2099-01-01",
        "definition": "ccc/v3",
    },
    "attestation": {
        **CHIP,
        "challenge": "none",
        "identity": "GH100/41431D480FE5E87274",
        "to": "straits-compute",
    },
    "location": {"chip": CHIP["chip"], "measurement": "none"},
    "inspection": {"inspection": "none"},
    "federation": {"registry": "other.example/log", "transfer": "none"},
    "caps": {"cap": "rio-claro", "hold": "rental-7"},
    "gate": {"seller": "straits-compute", "lease": "none", "licence": "none"},
    "structuring": {"link": "none"},
    "forensics": {
        "provider": "straits-compute",
        "figure": "chip-seconds",
        "on": "2026-11-01",
        "since": "2026-01-01",
        "until": "2026-02-01",
        "beacon": "a beacon",
    },
    "oversight": {"quarter": "2026-01-01", "by": "country"},
    "releases": {"release": "none"},
    "allocation": {
        "call": "none",
        "plan": "none",
        "pool": "none",
        "proposal": "none",
        "policy": "none",
    },
    "awards": {
        "award": "none",
        "month": "2026-12",
        "on": "2026-11-01",
        "call": "none",
    },
    "accounts": {"start": "2026-01-01", "until": "2099-01-01", "on": "2026-11-01"},
    "cases": {"case": "none", "on": "2026-11-01"},
    "pseudonyms": {"epoch": "1", "since": "2026-01-01", "until": "2026-02-01"},
    "training": {"run": "none", "on": "2026-11-01"},
    "supply": {
        "input": "none",
        "supplier": "none",
        "remove": "US",
        "by": "US",
        "against": "CN",
        "programme": "none",
        "stockpile": "none",
        "criteria": "none",
        "incident": "none",
        "on": "2026-11-01",
        "as_of": "2026-11-01",
        "at": "2026-11-01T00:00:00Z",
        "factor_set": "none",
        "fails": "grid:none",
        "site": "none",
    },
    "disclosure": {
        "provider": "straits-compute",
        "period": "none",
        "filing": "none",
        "since": "2026-01-01",
        "until": "2027-01-01",
        "on": "2026-11-01",
    },
    "metering": {
        "provider": "straits-compute",
        "since": "2026-01-01",
        "until": "2026-02-01",
        "source": "none",
        "event": "none",
        "batch": "straits-compute/2026-01/1",
    },
}
"""The same where a domain means something else by a word."""
OF_NOTHING = {
    "releases/proven/{name}",
    *("attestation/attestation", "attestation/challenge", "attestation/identity"),
    *("location/location-policy", "location/measurement"),
    *("inspection/inspection", "inspection/drawn", "inspection/coverage"),
    *("gate/licence", "gate/pack"),
    *("structuring/link", "structuring/watching"),
    *("cases/case", "cases/weights"),
    *("allocation/award", "allocation/awards-in", "allocation/plan", "allocation/adopted-plan"),
    *("allocation/offered-pool", "allocation/round-sheet", "allocation/proposals"),
    *("allocation/my-reasons", "awards/award", "awards/use"),
    *("supply/stated", "supply/shock", "supply/denied", "supply/contingencies"),
    *("supply/programme-on", "supply/stock-on", "supply/candidates", "supply/what-fails"),
    "supply/incident-file",
    "pseudonyms/key",
    *("disclosure/filing", "disclosure/draft"),
    *("forensics/forensic-policy", "forensics/standing"),
    *("training/run", "training/periods", "training/cumulative"),
    *("metering/event", "metering/batch"),
    *("training/standing", "training/projection"),
    *("releases/release", "releases/release-policy"),
    *("federation/transfer", "federation/registry-policies", "federation/terms"),
}
"""The story has nothing of this kind: then the answer may be that there is none."""


def known_to(question: Any) -> dict[str, str]:
    """Return what a question needs, as the story has it."""
    there = {**KNOWN, **KNOWN_TO.get(question.domain, {})}
    if (question.domain, question.name) == ("location", "judgements"):
        there = {"chip": there["chip"]}  # of one thing at a time
    if (question.domain, question.name) in {("oversight", "looks"), ("oversight", "interests")}:
        there = {"by": "authority"}  # elsewhere it is by what is compared
    return {name: there[name] for name in question.parameters.__struct_fields__ if name in there}


PROPER = {200, 400, 404}
HOSTILE = ("", " ", "\x00", "x" * 5000, "-1", "1.5", "NaN", "1e9", "../..", "'; --", "🙂", "null")


def asked_with_a_url() -> list[Any]:
    return [
        pytest.param(question, id=f"{question.domain}/{question.name}")
        for question in Questions(DOMAINS).all
        if not question.takes_a_body
    ]


@pytest.mark.parametrize("question", asked_with_a_url())
def test_every_question_is_answered_or_properly_refused(unchanged: Served, question: Any) -> None:
    path, fields = f"/{question.domain}/{question.name}", question.parameters.__struct_fields__
    needed = known_to(question)
    answered = unchanged.client.get(path, params=needed)
    if path[1:] in OF_NOTHING and answered.status_code != 200:
        problem(answered, 404)
    else:
        assert answered.status_code == 200, answered.text
        assert answered.headers["content-type"] == "application/json"
    for field, value in product(fields, HOSTILE):
        asked = unchanged.client.get(path, params={**needed, field: value})
        assert asked.status_code in PROPER, (field, value, asked.text)
        if asked.status_code != 200:
            problem(asked, asked.status_code)


@pytest.mark.parametrize("question", asked_with_a_url())
def test_unknown_and_repeated_parameters_are_refused(unchanged: Served, question: Any) -> None:
    path, fields = f"/{question.domain}/{question.name}", question.parameters.__struct_fields__
    needed = known_to(question)
    unknown = unchanged.client.get(path, params={**needed, "colour": "red"})
    assert "colour" in problem(unknown, 400)["detail"]
    for field in fields:
        twice = unchanged.client.get(path, params=[*needed.items(), (field, "1"), (field, "2")])
        assert field in problem(twice, 400)["detail"]


def test_more_values_than_any_question_has_are_refused(unchanged: Served) -> None:
    many = [(f"v{at}", "") for at in range(201)]
    assert (
        "201 values" in problem(unchanged.client.get("/gate/orders", params=many), 400)["detail"]
    )


def rules(findings: list[dict[str, Any]]) -> set[tuple[str, str]]:
    return {(finding["rule"], finding["effect"]) for finding in findings}


def test_the_sale_of_the_readme_is_refused_by_law(unchanged: Served) -> None:
    ruling = unchanged.ask("/gate/judge", SALE).json()
    assert ruling["outcome"] == "refuse"
    assert {("US-21", "licence_required"), ("US-2", "licence_required")} <= rules(ruling["law"])


def test_the_rental_of_the_readme_is_held_by_policy_alone(unchanged: Served) -> None:
    ruling = unchanged.ask("/gate/judge", RENTAL).json()
    assert ruling["outcome"] == "hold"
    assert ("C-1", "none") in rules(ruling["law"])
    assert not any(effect == "licence_required" for _, effect in rules(ruling["law"]))
    assert ("rental-parity", "licence_required") in rules(ruling["policy"])
    assert ruling["questions"]


def judged(numbers: str, **beside: str) -> bytes:
    """Return a request for chips whose rate is written just so."""
    options = "".join(f', "{name}": {value}' for name, value in beside.items())
    return (
        '{"request": {"door": "sale", "from": "US", "to": "CN", "recipient": {"name": "A",'
        ' "country": "CN"}, "item": {"quantity": 1, "specs": {"dense_Tops": '
        + numbers
        + ', "bits": 8, "market": "dc", "nonplanar": 1, "die_mm2": 1000}}}'
        + options
        + "}"
    ).encode()


@pytest.mark.parametrize(
    ("written", "tpp", "item"),
    [
        ("600", "4800", "3A090.a"),
        ("6e2", "4800", "3A090.a"),
        ("600.000", "4800", "3A090.a"),
        ("599.999999999999", "4799.999999999992", "3A090.b"),
        ('"599.999999999999"', "4799.999999999992", "3A090.b"),
        ("0.1", "0.8", "none"),
    ],
)
def test_a_number_is_never_a_float(unchanged: Served, written: str, tpp: str, item: str) -> None:
    answer = unchanged.ask("/gate/judge", judged(written))
    assert answer.status_code == 200, answer.text
    steps = answer.json()["steps"]
    assert steps[0].endswith(f" x 8 bits = {tpp}.")
    assert steps[-1].startswith(f"{item}: ") == (item != "none")


def test_a_day_that_is_given_is_the_day_judged(unchanged: Served) -> None:
    day = unchanged.ask("/gate/judge", judged("600", as_of='"2024-06-01"')).json()
    assert day["as_of"] == "2024-06-01"
    early = unchanged.ask("/gate/judge", judged("600", as_of='"2022-10-20"')).json()
    assert (early["outcome"], early["questions"][0]["id"]) == ("hold", "law.date")


def test_what_will_be_known_one_day_is_asked_of_nobody(unchanged: Served) -> None:
    late = unchanged.ask("/gate/judge", judged("600", known_at='"9999-12-31"'))
    assert "nobody knows yet" in problem(late, 400)["detail"]


NAN_NODE = SALE.replace(
    b'"item": {', b'"item": {"fabrication": {"node_nm": "NaN", "attested_by": "fabricator"}, '
)
BAD_JUDGE = [
    (NAN_NODE, 400),
    (b"", 400),
    (b"{", 400),
    (b"[]", 400),
    (b"null", 400),
    (b"\xff\xfe", 400),
    (b'{"request": ' + b"[" * 30_000, 400),
    (b"x" * 70_000, 413),
    (SALE.replace(b"64", b"NaN"), 400),
    (SALE.replace(b"64", b"1e999"), 400),
    (SALE.replace(b"64", b"-64"), 400),
    (SALE.replace(b"64", b"0"), 400),
    (SALE.replace(b'"door"', b'"dor"'), 400),
    (SALE.replace(b'"to": "CN"', b'"to": "XX"'), 400),
    (SALE.replace(b"H100 SXM", b"H900"), 404),
    (SALE.replace(b'"request"', b'"colour": 1, "request"'), 400),
    (judged("600", as_of='"soon"'), 400),
    (judged("600", posture='"perhaps"'), 400),
    (judged("-600"), 400),
    (judged('"NaN"'), 400),
    (judged("1e999999"), 400),
]


@pytest.mark.parametrize(("body", "status"), BAD_JUDGE)
def test_a_bad_request_is_a_problem(unchanged: Served, body: bytes, status: int) -> None:
    problem(unchanged.ask("/gate/judge", body), status)


def test_health_tells_whether_statements_are_taken(api: Served) -> None:
    health = api.client.get("/health")
    assert health.status_code == 200
    assert health.json() == {"taking_statements": True, "entries": api.platform.store.size()}


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 404),
        ("GET", "/parties", 404),
        ("GET", "/parties/nothing", 404),
        ("GET", "/statements", 405),
        ("GET", "/gate/judge", 405),
        ("PUT", "/statements", 405),
        ("DELETE", "/entries/0", 405),
        ("POST", "/parties/party", 405),
    ],
)
def test_what_there_is_not_is_a_problem(
    unchanged: Served, method: str, path: str, status: int
) -> None:
    told = problem(unchanged.client.request(method, path), status)
    assert "/openapi.json" in told["detail"]


# -- the description --------------------------------------------------------------------------


def inside(thing: Any) -> Iterator[dict[str, Any]]:
    """Return every object of a JSON document."""
    if isinstance(thing, dict):
        yield thing
    for part in thing.values() if isinstance(thing, dict) else thing:
        if isinstance(part, dict | list):
            yield from inside(part)


@pytest.fixture(scope="module")
def described(api: Served) -> Any:
    return api.client.get("/openapi.json").json()


def operations(described: Any) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def test_the_description_is_openapi_3_1_and_every_reference_resolves(described: Any) -> None:
    assert described["openapi"].startswith("3.1.")
    assert {"title", "version"} <= described["info"].keys()
    references = {one["$ref"] for one in inside(described) if isinstance(one.get("$ref"), str)}
    assert references
    for reference in references:
        assert reference.startswith("#/components/schemas/")
        assert (
            reference.removeprefix("#/components/schemas/") in described["components"]["schemas"]
        )


def test_every_operation_is_whole(described: Any) -> None:
    names = Counter(operation["operationId"] for _, _, operation in operations(described))
    assert set(names.values()) == {1}
    for path, method, operation in operations(described):
        assert method in {"get", "post"}
        assert operation["summary"]
        assert operation["responses"]
        assert all(response["description"] for response in operation["responses"].values())
        assert (method == "post") == ("requestBody" in operation)
        placed = {p["name"] for p in operation.get("parameters", ()) if p["in"] == "path"}
        assert placed == {part[1:-1] for part in path.split("/") if part.startswith("{")}
        assert all(p["required"] for p in operation.get("parameters", ()) if p["in"] == "path")
        assert all("schema" in p for p in operation.get("parameters", ()))


def test_the_schema_of_every_kind_is_in_the_description(described: Any) -> None:
    found = {
        name
        for schema in described["components"]["schemas"].values()
        for name in schema.get("properties", {}).get("kind", {}).get("enum", ())
    }
    assert found == {kind(said) for domain in DOMAINS for said in domain.statements}


def test_what_is_described_is_what_is_served(unchanged: Served, described: Any) -> None:
    for path, method, _ in operations(described):
        here = path.replace("{position}", "0").replace("{key}", "ab" * 32)
        status = unchanged.client.request(method, here).status_code
        assert status not in {404, 405, 500} or (status == 404 and here[1:] in OF_NOTHING), here
    served = {f"/{q.domain}/{q.name}" for q in Questions(DOMAINS).all}
    assert served <= described["paths"].keys()


# -- many clients, and a store that fails -----------------------------------------------------


def at_once(work: Callable[[int], Any]) -> list[Any]:
    """Do something in many threads that begin together; none may hang."""
    together = threading.Barrier(THREADS)

    def begun(number: int) -> Any:
        together.wait(PATIENCE_S)
        return work(number)

    with ThreadPoolExecutor(THREADS) as pool:
        started = [pool.submit(begun, number) for number in range(THREADS)]
        return [one.result(2 * PATIENCE_S) for one in started]


def test_everything_said_by_many_at_once_is_logged_exactly_once(folder: Path) -> None:
    makers = [f"maker-{number}" for number in range(THREADS)]
    with serving(folder) as served:
        enrol_makers(served, makers)
        raws = [served.sign(m, *(lot(f"{m}-lot-{n}") for n in range(4))) for m in makers]
        before = served.platform.store.size()

        def speak(number: int) -> list[tuple[int, int]]:
            with httpx.Client(base_url=served.url, timeout=PATIENCE_S, trust_env=False) as own:
                sent = [own.post("/statements", content=r, headers=COSE) for r in raws[number]]
                assert own.post("/statements", content=raws[number][0], headers=COSE).is_success
            return [(one.status_code, one.json()["position"]) for one in sent]

        answers = at_once(speak)
        positions = sorted(position for answer in answers for _, position in answer)
        assert {status for answer in answers for status, _ in answer} == {201}
        log, sent = list(served.platform.store.entries(before)), {raw for it in raws for raw in it}
        assert positions == [entry.position for entry in log if entry.raw in sent]
        assert len(positions) == len(set(positions)) == 4 * THREADS
        assert all(answer == sorted(answer) for answer in answers), "each party's own order"
        others = [served.platform.catalogue.read(open_envelope(it.raw)) for it in log]
        assert sum(isinstance(said, Sealed) for said in others) == len(log) - len(positions)
        assert served.platform.rebuilt(audit=True).differences == ()


def test_one_statement_sent_by_many_at_once_is_logged_once(api: Served) -> None:
    (raw,) = api.sign(MAKER, lot("by-many"))
    before = api.platform.store.size()
    answers = at_once(lambda _: httpx.post(f"{api.url}/statements", content=raw, headers=COSE))
    assert Counter(answer.status_code for answer in answers) == {201: 1, 200: THREADS - 1}
    assert {answer.json()["position"] for answer in answers} == {before}
    assert api.platform.store.size() == before + 2, "itself and its seal"


def enrol_makers(served: Served, makers: list[str]) -> None:
    said = [
        Enrolled(
            party=PartyId(maker),
            name=f"{maker} (invented)",
            country=CountryCode("NL"),
            roles=(Role.MAKER,),
            key=PublicKey(served.platform.keyring.create(PartyId(maker)).key.hex()),
        )
        for maker in makers
    ]
    answers = served.voice(AUTHORITY).say_all(said)
    assert len({answer.position for answer in answers if hasattr(answer, "position")}) == len(said)


def test_a_store_that_fails_is_told_to_all_and_nobody_waits_for_ever(folder: Path) -> None:
    with serving(folder) as served:
        (raw,) = served.sign(MAKER, lot("lost"))
        before = served.platform.store.size()
        fault(
            folder,
            "CREATE TRIGGER full BEFORE INSERT ON entries "
            "BEGIN SELECT raise(ABORT, 'the disk is full'); END",
        )
        started = time.monotonic()
        answers = at_once(
            lambda _: httpx.post(
                f"{served.url}/statements", content=raw, headers=COSE, timeout=PATIENCE_S
            )
        )
        assert time.monotonic() - started < PATIENCE_S / 2
        for answer in answers:
            assert problem(answer, 503)["type"] == "urn:comptrol:error:unavailable"
        problem(served.batch([raw]), 503)
        health = served.client.get("/health")
        assert health.status_code == 503
        assert health.json() == {"taking_statements": False, "entries": before}
        assert served.client.get("/law/adoption").status_code == 200, "reading goes on"
    fault(folder, "DROP TRIGGER full")
    with serving(folder) as mended:
        assert mended.platform.store.size() == before
        assert mended.platform.rebuilt().differences == ()
        assert mended.post(raw).status_code == 201
        assert mended.client.get("/health").status_code == 200


def test_a_store_that_is_whole_again_is_written_to_again(folder: Path) -> None:
    with serving(folder) as served:
        (raw,) = served.sign(MAKER, lot("late"))
        fault(
            folder,
            "CREATE TRIGGER full BEFORE INSERT ON entries BEGIN SELECT raise(ABORT, ''); END",
        )
        problem(served.post(raw), 503)
        fault(folder, "DROP TRIGGER full")
        assert served.post(raw).status_code == 201
        assert served.client.get("/health").json()["taking_statements"] is True


def test_a_mistake_of_ours_over_one_statement_does_not_reach_the_others() -> None:
    intake = intake_into(MemoryStore(), FixedClock())
    authority = Speaker(intake, voice(AUTHORITY))
    accepted(authority.say(founded()))
    for party in ("acme", "beta", "gamma"):
        accepted(authority.say(enrolled(party)))
    said = {"acme": "before", "beta": BUG, "gamma": "after"}
    raws = [signed(Asked(word=w), voice(p), 1) for p, w in said.items()]

    async def speak() -> tuple[list[Any], bool]:
        committer = Committer(intake, lambda: None)
        committer.start()
        answers = [committer.submit(raw) for raw in raws]
        got = await asyncio.gather(*answers, return_exceptions=True)
        healthy = committer.healthy
        await committer.drain()
        return got, healthy

    (before, bug, after), healthy = asyncio.run(speak())
    assert isinstance(bug, AssertionError)
    assert [entry.statement.word for entry in accepted(before).consequences] == ["before"]
    assert [entry.statement.word for entry in accepted(after).consequences] == ["after"]
    assert healthy
    assert intake.store.size() == 14, "six that were said, two echoes, and a seal to each step"


def test_a_mistake_of_ours_in_reading_does_not_end_the_writer() -> None:
    intake = intake_into(MemoryStore(), FixedClock())
    accepted(Speaker(intake, voice(AUTHORITY)).say(founded()))
    unreadable: Any = 7  # no bytes at all: nothing foresaw it

    async def speak() -> tuple[list[Any], bool]:
        committer = Committer(intake, lambda: None)
        committer.start()
        raw = signed(enrolled("acme"), voice(AUTHORITY), 2)
        answers = [committer.submit(each) for each in (unreadable, raw)]
        got = await asyncio.gather(*answers, return_exceptions=True)
        healthy = committer.healthy
        await committer.drain()
        return got, healthy

    (mistake, answer), healthy = asyncio.run(speak())
    assert isinstance(mistake, TypeError)
    assert accepted(answer)
    assert healthy


def test_a_body_that_drips_is_given_up(unchanged: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "BODY_SECONDS_MAX", 0.2)
    host, port = unchanged.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=PATIENCE_S) as slow:
        slow.sendall(
            b"POST /statements HTTP/1.1\r\nhost: x\r\ncontent-type: application/cose\r\n"
            b"content-length: 99\r\n\r\nx"
        )
        assert slow.recv(64).startswith(b"HTTP/1.1 408 ")
    assert unchanged.client.get("/health").status_code == 200


def fault(folder: Path, sql: str) -> None:
    """Change the file from outside, as a fault would."""
    with closing(connect(folder / DATABASE)) as outside:
        outside.execute(sql)


# -- not yet so -------------------------------------------------------------------------------
# A mark names a fault that was found and is not mended yet: whoever mends it takes it off.


@pytest.mark.parametrize(
    "inner",
    [
        b'"screening_verdict": "clear"',
        b'"listings": []',
        b'"screened": true',
        b'"specification": {"name": "x", "rates": [{"dense_tera_ops": 1, "bits": 8}]}',
    ],
)
def test_nobody_brings_a_screening_or_a_specification_along(
    unchanged: Served, inner: bytes
) -> None:
    body = SALE.replace(b'"door"', inner + b', "door"')
    problem(unchanged.ask("/gate/judge", body), 400)


@pytest.mark.parametrize("body", [SALE.replace(b"servers", b"\xff"), b'{"\xff": 1}'])
def test_a_body_that_is_not_utf_8_is_a_problem(unchanged: Served, body: bytes) -> None:
    problem(unchanged.ask("/gate/judge", body), 400)


@pytest.mark.parametrize("numbers", [("600", "1e-9999"), ("1e-9999", "1000"), ("1e-9", "1e-40")])
def test_a_number_no_chip_can_have_is_a_problem(
    unchanged: Served, numbers: tuple[str, str]
) -> None:
    rate, area = numbers
    body = judged(rate).replace(b"1000}", area.encode() + b"}")
    problem(unchanged.ask("/gate/judge", body), 400)


def test_what_a_question_takes_is_told_of_it_and_not_of_a_part(unchanged: Served) -> None:
    bodies = (b'{"colour": 1}', b'{"request": {"colour": 1}}')
    whole, part = (problem(unchanged.ask("/gate/judge", it), 400)["detail"] for it in bodies)
    assert "unknown field `colour`; it takes: request" in whole
    assert "unknown field `colour`" in part
    assert "it takes" not in part


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"/entries?start={2**63}", 400),
        (f"/entries/{2**63}", 404),
        (f"/entries/{'9' * 4_301}", 404),
        (f"/ledger/receipt/{'9' * 4_301}", 404),
        (f"/ledger/seals?after={2**63}", 400),
        (f"/law/adoptions?after={2**63}", 400),
        (f"/oversight/reviews-due?on=2026-11-30&after={2**63}", 400),
        ("/oversight/equal-treatment?quarter=9999-10-01", 400),
        ("/chips/h100e?factor_set=epoch-2026-09-24&chip=H100&units=-1", 400),
        (f"/parties/parties?limit={2**63}", 400),
        ("/parties/parties?limit=0", 400),
        ("/parties/parties?limit=-1", 400),
    ],
)
def test_a_number_out_of_range_is_a_problem(unchanged: Served, path: str, status: int) -> None:
    problem(unchanged.client.get(path), status)


@pytest.mark.parametrize(
    "path", ["/entries?colour=red", "/entries?limit=1&limit=2", "/keys/ab", "/keys/%20"]
)
def test_the_log_is_asked_as_strictly_as_the_views(unchanged: Served, path: str) -> None:
    problem(unchanged.client.get(path), 400)


def test_the_media_type_may_be_in_capitals(api: Served) -> None:
    (raw,) = api.sign(MAKER, lot("capitals"))
    headers = {"content-type": "Application/COSE"}
    assert api.client.post("/statements", content=raw, headers=headers).status_code == 201
