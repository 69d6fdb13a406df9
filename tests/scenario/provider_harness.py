"""How a scenario plays a provider: an authority that comes and goes, and a line that breaks."""

import socket
import threading
from collections.abc import Generator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from tests.scenario.harness import PATIENCE_S, free_port, until

from comptrol.bootstrap import Platform, created, found, open_platform, site_statements
from comptrol.domains.law import Policy, Posture, Rulebooks
from comptrol.entrypoints.agents.gate import GateSettings, LeasedDesk
from comptrol.entrypoints.agents.gate.app import create_app as gate_app
from comptrol.entrypoints.api.app import create_app
from comptrol.entrypoints.demo.stage import Stage
from comptrol.flow.ports import Clock
from comptrol.kernel.finding import Answer, Receipt
from comptrol.kernel.identifiers import CountryCode, PartyId
from comptrol.kernel.statement import Statement


def opened(folder: Path) -> None:
    """Make a log: the shipped chips and sites, a rulebook, and the cast of the demonstration."""
    with created(folder, processes=0) as platform:
        found(platform, name="The authority", country=CountryCode("SG"))
        stage = Stage(platform)
        choice: dict[str, Any] = {
            "posture": Posture.ENFORCED,
            "policy": Policy.RENTAL_PARITY,
            "by": "a test",
        }
        book = platform.references.of(Rulebooks).default
        said = [platform.adopt(book, {**choice, "reason": "for a test"}), *stage.enrol_cast()]
        said += platform.speaker(PartyId("authority")).say_all(list(site_statements()))
        assert all(isinstance(answer, Receipt) for answer in said), said


class Authority:
    """A real server over a data folder on one port of loopback, begun and ended at will."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.platform: Platform | None = None

    def begin(self) -> None:
        """Open the folder and serve it."""
        self.platform = open_platform(self.folder, processes=0)
        self._listening = socket.create_server(("127.0.0.1", self.port), backlog=128)
        config = uvicorn.Config(
            create_app(self.platform), log_level="critical", timeout_graceful_shutdown=1
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [self._listening]}, daemon=True
        )
        self._thread.start()
        until(lambda: self._server.started)

    def end(self) -> None:
        """Stop serving, and let go of the folder."""
        if self.platform is None:
            return
        self._server.should_exit = self._server.force_exit = True
        self._thread.join(PATIENCE_S)
        self._listening.close()
        self.platform.close()
        self.platform = None

    def says(self, party: str, statement: Statement) -> Answer:
        """Let somebody else say something."""
        assert self.platform is not None
        return self.platform.speaker(PartyId(party)).say(statement)

    def key(self, party: str) -> Path:
        """Return the file with a party's key."""
        return self.folder / "keys" / f"{party}.key"

    def size(self) -> int:
        """Return how many entries the log has."""
        assert self.platform is not None
        return self.platform.store.size()


@contextmanager
def authority(folder: Path) -> Generator[Authority]:
    """Serve a data folder."""
    served = Authority(folder)
    served.begin()
    try:
        yield served
    finally:
        served.end()


class Relay:
    """Stands between a client and a server, and breaks what it is told to break.

    ``faults`` are taken one to a request: ``before`` breaks the connection before the request was
    passed on, ``after`` when the server has answered it, ``busy`` answers 503 itself,
    ``busy-after`` the same when the server has taken the request, and ``slow`` answers too late.
    """

    def __init__(self, to: str) -> None:
        self.to, self.faults, self.seen = to, list[str](), list[tuple[str, bytes]]()
        self.released = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._taking())
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._client = httpx.Client(timeout=PATIENCE_S, trust_env=False)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        """End it."""
        self.released.set()
        self._server.shutdown()
        self._server.server_close()
        self._client.close()

    def _taking(self) -> type[BaseHTTPRequestHandler]:
        relay = self

        class Taking(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                relay.pass_on(self)

            def do_POST(self) -> None:
                relay.pass_on(self)

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        return Taking

    def pass_on(self, request: BaseHTTPRequestHandler) -> None:
        """Pass a request on and the answer back, or break either."""
        body = request.rfile.read(int(request.headers.get("content-length", "0")))
        self.seen.append((request.path, body))
        fault = self.faults.pop(0) if self.faults else ""
        if fault == "before":
            request.close_connection = True
            return
        if fault == "busy":
            _answer(request, 503, "text/plain", b"later")
            return
        reply = self._client.request(
            request.command,
            self.to + request.path,
            content=body,
            headers={k: v for k, v in request.headers.items() if k.lower() != "host"},
        )
        if fault == "after":
            request.close_connection = True
            return
        if fault == "slow":
            self.released.wait(PATIENCE_S)
            request.close_connection = True
            return
        if fault == "busy-after":
            _answer(request, 503, "text/plain", b"later")
            return
        _answer(request, reply.status_code, reply.headers["content-type"], reply.content)


def _answer(request: BaseHTTPRequestHandler, status: int, kind: str, body: bytes) -> None:
    with suppress(OSError):  # whoever asked has hung up
        request.send_response(status)
        request.send_header("content-type", kind)
        request.send_header("content-length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)


@contextmanager
def relay(to: str) -> Generator[Relay]:
    """Stand between a client and a server."""
    standing = Relay(to)
    try:
        yield standing
    finally:
        standing.close()


class Gate:
    """A provider's own gate as a real server on loopback, begun and ended at will."""

    def __init__(self, settings: GateSettings, clock: Clock | None = None) -> None:
        self.settings, self.clock = settings, clock

    def begin(self) -> "Gate":
        """Open its folder and serve it."""
        self.desk = LeasedDesk(self.settings, clock=self.clock)
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        config = uvicorn.Config(
            gate_app(self.desk), log_level="critical", timeout_graceful_shutdown=2
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [self._listening]}, daemon=True
        )
        self._thread.start()
        until(lambda: self._server.started)
        self.client = httpx.Client(base_url=self.url, timeout=PATIENCE_S, trust_env=False)
        return self

    def end(self) -> None:
        """Stop serving, and let go of the folder."""
        self.client.close()
        self._server.should_exit = True
        self._thread.join(PATIENCE_S)
        self._listening.close()
        assert not self._thread.is_alive()

    def again(self) -> None:
        """End it, and begin it anew."""
        self.end()
        self.begin()

    def health(self) -> dict[str, Any]:
        """Return how it says that it is doing."""
        told: dict[str, Any] = self.client.get("/health").json()
        return told

    def filed(self) -> None:
        """Wait until the authority has been told everything."""
        until(lambda: self.health()["unfiled"] == 0)


@contextmanager
def gate(settings: GateSettings, clock: Clock | None = None) -> Generator[Gate]:
    """Serve a provider's own gate."""
    served = Gate(settings, clock).begin()
    try:
        yield served
    finally:
        served.end()
