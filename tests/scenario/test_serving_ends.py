"""How a real server ends under load, and what it does with connections that only wait."""

import asyncio
import signal
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from http import HTTPStatus
from http.client import HTTPConnection, RemoteDisconnected
from os import kill
from pathlib import Path

import httpx
import pytest
from tests.scenario.harness import COSE, PATIENCE_S, until
from tests.scenario.ledger_harness import (
    MAKER,
    Program,
    Serving,
    crowd,
    lot,
    opened,
    raws,
    server,
)

from comptrol.client import Accepted, AsyncClient, Patience
from comptrol.entrypoints.api.connections import HEAD_BYTES_MAX, HEAD_SECONDS_MAX

LINGERS = {"COMPTROL_DRAIN_S": "8"}
SENDERS = 6


class Load:
    """Several clients that each send one statement after another, until the server goes."""

    def __init__(self, url: str, letters: list[list[bytes]]) -> None:
        self.url, self.acknowledged, self.cut = url, list[bytes](), list[str]()
        self._threads = [
            threading.Thread(target=self._send, args=(it,), daemon=True) for it in letters
        ]
        for thread in self._threads:
            thread.start()

    def _send(self, letters: list[bytes]) -> None:
        place = httpx.URL(self.url)
        for raw in letters:
            line = HTTPConnection(place.host, place.port, timeout=PATIENCE_S)
            try:
                line.request("POST", "/statements", raw, COSE)
                answer = line.getresponse()
                told = answer.read()
            except RemoteDisconnected:
                self.cut.append("a connection that was taken ended without an answer")
                return
            except ConnectionError:
                return  # it takes nobody more: who stood in the kernel's queue is sent away
            finally:
                line.close()
            if answer.status != HTTPStatus.CREATED:
                self.cut.append(told.decode())
                return
            self.acknowledged.append(raw)

    def over(self) -> None:
        for thread in self._threads:
            thread.join(PATIENCE_S)
            assert not thread.is_alive()


def test_whatever_is_in_hand_is_answered_and_all_that_was_acknowledged_is_there(
    folder: Path,
) -> None:
    makers = crowd(folder, SENDERS)
    with opened(folder) as platform:
        voices = [platform.speaker(it) for it in makers]
        letters = [
            [voice.envelope(lot(f"l-{n}-{it}"), it + 1) for it in range(1500)]
            for n, voice in enumerate(voices)
        ]
    with server(folder, environment=LINGERS) as it:
        load = Load(str(it.client.base_url), letters)
        until(lambda: len(load.acknowledged) > 60)
        kill(it.program.pid, signal.SIGTERM)
        until(lambda: it.client.get("/health/ready").status_code == 503)
        told = it.client.get("/health/ready")
        assert told.json() == {"ready": False, "reasons": ["the server was told to end"]}
        assert told.headers["connection"] == "close"
        seen = len(load.acknowledged)
        until(lambda: len(load.acknowledged) > seen)  # whoever comes now is still answered
        assert it.program.ended() == 0
        load.over()
    assert load.cut == []
    logged = set(raws(folder))
    assert len(load.acknowledged) > 60
    assert [raw for raw in load.acknowledged if raw not in logged] == []


def test_a_second_signal_ends_it_at_once(folder: Path) -> None:
    with server(folder, environment={"COMPTROL_DRAIN_S": "600"}) as it:
        kill(it.program.pid, signal.SIGTERM)
        until(lambda: it.client.get("/health/ready").status_code == 503)
        kill(it.program.pid, signal.SIGTERM)
        assert it.program.ended() == -signal.SIGTERM


def test_a_body_that_never_comes_holds_the_end_up_only_so_long(folder: Path) -> None:
    with server(folder, environment={"COMPTROL_DRAIN_S": "1"}) as it:
        place = it.client.base_url.host, it.client.base_url.port or 0
        with socket.create_connection(place, PATIENCE_S) as line:
            line.sendall(
                b"POST /statements HTTP/1.1\r\nhost: a\r\ncontent-type: application/cose\r\n"
                b"content-length: 100\r\n\r\nx"
            )
            until(lambda: it.client.get("/health/live").status_code == 200)
            kill(it.program.pid, signal.SIGTERM)
            assert it.program.ended() == 0


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    from tests.scenario.harness import comptrol  # noqa: PLC0415

    folder = tmp_path_factory.mktemp("standing") / "data"
    assert comptrol("demo", "--data", folder, "--json").code == 0
    with server(folder) as it:
        yield it


def line_to(standing: Serving) -> socket.socket:
    place = standing.client.base_url.host, standing.client.base_url.port or 0
    return socket.create_connection(place, PATIENCE_S)


def all_of(line: socket.socket) -> bytes:
    """Return what comes until the other end closes."""
    heard = b""
    with suppress(ConnectionResetError):
        while chunk := line.recv(65536):
            heard += chunk
    return heard


def test_a_head_that_drips_is_given_up_while_others_are_answered(standing: Serving) -> None:
    lines = [line_to(standing) for _ in range(200)]
    begun = time.monotonic()
    for number, line in enumerate(lines):
        if number % 2:
            line.sendall(b"GET /health HTTP/1.1\r\nhost: a\r\nx-slow: ")
    while time.monotonic() - begun < HEAD_SECONDS_MAX / 2:
        for line in lines[1::2]:
            line.sendall(b"a")
        assert standing.client.get("/health/live").status_code == 200
        time.sleep(0.5)
    for number, line in enumerate(lines):
        line.settimeout(PATIENCE_S)
        heard = all_of(line)
        assert heard.startswith(b"HTTP/1.1 408 ") if number % 2 else heard == b""
        line.close()
    assert standing.client.get("/health/live").status_code == 200


@pytest.mark.parametrize(
    "head",
    [
        pytest.param(
            b"GET /health HTTP/1.1\r\nhost: a\r\nx: " + b"a" * HEAD_BYTES_MAX + b"\r\n\r\n",
            id="a header",
        ),
        pytest.param(
            b"GET /health HTTP/1.1\r\nhost: a\r\n" + b"x: y\r\n" * HEAD_BYTES_MAX + b"\r\n",
            id="headers",
        ),
        pytest.param(
            b"GET /" + b"a" * HEAD_BYTES_MAX + b" HTTP/1.1\r\nhost: a\r\n\r\n", id="an address"
        ),
        pytest.param(
            b"GET /health HTTP/1.1\r\nhost: a\r\nx: " + b"a" * 8 * HEAD_BYTES_MAX * 8,
            id="and no end",
        ),
    ],
)
def test_a_head_may_be_only_so_large(standing: Serving, head: bytes) -> None:
    with line_to(standing) as line:
        with suppress(OSError):  # it may close before it has heard all of it
            line.sendall(head)
        heard = all_of(line)
        assert heard == b"" or heard.startswith(b"HTTP/1.1 431 ")
    assert standing.client.get("/health/live").status_code == 200


def test_what_a_client_may_well_send_is_taken(standing: Serving) -> None:
    headers = {"x-long": "a" * (HEAD_BYTES_MAX - 1024)}
    for _ in range(3):
        assert standing.client.get("/health/live", headers=headers).status_code == 200


@pytest.mark.parametrize(
    ("headers", "more"),
    [(b"", b"\r\n"), (b"content-length: 9\r\n", b"x"), (b"transfer-encoding: chunked\r\n", b"9")],
)
def test_what_comes_after_an_answer_and_is_no_request_holds_no_connection(
    standing: Serving, headers: bytes, more: bytes
) -> None:
    with line_to(standing) as line:
        line.sendall(b"GET /health/live HTTP/1.1\r\nhost: a\r\n" + headers + b"\r\n")
        line.settimeout(PATIENCE_S)
        assert line.recv(1024).startswith(b"HTTP/1.1 200 OK")
        line.sendall(more)
        all_of(line)  # it ends


def test_an_idle_connection_is_closed(standing: Serving) -> None:
    with line_to(standing) as line:
        line.sendall(b"GET /health/live HTTP/1.1\r\nhost: a\r\n\r\n")
        line.settimeout(PATIENCE_S)
        heard = all_of(line)
        assert heard.startswith(b"HTTP/1.1 200 OK")
        assert b"connection: close" not in heard


def test_the_client_waits_as_long_as_it_is_asked_to(folder: Path) -> None:
    """Over its quota it is told so, comes again, and in the end everything is said once."""
    quota = {"COMPTROL_QUOTA_STATEMENTS_PER_S": "10", "COMPTROL_QUOTA_BURST_S": "1"}
    with server(folder, environment=quota) as it:

        async def say() -> list[object]:
            key = folder / "keys" / f"{MAKER}.key"
            url, patience = str(it.client.base_url), Patience(tries=10, seconds=60)
            async with AsyncClient(url, MAKER, key, patience=patience) as client:
                said = [await client.say(lot(f"q-{number}")) for number in range(25)]
            return list(said)

        answers = asyncio.run(say())
        assert all(isinstance(answer, Accepted) for answer in answers)
        figures = it.client.get("/metrics").text
        assert 'comptrol_over_quota_requests_total{quota="statements"}' in figures
        assert "comptrol_statements_accepted_total 25.0" in figures


def test_too_many_connections_are_turned_away_and_those_before_go_on(folder: Path) -> None:
    """Asked of a server that takes fewer: two thousand is more than a test may open."""
    program = (
        "from comptrol.entrypoints.api import connections;"
        "connections.CONNECTIONS_MAX = 20;"
        "from comptrol.entrypoints.cli.app import main;"
        "import sys; main(sys.argv[1:])"
    )
    from sys import executable  # noqa: PLC0415

    with server(folder, command=(executable, "-c", program)) as it:
        assert isinstance(it.program, Program)
        assert it.client.get("/health/live").status_code == 200
        lines = [line_to(it) for _ in range(30)]
        turned = 0
        for line in lines[-5:]:
            line.settimeout(PATIENCE_S)
            turned += all_of(line).startswith(b"HTTP/1.1 503 ")
        assert turned == 5
        assert it.client.get("/health/live").status_code == 200
        for line in lines:
            line.close()
