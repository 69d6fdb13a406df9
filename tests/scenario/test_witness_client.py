"""Asking witnesses: two that work, and many that fail, are slow, or lie."""

import socket
import threading
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, contextmanager, suppress

import pytest
from tests.ledger_cast import (
    COSIGNER,
    LOG,
    LOG_DSA,
    ORIGIN,
    STRANGER,
    Signer,
    growth,
    head,
    signed,
    signer,
)
from tests.scenario.harness import PATIENCE_S
from tests.scenario.referees import WITNESSES, Running, running

from comptrol.adapters.witness_client import ANSWER_BYTES_MAX, ask_witness
from comptrol.adapters.witnesses_http import HttpWitnesses
from comptrol.kernel.errors import NotFoundError, UnavailableError
from comptrol.kernel.ledger.checkpoint import Checkpoint, read_checkpoint
from comptrol.kernel.ledger.cosignature import signed_at
from comptrol.kernel.ledger.note import Algorithm, Line, VerifierKey
from comptrol.kernel.ledger.policy import KnownWitness

NOTE = signed(head(7), LOG, LOG_DSA).raw
HOSTED = [f"{ORIGIN}/{number}" for number in range(8)]
SHORT_S = 0.7


@pytest.fixture(scope="module", params=WITNESSES)
def served(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("asked")
    with running(request.param, folder, [ORIGIN, *HOSTED]) as witness:
        yield witness


def known(url: str, key: VerifierKey = COSIGNER.key) -> KnownWitness:
    return KnownWitness(name="W", key=key, url=url)


def proofs(size: int) -> Callable[[int], Sequence[bytes]]:
    return lambda old: growth(old, size)


def asked(served: Running, origin: str, size: int, since: int = 0, fork: int | None = None) -> int:
    """Return how many lines came for a head, each of them verified here once more."""
    checkpoint = signed(head(size, origin=origin, fork=fork), signer(origin))
    witness = known(served.url, served.key)
    lines = ask_witness(witness, checkpoint.raw, proofs(size), since=since)
    return sum(signed_at(checkpoint, served.key, line) is not None for line in lines)


# Witnesses that work.


def test_a_first_head_is_cosigned(served: Running) -> None:
    assert asked(served, HOSTED[0], 3) == 1


def test_a_conflict_tells_from_which_size_to_go_on(served: Running) -> None:
    for size, since in ((3, 0), (7, 0), (7, 7), (8, 5), (8, 99), (20, 8)):
        assert asked(served, HOSTED[1], size, since) == 1


def test_a_smaller_head_is_not_asked_for_again(served: Running) -> None:
    asked(served, HOSTED[2], 7)
    with pytest.raises(UnavailableError, match=r"witness W .* has cosigned a head of 7 already"):
        asked(served, HOSTED[2], 3)


def test_a_fork_is_refused_and_the_reason_passed_on(served: Running) -> None:
    asked(served, HOSTED[3], 3)
    for size in (3, 7):
        with pytest.raises(UnavailableError, match=r"witness W .* answered 422"):
            asked(served, HOSTED[3], size, fork=1)
    assert asked(served, HOSTED[3], 7) == 1


def test_a_log_that_the_witness_does_not_know_is_told_so(served: Running) -> None:
    with pytest.raises(UnavailableError, match="answered 404"):
        asked(served, "other.example", 3)


def test_a_cosignature_of_another_key_is_not_passed_on(served: Running) -> None:
    other = signer("another.example", Algorithm.ED25519_COSIGNATURE, 9).key
    with pytest.raises(UnavailableError, match="no line of the key"):
        ask_witness(known(served.url, other), NOTE, proofs(7))
    impostor = signer(served.key.name, Algorithm.ED25519_COSIGNATURE, 9).key
    with pytest.raises(UnavailableError, match="no line of the key"):
        ask_witness(known(served.url, impostor), NOTE, proofs(7))


def test_what_the_proofs_raise_is_a_failure_of_that_witness(served: Running) -> None:
    def none(old: int) -> Sequence[bytes]:
        raise NotFoundError(f"there is no proof from {old}")

    asked(served, HOSTED[4], 3)
    checkpoint = signed(head(7, origin=HOSTED[4]), signer(HOSTED[4]))
    with pytest.raises(UnavailableError, match="no proof from 3"):
        ask_witness(known(served.url, served.key), checkpoint.raw, none)


# Witnesses that do not.


class Listener:
    """Answers each connection with the next of some bytes; a silent one it leaves open."""

    def __init__(self, answers: Sequence[bytes], drip: float) -> None:
        self._server = socket.create_server(("127.0.0.1", 0))
        self._server.settimeout(0.05)
        self.url = f"http://127.0.0.1:{self._server.getsockname()[1]}"
        self._answers, self._drip = list(answers), drip
        self._taken: list[socket.socket] = []
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while not self._ended.is_set():
            with suppress(OSError):
                connection, _ = self._server.accept()
                self._taken.append(connection)
                if self._answers:
                    self._answer(connection, self._answers.pop(0))

    def _answer(self, connection: socket.socket, raw: bytes) -> None:
        connection.settimeout(PATIENCE_S)
        connection.recv(65536)
        step = 1 if self._drip else max(len(raw), 1)
        for at in range(0, len(raw), step):
            connection.sendall(raw[at : at + step])
            if self._ended.wait(self._drip):
                return
        connection.shutdown(socket.SHUT_WR)

    def close(self) -> None:
        self._ended.set()
        self._thread.join(PATIENCE_S)
        for connection in (self._server, *self._taken):
            connection.close()


@contextmanager
def listening(*answers: bytes, drip: float = 0) -> Generator[str]:
    """Listen on loopback; with a ``drip`` send a byte at a time, so many seconds apart."""
    with closing(Listener(answers, drip)) as listener:
        yield listener.url


def http(status: str, body: bytes = b"", *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"content-length: {len(body)}", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


def line_of(one: Signer, size: int = 7, seconds: int = 1_790_000_000) -> bytes:
    (line,) = signed(head(size), one, time=seconds).lines
    return line.text.encode()


FORGED = Line(name=COSIGNER.key.name, id=COSIGNER.key.id, signature=bytes(72)).text.encode()


@pytest.mark.parametrize(
    ("answers", "why"),
    [
        ([http("200 OK")], "no empty line|no line of the key"),
        ([http("200 OK", line_of(COSIGNER, 8))], "does not hold"),
        ([http("200 OK", FORGED)], "does not hold"),
        ([http("200 OK", line_of(COSIGNER) + FORGED)], "does not hold"),
        ([http("200 OK", line_of(STRANGER))], "no line of the key"),
        ([http("200 OK", line_of(COSIGNER, seconds=0))], "no time"),
        ([http("200 OK", line_of(COSIGNER)[:-1])], "whole lines"),
        ([http("200 OK", b"\n" + line_of(COSIGNER))], "no line of the key|no head|three lines"),
        ([http("200 OK", b"more\n\n" + line_of(COSIGNER))], "no line of the key|three lines"),
        ([http("200 OK", b"\xff" * 9)], "UTF-8"),
        ([http("200 OK", bytes(ANSWER_BYTES_MAX + 1))], "more than"),
        ([http("204 No Content")], "answered 204"),
        ([http("302 Found", b"", "location: http://127.0.0.1:1/")], "answered 302"),
        ([http("307 Temporary", b"", "location: http://127.0.0.1:1/")], "answered 307"),
        ([http("500 Oh", b"\x1b[31mred")], r"answered 500, '\\x1b"),
        ([http("409 Conflict")], "names no size"),
        ([http("409 Conflict", b"3")], "names no size"),
        ([http("409 Conflict", b"03\n")], "decimal"),
        ([http("409 Conflict", b"\xff\n")], "utf-8"),
        ([http("409 Conflict", b"0\n")], "names itself"),
        ([http("409 Conflict", b"8\n")], "cosigned a head of 8 already"),
        ([http("409 Conflict", b"3\n")] * 2, "names itself"),
        ([http("409 Conflict", b"%d\n" % size) for size in (3, 4, 5, 6)], "kept moving"),
        ([b"HTTP/1.1 nonsense\r\n\r\n"], "nonsense"),
        ([b"SSH-2.0-other\r\n"], "SSH"),
        ([b""], "closed connection"),
        ([b"HTTP/1.1 200 OK\r\n" + b"x: y\r\n" * 200 + b"\r\n"], "headers"),
        ([b"HTTP/1.1 200 OK\r\nx: " + b"y" * 70_000], "too long|header line"),
    ],
)
def test_a_witness_that_lies_or_fails_gives_nothing(answers: list[bytes], why: str) -> None:
    with (
        listening(*answers) as url,
        pytest.raises(UnavailableError, match=f"witness W gave no cosignature: .*({why})"),
    ):
        ask_witness(known(url), NOTE, proofs(7), seconds=2)


def test_lines_of_others_are_ignored_in_an_answer() -> None:
    with listening(http("200 OK", line_of(STRANGER) + line_of(COSIGNER))) as url:
        (line,) = ask_witness(known(url), NOTE, proofs(7))
        assert line.text.encode() == line_of(COSIGNER)


def test_a_witness_has_one_line_in_a_note_and_no_more() -> None:
    """A note has room for so many: none may take up the room of the others."""
    times = range(1_790_000_000, 1_790_000_120)
    lines = b"".join(line_of(COSIGNER, seconds=at) for at in times)
    with listening(http("200 OK", lines)) as url:
        (line,) = ask_witness(known(url), NOTE, proofs(7))
    assert line.text.encode() == line_of(COSIGNER, seconds=times[-1])


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "ftp://127.0.0.1/",
        "127.0.0.1:80",
        "http://",
        "http://127.0.0.1:99999/",
        "http://127.0.0.1:x/",
        "http://user:secret@127.0.0.1/",
        "http://127.0.0.1/?a=b",
        "http://127.0.0.1/#a",
        "http://[::1/",
        "http://127.0.0.1:1/a b",
        "http://127.0.0.1:1/a\r\nx: y",
        "http://a..b/",
        f"http://{'x' * 300}/",
    ],
)
def test_an_address_that_is_none_is_a_failure_with_a_name(url: str | None) -> None:
    witness = KnownWitness(name="W", key=COSIGNER.key, url=url)
    with pytest.raises(UnavailableError, match="witness W gave no cosignature"):
        ask_witness(witness, NOTE, proofs(7), seconds=2)


def test_a_witness_that_is_not_there_is_a_failure() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    for scheme in ("http", "https"):
        with pytest.raises(UnavailableError, match="refused"):
            ask_witness(known(f"{scheme}://127.0.0.1:{port}"), NOTE, proofs(7))


def test_a_witness_that_does_not_speak_tls_is_a_failure() -> None:
    with (
        listening(http("200 OK", line_of(COSIGNER))) as url,
        pytest.raises(UnavailableError, match="gave no cosignature"),
    ):
        ask_witness(known(url.replace("http:", "https:")), NOTE, proofs(7), seconds=SHORT_S)


def test_a_note_that_is_no_head_is_not_sent() -> None:
    with pytest.raises(UnavailableError, match="gave no cosignature"):
        ask_witness(known("http://127.0.0.1:1"), b"text\n", proofs(7))


@pytest.mark.parametrize(
    "answers", [(), (b"HTTP/1.1 200 OK\r\ncontent-length: 9999\r\n\r\n" * 9,)]
)
def test_a_witness_that_takes_its_time_is_left_alone(answers: tuple[bytes, ...]) -> None:
    """A byte now and then does not keep it going."""
    with listening(*answers, drip=0.1) as url:
        started = time.monotonic()
        with pytest.raises(UnavailableError, match="witness W"):
            ask_witness(known(url), NOTE, proofs(7), seconds=SHORT_S)
        assert time.monotonic() - started < SHORT_S + 1


# Many at once.


def test_what_came_in_time_is_returned_and_the_silent_are_named(served: Running) -> None:
    with (
        listening() as silent,
        listening(b"HTTP/1.1 200 OK\r\n" * 99, drip=0.1) as slow,
        listening(http("200 OK", FORGED)) as liar,
    ):
        witnesses = [
            KnownWitness(name="good", key=served.key, url=served.url),
            KnownWitness(name="silent", key=COSIGNER.key, url=silent),
            KnownWitness(name="slow", key=COSIGNER.key, url=slow),
            KnownWitness(name="liar", key=COSIGNER.key, url=liar),
            KnownWitness(name="nowhere", key=COSIGNER.key),
        ]
        started = time.monotonic()
        asking = HttpWitnesses(seconds=SHORT_S)
        lines, silent_ones = asking.cosigned(witnesses, NOTE, proofs(7), lambda _note: False)
        assert time.monotonic() - started < SHORT_S + 1
    (line,) = lines
    (read,) = read_checkpoint(Checkpoint(head=head(7)).raw + line).lines
    assert signed_at(Checkpoint(head=head(7)), served.key, read)
    assert [sentence.split()[1] for sentence in silent_ones] == [
        *("silent", "slow", "liar", "nowhere"),
    ]


def test_nobody_waits_for_a_slow_witness_once_there_are_enough(served: Running) -> None:
    with listening() as silent:
        witnesses = [
            KnownWitness(name="good", key=served.key, url=served.url),
            KnownWitness(name="silent", key=COSIGNER.key, url=silent),
        ]
        started = time.monotonic()
        asking = HttpWitnesses(seconds=PATIENCE_S, grace_s=0.1)
        lines, _ = asking.cosigned(witnesses, NOTE, proofs(7), lambda _note: True)
        assert time.monotonic() - started < PATIENCE_S / 2
        assert len(lines) == 1
        _, told = asking.cosigned(witnesses[1:], NOTE, proofs(7), lambda _note: True)
    assert told == ["witness silent is still being asked"]


def test_nobody_is_asked_where_there_is_nobody() -> None:
    assert HttpWitnesses().cosigned([], NOTE, proofs(7), lambda _note: False) == ([], [])
