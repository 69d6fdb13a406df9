"""One table of requests, against our witness and against one of others: they answer alike."""

import time
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest
from tests.ledger_cast import (
    COSIGNER,
    LOG,
    LOG_DSA,
    ORIGIN,
    STRANGER,
    Signer,
    entry,
    growth,
    head,
    path,
    signed,
    signer,
)
from tests.scenario.harness import PATIENCE_S
from tests.scenario.referees import WITNESSES, Running, running

from comptrol.kernel.ledger.checkpoint import Checkpoint, Head, read_checkpoint
from comptrol.kernel.ledger.cosignature import signed_at
from comptrol.kernel.ledger.note import Line, known_lines
from comptrol.kernel.ledger.policy import Group, KnownLog, KnownWitness, Policy
from comptrol.kernel.ledger.proof import Proof, verify_proof
from comptrol.kernel.ledger.tree import EMPTY_ROOT
from comptrol.kernel.ledger.witnessing import REQUEST_BYTES_MAX, write_request

OTHER = "other.example/log"
SIZE_TYPE = "text/x.tlog.size"
NEW_SECONDS = 60
CLIENT = httpx.Client(timeout=PATIENCE_S, trust_env=False, headers={"connection": "close"})


class Ask(NamedTuple):
    """A request, and how it must be answered."""

    old: int
    size: int
    status: int = 200
    told: int | None = None
    """The size that a conflict names."""
    fork: int | None = None
    """Which entry is another one than it was."""
    proof: Sequence[bytes] | None = None
    """A proof of one's own, in the place of the right one."""
    origin: str | None = None
    """Another origin than that of the case."""
    signers: tuple[Signer, ...] = ()
    """Others than the log."""
    own: bool = True
    """Whether the log itself signs."""
    spoil: bool = False
    """There is a line of the log that is of another head."""

    def head(self, origin: str) -> Head:
        return head(self.size, origin=self.origin or origin, fork=self.fork)

    def body(self, origin: str) -> bytes:
        at, log = self.head(origin), signer(self.origin or origin)
        checkpoint = signed(at, *self.signers, *([log] if self.own else []))
        if self.spoil:
            (line,) = signed(head(99), signer(origin)).lines
            checkpoint = Checkpoint(head=at, lines=(*checkpoint.lines, line))
        right = growth(self.old, self.size) if self.old <= self.size else ()
        return write_request(self.old, right if self.proof is None else self.proof, checkpoint.raw)


class Raw(NamedTuple):
    """A body that is no request."""

    raw: bytes
    status: int = 400


RESTART = "restart"
GOOD = Ask(0, 3).body(ORIGIN)
NONSENSE = (bytes(32), bytes(32))

CASES: dict[str, list[Ask | Raw | str]] = {
    "first": [Ask(0, 3)],
    "first, of one entry": [Ask(0, 1), Ask(1, 2)],
    "first, with an old size": [Ask(2, 3, 409, told=0), Ask(3, 3, 409, told=0), Ask(0, 3)],
    "growth": [Ask(0, 3), Ask(3, 7), Ask(7, 8), Ask(8, 300)],
    "repeat": [Ask(0, 3), Ask(3, 3), Ask(3, 7), Ask(7, 7), Ask(7, 7)],
    "repeat with a proof": [Ask(0, 3), Ask(3, 3, 422, proof=NONSENSE), Ask(3, 3)],
    "wrong old size": [
        Ask(0, 3),
        Ask(0, 7, 409, told=3),
        Ask(2, 7, 409, told=3),
        Ask(4, 7, 409, told=3),
        Ask(7, 7, 409, told=3),
        Ask(3, 7),
    ],
    "old size larger than the head": [Ask(5, 3, 400), Ask(0, 3), Ask(7, 3, 400)],
    "wrong proof": [
        Ask(0, 3),
        Ask(3, 7, 422, proof=()),
        Ask(3, 7, 422, proof=NONSENSE),
        Ask(3, 7, 422, proof=growth(3, 7)[::-1]),
        Ask(3, 7, 422, proof=growth(3, 7)[:-1]),
        Ask(3, 7, 422, proof=[*growth(3, 7), bytes(32)]),
        Ask(3, 7, 422, proof=growth(3, 8)),
        Ask(3, 7),
    ],
    "proof where none is needed": [Ask(0, 3, 422, proof=NONSENSE), Ask(0, 3)],
    "fork of the same size": [Ask(0, 7), Ask(7, 7, 422, fork=2), Ask(7, 7)],
    "fork of the same size, old size unknown": [Ask(0, 7), Ask(0, 7, 409, told=7, fork=2)],
    "smaller fork": [
        Ask(0, 7),
        Ask(3, 5, 409, told=7, fork=1),
        Ask(5, 5, 409, told=7, fork=1),
        Ask(7, 5, 400, fork=1),
    ],
    "larger fork": [Ask(0, 3), Ask(3, 7, 422, fork=1), Ask(3, 7)],
    "unknown origin": [Ask(0, 3, 404, origin=OTHER), Ask(0, 3)],
    "unknown origin, signed by a known log": [
        Ask(0, 3, 404, origin=OTHER, own=False, signers=(LOG,))
    ],
    "signed by nobody who is known": [Ask(0, 3, 403, own=False, signers=(STRANGER,)), Ask(0, 3)],
    "broken signature": [
        Ask(0, 3, 403, own=False, signers=(STRANGER,), spoil=True),
        Ask(0, 3, 403, spoil=True),
        Ask(0, 3),
    ],
    "the signature counts before the sizes": [
        Ask(0, 3),
        Ask(5, 4, 403, own=False, signers=(STRANGER,)),
        Ask(1, 4, 403, own=False, signers=(STRANGER,)),
    ],
    "the old size counts before the proof": [Ask(0, 3), Ask(2, 7, 409, told=3, proof=NONSENSE)],
    "signatures of others are ignored": [Ask(0, 3, signers=(STRANGER, LOG_DSA, COSIGNER))],
    "restart": [Ask(0, 3), RESTART, Ask(0, 7, 409, told=3), Ask(3, 7), RESTART, Ask(7, 8)],
    "rollback": [
        Ask(0, 3),
        Ask(3, 7),
        RESTART,
        Ask(0, 3, 409, told=7),
        Ask(3, 3, 409, told=7),
        Ask(7, 3, 400),
        Ask(7, 7),
    ],
    "malformed": [
        Raw(b""),
        Raw(b"\n"),
        Raw(GOOD[:-1]),
        Raw(GOOD + b"\n"),
        Raw(GOOD.replace(b"old 0", b"old 00")),
        Raw(GOOD.replace(b"old 0", b"old -1")),
        Raw(GOOD.replace(b"old 0", b"old +0")),
        Raw(GOOD.replace(b"old 0\n", b"old 0")),
        Raw(GOOD.replace(b"old 0\n", b"old 3\nQUJD\n")),
        Raw(
            GOOD.replace(
                b"old 0\n", b"old 3\n" + Ask(3, 7).body(ORIGIN).split(b"\n")[1] * 2 + b"\n"
            )
        ),
        Raw(GOOD.replace(b"\n3\n", b"\n03\n")),
        Raw(GOOD.replace(b"\n\n", b"\n")),
        Raw(write_request(3, [bytes(32)] * 64, signed(head(7)).raw)),
        Ask(0, 3),
    ],
    "the empty tree": [Ask(0, 0), Ask(0, 0), Ask(0, 3), Ask(3, 7)],
}


ORIGINS = {case: f"{ORIGIN}/{case.replace(' ', '-')}" for case in CASES}
"""Each case is of a log of its own, so that one witness serves for all."""


def test_the_table_has_the_cases_that_were_asked_for() -> None:
    asked = ["first", "growth", "repeat", "wrong old size", "wrong proof", "smaller fork"]
    asked += ["fork of the same size", "unknown origin", "broken signature", "restart", "rollback"]
    assert set(asked) <= set(CASES)


@pytest.fixture(scope="module", params=WITNESSES)
def served(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("witness")
    with running(request.param, folder, [ORIGIN, *ORIGINS.values()]) as witness:
        yield witness


@pytest.mark.parametrize("case", CASES)
def test_a_witness_answers_as_the_protocol_has_it(served: Running, case: str) -> None:
    cosigned: Head | None = None
    for step in CASES[case]:
        if isinstance(step, str):
            served.restart()
        elif isinstance(step, Raw):
            answer = post(served, step.raw)
            assert answer.status_code == step.status, (step, answer.text)
        else:
            answer = post(served, step.body(ORIGINS[case]))
            cosigned = checked(served, step, step.head(ORIGINS[case]), answer) or cosigned
        assert latest(served, ORIGINS[case]) == cosigned


def post(served: Running, body: bytes) -> httpx.Response:
    return CLIENT.post(f"{served.url}/add-checkpoint", content=body)


def checked(served: Running, step: Ask, at: Head, answer: httpx.Response) -> Head | None:
    """Return the head if it was cosigned; fail if the answer is another than the table has."""
    assert answer.status_code == step.status, (step, answer.text)
    if step.status == 409:
        assert answer.headers["content-type"] == SIZE_TYPE
        assert answer.text == f"{step.told}\n"
    if step.status != 200:
        return None
    lines = read_checkpoint(Checkpoint(head=at).raw + answer.content).lines
    ((_, line),) = known_lines(lines, [served.key])
    seconds = signed_at(Checkpoint(head=at), served.key, line)
    assert seconds is not None
    assert abs(time.time() - seconds) < NEW_SECONDS  # noqa: TID251  (the witness's clock is ours)
    return at


def latest(served: Running, origin: str) -> Head | None:
    """Return the head that is served to monitors, with the signatures it must bear."""
    name = sha256(origin.encode()).hexdigest()
    answer = CLIENT.get(f"{served.url}/{name}/checkpoint")
    if answer.status_code == 404:
        return None
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    checkpoint = read_checkpoint(answer.content)
    keys = [signer(origin).key, served.key]
    known = known_lines(checkpoint.lines, keys)
    assert [key for key, _ in known] == keys
    for key, line in known:
        signed_at(checkpoint, key, line)
    return checkpoint.head


# Ours alone.


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running("ours", tmp_path_factory.mktemp("ours"), [ORIGIN]) as witness:
        yield witness


@pytest.mark.parametrize(
    ("method", "url", "status"),
    [
        ("GET", "/add-checkpoint", 405),
        ("PUT", "/add-checkpoint", 405),
        ("POST", "/health", 405),
        ("GET", "/", 404),
        ("GET", "/nobody/checkpoint", 404),
        ("GET", f"/{'0' * 64}/checkpoint", 404),
        ("GET", f"/{sha256(ORIGIN.encode()).hexdigest().upper()}/checkpoint", 404),
        ("GET", "/..%2f..%2fetc/checkpoint", 404),
        ("GET", "/health", 200),
    ],
)
def test_there_is_nothing_else_to_ask(ours: Running, method: str, url: str, status: int) -> None:
    answer = CLIENT.request(method, ours.url + url)
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("text/plain")


def test_a_body_that_is_too_large_is_not_read(ours: Running) -> None:
    assert post(ours, bytes(REQUEST_BYTES_MAX + 1)).status_code == 413


def test_a_size_of_0_must_have_the_empty_root(ours: Running) -> None:
    for root, status in ((bytes(32), 422), (EMPTY_ROOT, 200)):
        body = write_request(0, (), signed(Head(origin=ORIGIN, size=0, root=root)).raw)
        assert post(ours, body).status_code == status


def test_what_both_witnesses_cosign_meets_a_policy(tmp_path: Path) -> None:
    """A proof over the two of them, and over the ML-DSA-44 line of ours."""
    checkpoint = signed(head(7), LOG, LOG_DSA)
    keys = []
    for name in WITNESSES:
        with running(name, tmp_path, [ORIGIN]) as served:
            answer = post(served, write_request(0, (), checkpoint.raw))
            checkpoint = read_checkpoint(checkpoint.raw + answer.content)
            keys.append(served.key)
    policy = Policy(
        logs=(KnownLog(key=LOG.key), KnownLog(key=LOG_DSA.key)),
        witnesses=tuple(KnownWitness(name=key.id.hex(), key=key) for key in keys),
        groups=(Group(name="both", threshold=2, members=tuple(key.id.hex() for key in keys)),),
        quorum="both",
    )
    proof = Proof(index=4, path=tuple(path(4, 7)), checkpoint=checkpoint.raw)
    judged = verify_proof(proof, entry(4), policy)
    assert set(judged.cosigned) == {key.id.hex() for key in keys}
    assert len(checkpoint.lines) == 5


def test_a_line_in_the_name_of_the_witness_is_not_kept(ours: Running) -> None:
    """Who asks may send along what it likes; only what was verified is served to monitors."""
    forged = Line(name=COSIGNER.key.name, id=COSIGNER.key.id, signature=bytes(72))
    checkpoint = signed(head(0), LOG).with_lines(forged)
    answer = post(ours, write_request(0, (), checkpoint.raw))
    assert answer.status_code == 200
    assert latest(ours, ORIGIN) == head(0)


def test_a_witness_that_lost_count_cosigns_nothing(tmp_path: Path) -> None:
    with running("ours", tmp_path, [ORIGIN]) as served:
        assert post(served, Ask(0, 3).body(ORIGIN)).status_code == 200
        file = tmp_path / "ours" / sha256(ORIGIN.encode()).hexdigest() / "checkpoint"
        file.write_bytes(file.read_bytes().replace(b"\n3\n", b"\n2\n"))
        assert CLIENT.get(f"{served.url}/health").status_code == 503
        for old in (0, 2, 3):
            answer = post(served, Ask(old, 7).body(ORIGIN))
            assert (answer.status_code, answer.headers["content-type"]) == (
                503,
                "text/plain; charset=utf-8",
            )
            assert "not what was cosigned last" in answer.text
