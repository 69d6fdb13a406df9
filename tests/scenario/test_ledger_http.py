"""The published log over a real socket: heads, tiles, proofs, evidence, and the SCITT service."""

import shutil
import threading
from base64 import b64decode
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from typing import Any

import cbor2
import httpx
import msgspec
import pytest
from tests.ledger_cast import signer
from tests.scenario.conftest import Told
from tests.scenario.harness import COSE, Served, problem, serving, until
from tests.scenario.ledger_harness import (
    MAKER,
    ORIGIN,
    Publishing,
    believed,
    crowd,
    lot,
    publishing,
    verified,
)

from comptrol.bootstrap import POLICY, PUBLISHED
from comptrol.entrypoints.api import scitt
from comptrol.entrypoints.api.limits import OverQuotaError
from comptrol.entrypoints.api.scitt import KEYS_TYPE, PROBLEM_TYPE, RECEIPT_TYPE, STATEMENT_TYPE
from comptrol.entrypoints.arrival import TooSlowError
from comptrol.entrypoints.rates import Rate
from comptrol.flow.publishing import CHECKPOINT, SUBJECTS, pages
from comptrol.flow.subjects import subjects_by_kind
from comptrol.kernel.envelope import ENVELOPE_BYTES_MAX, MEDIA_TYPE, open_envelope
from comptrol.kernel.ledger.checkpoint import Head, read_checkpoint
from comptrol.kernel.ledger.note import Algorithm, VerifierKey
from comptrol.kernel.ledger.policy import believe
from comptrol.kernel.ledger.proof import read_proof, verify_proof
from comptrol.kernel.ledger.proving import Prover
from comptrol.kernel.ledger.receipt import verify_inclusion
from comptrol.kernel.ledger.tree import check_consistency, leaf_hash
from comptrol.kernel.signature import verify

LOT = "lot:h100-0001"
THREADS = 8
EACH = 8
AS_RECEIPT = {"accept": RECEIPT_TYPE}
AS_SIGNED = {"accept": MEDIA_TYPE}
NEVER = "0" * 64


@pytest.fixture(scope="module")
def log(told: Told, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Publishing]:
    """Serve and publish one copy of the demonstration; no test here relies on another."""
    folder = shutil.copytree(told.folder, tmp_path_factory.mktemp("published") / "data")
    crowd(folder, THREADS)
    with publishing(folder) as served:
        yield served


def signed(log: Publishing, *names: str) -> list[bytes]:
    """Return what the maker says next, in envelopes."""
    return log.served.sign(MAKER, *(lot(name) for name in names))


def entry(log: Publishing, position: int) -> bytes:
    """Return an entry as it was signed."""
    return log.client.get(f"/entries/{position}", headers=AS_SIGNED).content


def receipt(log: Publishing, position: int) -> tuple[Head, int]:
    """Return under which head, and where, an entry is proven to stand."""
    response = log.client.get(f"/ledger/receipt/{position}")
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    proof = read_proof(response.content)
    judged = verify_proof(proof, entry(log, position), believed(log.folder))
    return judged.checkpoint.head, proof.index


# -- heads, tiles, subjects -------------------------------------------------------------------


def test_the_head_is_the_one_that_lies_on_the_shelf(log: Publishing) -> None:
    until(lambda: log.head().size == log.served.platform.store.size())
    response = log.client.get("/checkpoint")
    assert response.status_code == 200
    assert response.content == (log.folder / PUBLISHED / CHECKPOINT).read_bytes()
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    assert "max-age=1" in response.headers["cache-control"]
    assert believe(believed(log.folder), response.content).checkpoint.head.origin == ORIGIN


def test_every_file_of_the_tree_is_what_the_log_makes_it(log: Publishing) -> None:
    log.say("in-the-tree")
    until(lambda: log.head().size == log.served.platform.store.size())
    with log.served.platform.store.reading() as reading:
        derived = dict(pages(reading, log.head().size))
    assert {path.split("/")[1] for path in derived} == {"entries", "0", "1"}
    for path, content in derived.items():
        response = log.client.get(f"/{path}")
        assert (response.status_code, response.content) == (200, content), path
        assert response.headers["content-type"] == "application/octet-stream"
        assert "immutable" in response.headers["cache-control"]


TRICKS = [
    "/tile/../policy",
    "/tile/../../keys/authority.key",
    "/tile/%2e%2e/policy",
    "/tile/0/%2e%2e/%2e%2e/checkpoint",
    "/tile/..%2fpolicy",
    "/tile/..%5cpolicy",
    "/tile//etc/passwd",
    "/tile/%2fetc%2fpasswd",
    "/tile/0//000",
    "/tile/0/000/",
    "/tile/0/x000/000",
    "/tile/0/x00/000",
    "/tile/0/0",
    "/tile/0/0000",
    "/tile/00/000",
    "/tile/64/000",
    "/tile/-1/000",
    "/tile/entries",
    "/tile/entries/000.p",
    "/tile/0/000.p/0",
    "/tile/0/000.p/01",
    "/tile/0/000.p/256",
    "/tile/0/000.p/1/2",
    "/tile/0/000%00",
    "/tile/0/%D9%A0%D9%A0%D9%A0",
    "/tile/0/.000.new",
    "/tile/",
    f"/tile/0/{'x000/' * 1000}000",
]


@pytest.mark.parametrize("path", TRICKS)
def test_a_path_has_one_spelling_and_leads_nowhere_else(log: Publishing, path: str) -> None:
    status, body = log.get(path)
    assert status == 400, body[:200]
    told = msgspec.json.decode(body)
    assert told["type"] == "urn:comptrol:error:unreadable"
    assert "is no path of a tile" in told["detail"]


@pytest.mark.parametrize("path", ["0/999", "0/000.p/3", "entries/x001/000", "1/000", "63/000"])
def test_what_is_not_there_is_not_found(log: Publishing, path: str) -> None:
    problem(log.client.get(f"/tile/{path}"), 404)


def test_which_subjects_a_kind_has_can_be_asked_for(log: Publishing) -> None:
    told = log.client.get(f"/{SUBJECTS}").json()
    made = subjects_by_kind(log.served.platform.catalogue)
    assert told == {kind: [list(pair) for pair in pairs] for kind, pairs in made.items()}


def test_the_log_is_read_and_not_written(log: Publishing) -> None:
    for path in ("/checkpoint", "/tile/0/000", f"/{SUBJECTS}", "/ledger/receipt/0"):
        problem(log.client.post(path), 405)
        problem(log.client.delete(path), 405)


# -- receipts, histories ----------------------------------------------------------------------


def test_a_receipt_waits_for_the_head_that_has_its_entry(log: Publishing) -> None:
    position = log.say("received")["position"]
    head, index = receipt(log, position)
    assert index == position < head.size
    assert head.origin == ORIGIN


def test_every_kind_of_entry_has_a_receipt(log: Publishing) -> None:
    size = log.served.platform.store.size()
    for position in (0, 255, 256, size - 1):
        assert receipt(log, position)[1] == position


def test_there_is_no_receipt_of_what_is_not_there(log: Publishing) -> None:
    size = log.served.platform.store.size()
    problem(log.client.get(f"/ledger/receipt/{size}"), 404)
    problem(log.client.get(f"/ledger/receipt/{2**63}"), 404)
    problem(log.client.get("/ledger/receipt/first"), 404)
    problem(log.client.get("/ledger/receipt/-1"), 404)


def history(log: Publishing, subject: str, to: Path) -> Any:
    """Return what the verifier says of a history that the API gave."""
    response = log.client.get("/ledger/history", params={"subject": subject})
    assert response.status_code == 200, response.text
    to.write_bytes(response.content)
    ran = verified("history", to, "--policy", log.folder / POLICY, "--json")
    assert ran.code == 0, ran.out
    return ran.json


def test_a_history_is_proven_to_be_whole(log: Publishing, tmp_path: Path) -> None:
    said = log.say("with-a-history")["position"]
    told = history(log, "lot:with-a-history", tmp_path / "proof")
    assert told["positions"] == [said]
    assert len(history(log, LOT, tmp_path / "proof")["positions"]) == 7


@pytest.mark.parametrize(
    "subject",
    ["é\u2028 ' \"", "lot", "lott:h100-0001", " lot:h100-0001", "lot:", "lot:\ufffd"],
)
def test_nothing_is_proven_of_what_can_be_no_subject(log: Publishing, subject: str) -> None:
    response = log.client.get("/ledger/history", params={"subject": subject})
    assert problem(response, 400)["detail"]


def test_a_history_is_proven_to_be_empty(log: Publishing, tmp_path: Path) -> None:
    assert history(log, "lot:never-made", tmp_path / "proof")["positions"] == []


@pytest.mark.parametrize(
    "asked",
    ["", "?subject=", f"?subject={'x' * 513}", "?subject=a&subject=b", "?subject=a&more=b"],
)
def test_a_history_is_of_one_subject(log: Publishing, asked: str) -> None:
    problem(log.client.get(f"/ledger/history{asked}"), 400)


# -- evidence ---------------------------------------------------------------------------------


def known(log: Publishing, sequence: int) -> list[dict[str, Any]]:
    """Return the equivocations that are known under a number."""
    told = log.client.get("/ledger/equivocations").json()
    return [one for one in told if one["sequence"] == sequence and one["party"] == MAKER]


def test_who_says_two_things_under_one_number_convicts_himself(log: Publishing) -> None:
    (first,) = signed(log, "one-thing")
    (second,) = signed(log, "another-thing")
    position = log.served.post(first).json()["position"]
    told = problem(log.served.post(second), 409)
    assert told["type"] == "urn:comptrol:refusal:flow.sequence-reused"
    (noted,) = known(log, open_envelope(first).claims.sequence)
    assert noted["position"] == position

    response = log.client.get(f"/ledger/evidence/{noted['other']}")
    assert response.status_code == 200
    assert response.headers["content-type"] == MEDIA_TYPE
    assert response.content == second
    assert leaf_hash(second).hex() == noted["other"]
    one, other = open_envelope(entry(log, position)), open_envelope(response.content)
    verify(one)
    verify(other)
    assert (one.claims.key, one.claims.sequence) == (other.claims.key, other.claims.sequence)
    assert one.to_be_signed() != other.to_be_signed()


def test_an_equivocation_is_noted_once(log: Publishing) -> None:
    first, *others = (signed(log, name)[0] for name in ("said", "said-2", "said-3"))
    log.served.post(first)
    for other in (*others, *others):
        problem(log.served.post(other), 409)
    assert len(known(log, open_envelope(first).claims.sequence)) == 1


def test_there_is_no_evidence_of_what_did_not_happen(log: Publishing) -> None:
    problem(log.client.get(f"/ledger/evidence/{NEVER}"), 404)
    for leaf in ("0", NEVER[1:], NEVER + "0", "g" * 64, "A" * 64):
        problem(log.client.get(f"/ledger/evidence/{leaf}"), 400)


# -- the SCITT service ------------------------------------------------------------------------


def key(log: Publishing) -> VerifierKey:
    """Return the key that receipts are signed with, as the service tells it."""
    response = log.client.get("/.well-known/scitt-keys")
    assert response.status_code == 200
    assert response.headers["content-type"] == KEYS_TYPE
    (told,) = cbor2.loads(response.content)
    assert told == {1: 1, 2: told[-2], 3: -8, -1: 6, -2: told[-2]}
    (one,) = cbor2.loads(response.content)
    return VerifierKey(name=ORIGIN, algorithm=Algorithm.ED25519, public=one[-2])


def register(log: Publishing, raw: bytes, **headers: str) -> httpx.Response:
    """Register a statement."""
    return log.client.post("/entries", content=raw, headers={**COSE, **headers})


def concise(response: httpx.Response, status: int) -> dict[int, str]:
    """Return concise problem details (RFC 9290), which must be of this status."""
    assert response.status_code == status, response.content
    assert response.headers["content-type"] == PROBLEM_TYPE
    told: dict[int, str] = cbor2.loads(response.content)
    assert set(told) == {-1, -2}
    assert all(told.values())
    return told


def test_who_registers_a_statement_gets_its_receipt(log: Publishing) -> None:
    (raw,) = signed(log, "registered")
    response = register(log, raw)
    assert response.status_code == 201
    assert response.headers["content-type"] == RECEIPT_TYPE
    head, index = verify_inclusion(response.content, raw, key(log))
    assert response.headers["location"] == f"/entries/{index}"
    assert entry(log, index) == raw
    assert head.size > index


def test_a_statement_that_is_registered_again_is_the_same(log: Publishing) -> None:
    (raw,) = signed(log, "registered-again")
    first, again = register(log, raw), register(log, raw, **{"content-type": STATEMENT_TYPE})
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.headers["location"] == again.headers["location"]
    places = [verify_inclusion(one.content, raw, key(log))[1] for one in (first, again)]
    assert places[0] == places[1]


def test_the_receipt_of_any_entry_can_be_asked_for(log: Publishing) -> None:
    for position in (0, 300, log.say("asked-for")["position"]):
        response = log.client.get(f"/entries/{position}", headers=AS_RECEIPT)
        assert response.status_code == 200, response.text
        assert response.headers["content-type"] == RECEIPT_TYPE
        assert verify_inclusion(response.content, entry(log, position), key(log))[1] == position
    nowhere = log.client.get(f"/entries/{10**9}", headers=AS_RECEIPT)
    assert "no entry" in concise(nowhere, 404)[-2]


def test_a_statement_that_is_refused_is_a_concise_problem(log: Publishing) -> None:
    before = log.served.platform.store.size()
    (raw,) = signed(log, "h100-0001")
    assert "registry.lot-exists" in concise(register(log, raw), 422)[-2]
    voice = log.served.voice(MAKER)
    gap = voice.envelope(lot("gap"), open_envelope(raw).claims.sequence + 1)
    assert "flow.sequence-gap" in concise(register(log, gap), 409)[-2]
    assert log.served.platform.store.size() == before


def test_what_cannot_be_read_is_a_concise_problem(log: Publishing) -> None:
    (raw,) = signed(log, "never-read")
    forged = raw[:-1] + bytes((raw[-1] ^ 1,))
    for bad in (b"", b"garbage", raw[:-1], forged, raw + b"\x00"):
        concise(register(log, bad), 400)
    assert "content-type" in concise(register(log, raw, **{"content-type": "text/plain"}), 400)[-2]
    concise(register(log, bytes(ENVELOPE_BYTES_MAX + 1)), 413)


def test_who_registers_too_much_or_too_slowly_is_told_so_in_a_concise_problem(
    log: Publishing, monkeypatch: pytest.MonkeyPatch
) -> None:
    (raw,) = signed(log, "too-much")

    def over(*_: object) -> None:
        raise OverQuotaError("statements", Rate(5, 0.5), 2.2)

    async def slow(*_: object) -> bytes:
        raise TooSlowError("the body did not arrive in 30 s")

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(scitt, "count_statements", over)
        told = register(log, raw)
    assert "try again in 3 s" in concise(told, 429)[-2]
    assert told.headers["retry-after"] == "3"
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(scitt, "bounded", slow)
        assert "30 s" in concise(register(log, raw), 408)[-2]
    assert register(log, raw).status_code == 201


def test_a_key_is_found_by_its_id(log: Publishing) -> None:
    kid = key(log).public.hex()
    for spelled in (kid, kid.upper()):
        one = cbor2.loads(log.client.get(f"/.well-known/scitt-keys/{spelled}").content)
        assert one[-2].hex() == kid
    concise(log.client.get("/.well-known/scitt-keys/00"), 404)


def test_every_key_that_has_signed_is_told(told: Told, tmp_path: Path) -> None:
    folder = shutil.copytree(told.folder, tmp_path / "data")
    earlier = [signer(ORIGIN, seed=seed).key for seed in range(30)]
    policy = folder / POLICY
    policy.write_text("".join(f"log {key.text}\n" for key in earlier) + policy.read_text())
    with publishing(folder) as log:
        told_keys = cbor2.loads(log.client.get("/.well-known/scitt-keys").content)
        publics = [one[-2] for one in told_keys]
        assert publics[:-1] == [key.public for key in earlier]
        now = VerifierKey(name=ORIGIN, algorithm=Algorithm.ED25519, public=publics[-1])
        (raw,) = signed(log, "after-many-keys")
        response = register(log, raw)
        assert response.status_code == 201
        verify_inclusion(response.content, raw, now)


# -- what the server tells of itself ----------------------------------------------------------


def test_health_tells_how_far_the_log_is_published(log: Publishing) -> None:
    log.say("healthy")
    size = log.served.platform.store.size()
    until(lambda: log.client.get("/health").json()["final"] == size)
    assert log.client.get("/health").json() == {
        "taking_statements": True,
        "entries": size,
        "final": size,
        "publishing": "as it should",
    }


@pytest.fixture(scope="module")
def silent(told: Told, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve a log that nobody publishes."""
    folder = shutil.copytree(told.folder, tmp_path_factory.mktemp("silent") / "data")
    with serving(folder) as served:
        yield served


@pytest.mark.parametrize(
    "path",
    [
        "/checkpoint",
        "/tile/0/000",
        f"/{SUBJECTS}",
        "/ledger/receipt/0",
        f"/ledger/history?subject={LOT}",
    ],
)
def test_a_server_that_does_not_publish_says_so(silent: Served, path: str) -> None:
    told = problem(silent.client.get(path), 503)
    assert told["type"] == "urn:comptrol:error:unavailable"
    assert "not published" in told["detail"]


def test_a_server_that_does_not_publish_says_so_to_scitt(silent: Served) -> None:
    before = silent.platform.store.size()
    (raw,) = silent.sign(MAKER, lot("unregistered"))
    answers = (
        silent.client.post("/entries", content=raw, headers=COSE),
        silent.client.get("/entries/0", headers=AS_RECEIPT),
        silent.client.get("/.well-known/scitt-keys"),
        silent.client.get("/.well-known/scitt-keys/00"),
    )
    for answer in answers:
        assert "not published" in concise(answer, 503)[-2]
    assert silent.platform.store.size() == before, "nothing is logged without a receipt"


def test_a_server_that_does_not_publish_takes_statements(silent: Served) -> None:
    (raw,) = silent.sign(MAKER, lot("unpublished"))
    assert silent.post(raw).status_code == 201
    told = silent.client.get("/health").json()
    assert set(told) == {"taking_statements", "entries"}
    (noted,) = silent.client.get("/ledger/equivocations").json()
    assert silent.client.get(f"/ledger/evidence/{noted['other']}").status_code == 200


# -- many at once -----------------------------------------------------------------------------


def speak(log: Publishing, number: int) -> list[tuple[int, str]]:
    """Say some things as one of many makers; return where they were acknowledged, and what."""
    voice = log.served.voice(f"maker-{number}")
    acknowledged = []
    with httpx.Client(base_url=log.served.url, timeout=20, trust_env=False) as client:
        for at in range(1, EACH + 1):
            raw = voice.envelope(lot(f"m{number}-{at}"), at)
            response = client.post("/statements", content=raw, headers=COSE)
            assert response.status_code == 201, response.text
            position = response.json()["position"]
            assert response.json()["receipt"]["leaf"] == leaf_hash(raw).hex()
            acknowledged.append((position, leaf_hash(raw).hex()))
    return acknowledged


def test_many_speak_while_heads_are_published_and_each_gets_a_receipt(log: Publishing) -> None:
    heads, over = [log.head()], threading.Event()

    def watch() -> None:
        with httpx.Client(base_url=log.served.url, timeout=20, trust_env=False) as client:
            while not over.wait(0.005):
                heads.append(read_checkpoint(client.get("/checkpoint").content).head)

    watching = threading.Thread(target=watch)
    watching.start()
    try:
        with ThreadPoolExecutor(THREADS) as pool:
            spoken = list(pool.map(lambda number: speak(log, number), range(THREADS)))
    finally:
        over.set()
        watching.join(20)
    acknowledged = dict(pair for one in spoken for pair in one)
    assert len(acknowledged) == THREADS * EACH, "no position is given to two"
    for position, leaf in acknowledged.items():
        head, index = receipt(log, position)
        assert index == position
        assert leaf_hash(entry(log, position)).hex() == leaf
        heads.append(head)
    grown = sorted({(head.size, head.root) for head in heads})
    assert len({size for size, _ in grown}) == len(grown), "of one size there is one root"
    with log.served.platform.store.reading() as reading:
        prover = Prover(reading.tile)
        for (old, old_root), (new, root) in pairwise(grown):
            check_consistency(old, old_root, new, root, prover.consistency(old, new))


def test_what_a_history_has_is_in_the_log(log: Publishing) -> None:
    told = log.client.get("/ledger/history", params={"subject": f"party:{MAKER}"}).json()
    for one in told["entries"]:
        assert b64decode(one["entry"]) == entry(log, one["position"])
