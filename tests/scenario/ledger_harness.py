"""How a scenario grows, publishes and serves a log, and runs the installed command beside it."""

import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path
from queue import Empty, SimpleQueue
from time import monotonic
from typing import Any, NamedTuple

import httpx
import pytest
import uvicorn
from tests.scenario.harness import PATIENCE_S, Ran, Served, until

from comptrol import verify_ledger
from comptrol.adapters.signing_keys import SigningKey, signing_keys
from comptrol.bootstrap import (
    AUTHORITY,
    POLICY,
    PUBLISHED,
    SIGNER,
    Platform,
    checked,
    open_platform,
    policy_of,
    publisher,
)
from comptrol.domains.chips import ModelId
from comptrol.domains.parties import Enrolled
from comptrol.domains.registry import LotId, Made, SerialRange
from comptrol.entrypoints.api.app import create_app
from comptrol.flow.fsck import Fsck
from comptrol.flow.publishing import CHECKPOINT, PublishedHead, Publisher
from comptrol.kernel.finding import Receipt
from comptrol.kernel.identifiers import CountryCode, PartyId, PublicKey
from comptrol.kernel.ledger.checkpoint import Checkpoint, Head, read_checkpoint
from comptrol.kernel.ledger.cosignature import sign_checkpoint
from comptrol.kernel.ledger.edge import Edge
from comptrol.kernel.ledger.policy import Policy
from comptrol.kernel.ledger.tile import ENTRIES, WIDTH, Place, bundle
from comptrol.kernel.ledger.tree import leaf_hash
from comptrol.kernel.roles import Role

COMPTROL = Path(sys.executable).parent / "comptrol"
ROOT = Path(__file__).parents[2]
MAKER = PartyId("northbridge-silicon")
ORIGIN = "comptrol.example/demonstration"
VERIFIER = Path(verify_ledger.__file__)
NOTHING: Mapping[str, str] = {}
PLACE = re.compile(r"https?://127\.0\.0\.1:([0-9]+)")


# -- a log in a folder ------------------------------------------------------------------------


@contextmanager
def opened(folder: Path) -> Generator[Platform]:
    """Lend the platform over a data folder."""
    with closing(open_platform(folder, processes=0)) as platform:
        yield platform


def lot(name: str) -> Made:
    """Return what a maker says of a lot of its own."""
    serials = SerialRange(prefix=f"{name}-", first=1, last=4, digits=3)
    model = ModelId("nvidia-h100-sxm5-80gb")
    return Made(lot=LotId(name), model=model, serials=(serials,), on=date(2026, 1, 2))


def grown(folder: Path, *names: str) -> list[Receipt]:
    """Let the log take one statement to a name, each in a batch of its own."""
    with opened(folder) as platform:
        answers = [platform.speaker(MAKER).say(lot(name)) for name in names]
    assert all(isinstance(answer, Receipt) for answer in answers), answers
    return [answer for answer in answers if isinstance(answer, Receipt)]


def crowd(folder: Path, count: int) -> list[PartyId]:
    """Enrol so many makers, each with a key in the data folder."""
    makers = [PartyId(f"maker-{number}") for number in range(count)]
    with opened(folder) as platform:
        keys = [PublicKey(platform.keyring.create(maker).key.hex()) for maker in makers]
        said = [
            Enrolled(
                party=maker, name=maker, country=CountryCode("US"), roles=(Role.MAKER,), key=key
            )
            for maker, key in zip(makers, keys, strict=True)
        ]
        for answer in platform.speaker(AUTHORITY).say_all(said):
            assert isinstance(answer, Receipt), answer
    return makers


def published(folder: Path) -> PublishedHead:
    """Publish the log once."""
    with opened(folder) as platform, publisher(platform, folder) as made:
        return made.publish()


def head_of(folder: Path) -> Head:
    """Return the head that is published."""
    return read_checkpoint((folder / PUBLISHED / CHECKPOINT).read_bytes()).head


def fsck(folder: Path) -> Fsck:
    """Derive everything anew that is stored in a data folder."""
    with closing(open_platform(folder, processes=0, any_head=True)) as platform:
        return checked(platform, folder)


def raws(folder: Path) -> list[bytes]:
    """Return the log, entry by entry."""
    with opened(folder) as platform:
        return [logged.raw for logged in platform.store.entries()]


# -- heads and files made by hand, with the log's own keys ------------------------------------


def signed_by(keys: Iterable[SigningKey], at: Head, *, time: int = 0) -> bytes:
    """Return a head as whoever has the keys can sign it, true or not."""
    note = Checkpoint(head=at)
    lines = [sign_checkpoint(note, key.public, key.sign, time=time) for key in keys]
    return note.with_lines(*lines).raw


def laid_out(into: Path, folder: Path, entries: Sequence[bytes]) -> Path:
    """Publish entries of one's own making, under the keys of a log: bundles and a head."""
    root = Edge().grown([leaf_hash(raw) for raw in entries])[0].peaks().root()
    for start in range(0, len(entries), WIDTH):
        part = entries[start : start + WIDTH]
        path = into / Place(ENTRIES, start // WIDTH, len(part)).path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(bundle(part))
    at = Head(origin=ORIGIN, size=len(entries), root=root)
    (into / CHECKPOINT).write_bytes(signed_by(signing_keys(folder / SIGNER), at))
    return into


def with_byte_turned(raw: bytes, at: int = 0) -> bytes:
    """Return bytes of which one is another."""
    at %= len(raw)
    return raw[:at] + bytes((raw[at] ^ 1,)) + raw[at + 1 :]


def turn_byte(path: Path, at: int = 0) -> None:
    """Turn a byte of a file."""
    path.write_bytes(with_byte_turned(path.read_bytes(), at))


# -- served in this process -------------------------------------------------------------------


class Publishing(NamedTuple):
    """A log that is served and published, what publishes it, and a client."""

    served: Served
    publisher: Publisher
    folder: Path

    @property
    def client(self) -> httpx.Client:
        """Return the client."""
        return self.served.client

    def head(self) -> Head:
        """Return the head that is final now."""
        return read_checkpoint(self.client.get("/checkpoint").content).head

    def get(self, path: str) -> tuple[int, bytes]:
        """Ask for a path as it is written, which a client might mend."""
        connection = HTTPConnection(self.client.base_url.host, self.client.base_url.port or 0)
        with closing(connection):
            connection.request("GET", path)
            response = connection.getresponse()
            return response.status, response.read()

    def say(self, name: str) -> dict[str, Any]:
        """Let the maker say one thing; return the answer, which must be a receipt."""
        response = self.served.post(*self.served.sign(MAKER, lot(name)))
        assert response.status_code == 201, response.text
        told: dict[str, Any] = response.json()
        return told


@contextmanager
def publishing(folder: Path) -> Generator[Publishing]:
    """Serve a data folder and publish its log, in threads of this process."""
    with (
        opened(folder) as platform,
        publisher(platform, folder) as made,
        closing(socket.create_server(("127.0.0.1", 0), backlog=128)) as listening,
    ):
        app = create_app(platform, made)
        config = uvicorn.Config(app, log_level="critical", timeout_graceful_shutdown=2)
        running = uvicorn.Server(config)
        sockets = {"sockets": [listening]}
        thread = threading.Thread(target=running.run, kwargs=sockets, daemon=True)
        url = "http://{}:{}".format(*listening.getsockname())
        thread.start()
        try:
            until(lambda: running.started)
            with httpx.Client(base_url=url, timeout=PATIENCE_S, trust_env=False) as client:
                yield Publishing(Served(platform, client, url), made, folder)
        finally:
            running.should_exit = True
            thread.join(PATIENCE_S)
        assert not thread.is_alive(), "the server ends when it is told to"


# -- programs ---------------------------------------------------------------------------------


def verified(*arguments: object, program: Path = VERIFIER, flags: str = "-I") -> Ran:
    """Run the verifier by itself: a plain interpreter, nothing of ours to import."""
    command = [sys.executable, flags, str(program), *map(str, arguments)]
    done = subprocess.run(  # noqa: S603  (our own file, with the interpreter that runs the tests)
        command, capture_output=True, check=False, timeout=60, text=True, cwd="/"
    )
    return Ran(done.returncode, done.stdout, done.stderr)


class Program:
    """A command that serves until it is ended, as a process of its own."""

    def __init__(
        self,
        *arguments: object,
        command: Sequence[str] = (str(COMPTROL),),
        environment: Mapping[str, str] = NOTHING,
    ) -> None:
        self._process = subprocess.Popen(  # noqa: S603  (the installed command)
            [*command, *map(str, arguments)],
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env={**os.environ, "COMPTROL_DRAIN_S": "3", **environment},  # noqa: TID251
        )
        self.pid = self._process.pid
        self.said: list[str] = []
        self._lines: SimpleQueue[str] = SimpleQueue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self._process.stderr is not None
        for line in self._process.stderr:
            self._lines.put(line)

    def line(self, wanted: str) -> str:
        """Return the first line on standard error from here on that has a word."""
        end = monotonic() + PATIENCE_S
        while True:
            try:
                line = self._lines.get(timeout=max(end - monotonic(), 0))
            except Empty:
                self.kill()
                pytest.fail(f"it never said {wanted!r}, but {self.said}")
            self.said.append(line)
            if wanted in line:
                return line

    def url(self) -> str:
        """Return where it serves, once it says so."""
        found = PLACE.search(self.line("://127.0.0.1:"))
        assert found is not None
        return found.group(0)

    def children(self) -> list[int]:
        """Return the processes that it has started, and those that they have."""
        return list(_children(self.pid))

    def ended(self) -> int:
        """Wait until it has ended, and return its exit code."""
        try:
            return self._process.wait(PATIENCE_S)
        finally:
            self.kill()

    def stop(self) -> int:
        """End it as an operator does."""
        self._process.terminate()
        return self.ended()

    def kill(self) -> None:
        """End it as a power cut does."""
        self._process.kill()
        self._process.wait(PATIENCE_S)
        self._reader.join(PATIENCE_S)
        assert not self._reader.is_alive(), "nobody whom it has started outlives it"
        assert self._process.stderr is not None
        self._process.stderr.close()


class Serving(NamedTuple):
    """A server in a process of its own, and a client of it."""

    program: Program
    client: httpx.Client

    @property
    def health(self) -> dict[str, object]:
        """Return what the server tells of itself, whatever its status."""
        told: dict[str, object] = self.client.get("/health").json()
        return told


def _children(pid: int) -> Iterator[int]:
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in map(int, task.read_text().split()):
            yield child
            yield from _children(child)


@contextmanager
def server(
    folder: Path,
    *,
    command: Sequence[str] = (str(COMPTROL),),
    environment: Mapping[str, str] = NOTHING,
    trusts: ssl.SSLContext | bool = True,
) -> Generator[Serving]:
    """Run `comptrol serve` on a free port; it is killed at the end, if it lives."""
    given = ("--data", folder, "serve", "--port", 0)
    program = Program(*given, command=command, environment=environment)
    try:
        with httpx.Client(
            base_url=program.url(), timeout=PATIENCE_S, trust_env=False, verify=trusts
        ) as client:
            yield Serving(program, client)
    finally:
        program.kill()


class Witness:
    """`comptrol ledger witness` in a process of its own, over a folder that it keeps."""

    def __init__(self, folder: Path, policy: Path, name: str) -> None:
        self.folder, self.name = folder, name
        self._arguments = ("--folder", folder, "--name", name, "--policy", policy)
        self._program = self._begun(0)
        self._port = 0
        self.url = self.key = ""

    def _begun(self, port: int) -> Program:
        return Program("ledger", "witness", *self._arguments, "--port", port)

    def started(self) -> "Witness":
        """Wait until it serves."""
        self.url = self._program.url()
        self._port = int(self.url.rpartition(":")[2])
        self.key = self._program.line("witness ").split()[2]
        return self

    def start(self) -> None:
        """Start it again, where it was before."""
        self._program = self._begun(self._port)
        self.started()

    def stop(self) -> None:
        """End it, if it runs."""
        self._program.stop()

    def kill(self) -> None:
        """End it as a power cut does."""
        self._program.kill()

    @property
    def line(self) -> str:
        """Return how a policy names it."""
        return f"witness {self.name} {self.key} {self.url}"


@contextmanager
def witnesses(within: Path, policy: Path, *names: str) -> Generator[list[Witness]]:
    """Run witnesses, which are started side by side."""
    known = shutil.copy(policy, within / "known-logs")
    begun = [Witness(within / f"witness-{name}", known, name) for name in names]
    try:
        yield [one.started() for one in begun]
    finally:
        for one in begun:
            one.stop()


def wants(folder: Path, count: int, *lines: str) -> None:
    """Let the policy of a data folder want so many of some witnesses."""
    names = " ".join(line.split()[1] for line in lines)
    logs = [line for line in (folder / POLICY).read_text().splitlines() if line[:4] == "log "]
    said = [*logs, *lines, f"group them {count} {names}", "quorum them"]
    (folder / POLICY).write_text("\n".join(said) + "\n")


def believed(folder: Path) -> Policy:
    """Return the policy of a data folder."""
    return policy_of(folder)


def in_future(**by: float) -> datetime:
    """Return a moment after now."""
    return datetime.now(UTC) + timedelta(**by)  # noqa: TID251  (the test is the edge)
