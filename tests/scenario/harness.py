"""How a scenario calls the command line and serves the API: the real ones, on loopback."""

import io
import socket
import threading
import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import msgspec
import pytest
import uvicorn

from comptrol.bootstrap import Platform, open_platform
from comptrol.entrypoints.api.app import create_app
from comptrol.entrypoints.cli.app import main
from comptrol.flow.ports import Clock
from comptrol.flow.speech import Speaker
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.statement import Statement

PATIENCE_S = 60
COSE = {"content-type": "application/cose"}
SEQUENCE = {"content-type": "application/cbor-seq"}
JSON = {"content-type": "application/json"}
PROBLEM = "application/problem+json"


class Ran(NamedTuple):
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Return the one object on standard output."""
        (line,) = self.out.splitlines()
        return msgspec.json.decode(line)

    @property
    def lines(self) -> list[Any]:
        """Return the objects on standard output, one to a line."""
        return [msgspec.json.decode(line) for line in self.out.splitlines()]


def comptrol(*arguments: object) -> Ran:
    """Run the command line in this process."""
    out, err = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.TextIOWrapper(io.BytesIO(), "utf-8")
    with redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit) as ended:
        main([str(argument) for argument in arguments])
    written = []
    for stream in (out, err):
        stream.flush()
        stream.seek(0)
        written.append(stream.read())
    return Ran(int(ended.value.code or 0), *written)


def size(folder: Path) -> int:
    """Return how many entries the log in a data folder has."""
    platform = open_platform(folder, processes=0)
    try:
        return platform.store.size()
    finally:
        platform.close()


class Served(NamedTuple):
    """A platform that is being served, and a client of it."""

    platform: Platform
    client: httpx.Client
    url: str

    def voice(self, party: str) -> Speaker:
        """Return the voice of a party whose key is in the data folder."""
        return self.platform.speaker(PartyId(party))

    def sign(self, party: str, *said: Statement) -> list[bytes]:
        """Return statements in envelopes, under the party's next numbers."""
        voice = self.voice(party)
        start = self.platform.store.sequence(self.platform.keyring.of(PartyId(party)).key) + 1
        return [voice.envelope(one, start + index) for index, one in enumerate(said)]

    def post(self, raw: bytes) -> httpx.Response:
        """Send one envelope."""
        return self.client.post("/statements", content=raw, headers=COSE)

    def batch(self, raws: Sequence[bytes]) -> httpx.Response:
        """Send many envelopes as a CBOR sequence."""
        return self.client.post("/statements/batch", content=b"".join(raws), headers=SEQUENCE)

    def ask(self, path: str, body: Any) -> httpx.Response:
        """Ask a question that takes a body: an object, or bytes as they are."""
        raw = body if isinstance(body, bytes) else msgspec.json.encode(body)
        return self.client.post(path, content=raw, headers=JSON)


@contextmanager
def serving(
    folder: Path, *, watch_every_s: int | None = None, clock: Clock | None = None
) -> Generator[Served]:
    """Serve a data folder with a real server on a free port of loopback."""
    platform = open_platform(folder, processes=0, clock=clock)
    listening = socket.create_server(("127.0.0.1", 0), backlog=128)
    app = create_app(platform, watch_every_s=watch_every_s)
    server = uvicorn.Server(uvicorn.Config(app, log_level="critical", timeout_graceful_shutdown=2))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    thread.start()
    try:
        until(lambda: server.started)
        with httpx.Client(base_url=url, timeout=PATIENCE_S, trust_env=False) as client:
            yield Served(platform, client, url)
    finally:
        server.should_exit = True
        thread.join(PATIENCE_S)
        listening.close()
        platform.close()
    assert not thread.is_alive(), "the server ends when it is told to"


def free_port() -> int:
    """Return a port of loopback that nobody has, for a program that is told where to listen."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
    return port


def until(true: Any, patience_s: float = PATIENCE_S) -> None:
    """Wait until something is true, but not for ever."""
    end = time.monotonic() + patience_s
    while not true():
        assert time.monotonic() < end, "it did not come true in time"
        time.sleep(0.01)


def problem(response: httpx.Response, status: int) -> dict[str, Any]:
    """Return the problem document (RFC 9457), which must be whole and of this status."""
    assert response.status_code == status, response.text[:500]
    assert response.headers["content-type"] == PROBLEM
    told: dict[str, Any] = response.json()
    assert told["status"] == status
    assert told["type"]
    assert told["title"]
    assert told["detail"]
    return told
