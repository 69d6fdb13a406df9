"""Programs of others that the log is held against, and two witnesses that answer the same table.

They live in an environment of their own: ``make referees``. Without it the tests fail; a check by
somebody else that is skipped in silence is no check.
"""

import re
import subprocess
import threading
import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, Protocol

import msgspec
import pytest
import uvicorn
from tests.ledger_cast import COSIGNER, COSIGNER_DSA, WITNESS, Signer, signer
from tests.scenario.harness import PATIENCE_S, until

from comptrol.adapters.clock_system import SystemClock
from comptrol.adapters.witness_state import FileWitness
from comptrol.entrypoints.witness.app import create_app
from comptrol.kernel.ledger.note import VerifierKey, read_verifier_key

ROOT = Path(__file__).parents[2]
REFEREES = ROOT / ".venv-referees/bin"
LISTENING = re.compile(r"listening on (http://127\.0\.0\.1:[0-9]+)")


def referee(name: str) -> str:
    """Return the path of a program of the referees' environment."""
    path = REFEREES / name
    if not path.is_file():
        pytest.fail(f"{path} is missing: run `make referees`")
    return str(path)


def refereed(name: str, *arguments: object) -> subprocess.CompletedProcess[bytes]:
    """Run a referee to its end, whatever it finds."""
    return subprocess.run(  # noqa: S603  (a pinned program, and words of ours)
        [referee(name), *map(str, arguments)],
        capture_output=True,
        timeout=PATIENCE_S * 2,
        check=False,
    )


class Key:
    """A cosigning key as a witness wants it."""

    def __init__(self, one: Signer) -> None:
        self._one = one

    @property
    def public(self) -> VerifierKey:
        return self._one.key

    def sign(self, to_be_signed: bytes) -> bytes:
        return self._one.sign(to_be_signed)


class Running(Protocol):
    """A witness that is being served."""

    url: str
    key: VerifierKey

    def restart(self) -> None:
        """End the witness, and start it again over what it kept."""


class Ours:
    """Our witness, served by a real server on a free port of loopback."""

    def __init__(self, folder: Path, origins: Sequence[str]) -> None:
        self.folder, self.key, self.url = folder, COSIGNER.key, ""
        self._logs = {origin: [signer(origin).key] for origin in origins}

    def start(self) -> None:
        keys = [Key(COSIGNER), Key(COSIGNER_DSA)]
        witness = FileWitness(self.folder, self._logs, keys, SystemClock())
        config = uvicorn.Config(create_app(witness), port=0, log_level="critical")
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()
        until(lambda: self._server.started)
        (socket_,) = self._server.servers[0].sockets
        self.url = f"http://127.0.0.1:{socket_.getsockname()[1]}"

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(PATIENCE_S)
        assert not self._thread.is_alive()

    def restart(self) -> None:
        self.stop()
        self.start()


class Aics:
    """The witness aics-witness, in a process of its own."""

    def __init__(self, folder: Path, origins: Sequence[str]) -> None:
        self.url = ""
        self._config = ("--config", str(folder / "witness.json"))
        folder.mkdir(parents=True)
        made = refereed("aics-witness", "init", *self._config, "--name", WITNESS)
        assert made.returncode == 0, made.stderr
        self.key = read_verifier_key(made.stdout.decode().split()[-1])
        config = msgspec.json.decode((folder / "witness.json").read_bytes())
        config["logs"] = [{"origin": o, "vkeys": [signer(o).key.text]} for o in origins]
        (folder / "witness.json").write_bytes(msgspec.json.encode(config))

    def start(self) -> None:
        self._process = subprocess.Popen(  # noqa: S603  (a pinned program, and words of ours)
            [referee("aics-witness"), "serve", *self._config, "--listen", "127.0.0.1:0"],
            stderr=subprocess.PIPE,
            text=True,
        )
        said: SimpleQueue[str] = SimpleQueue()
        self._reader = threading.Thread(target=self._read, args=(said,), daemon=True)
        self._reader.start()
        end = time.monotonic() + PATIENCE_S
        while True:
            try:
                line = said.get(timeout=max(end - time.monotonic(), 0))
            except Empty:
                self.stop()
                pytest.fail("aics-witness did not start")
            if found := LISTENING.search(line):
                self.url = found.group(1)
                return

    def _read(self, said: "SimpleQueue[str]") -> None:
        assert self._process.stderr is not None
        for line in self._process.stderr:
            said.put(line)

    def stop(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(PATIENCE_S)
        self._reader.join(PATIENCE_S)
        assert self._process.stderr is not None
        self._process.stderr.close()

    def restart(self) -> None:
        self.stop()
        self.start()


WITNESSES: dict[str, Any] = {"ours": Ours, "aics-witness": Aics}


@contextmanager
def running(name: str, folder: Path, origins: Sequence[str]) -> Generator[Running]:
    """Serve one of the two witnesses; it knows logs of these origins, each with its one key."""
    witness = WITNESSES[name](folder / name, origins)
    witness.start()
    try:
        yield witness
    finally:
        witness.stop()
