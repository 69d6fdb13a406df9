"""The programs of a trial: each a process of its own, that can be ended hard and begun again."""

import os
import signal
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from socket import create_server
from subprocess import PIPE, STDOUT, Popen, TimeoutExpired
from time import monotonic, sleep
from typing import Any, Final
from urllib.error import HTTPError
from urllib.request import urlopen

import msgspec

COMMAND: Final = str(Path(sys.executable).parent / "comptrol")
ROOT: Final = Path(__file__).parents[2]
PATIENCE_S: Final = 60.0


def free_port() -> int:
    """Return a port of loopback that nobody has."""
    with create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    return port


class Program:
    """A command, what it says kept in a file; it may be begun many times."""

    def __init__(
        self, name: str, command: list[str], said: Path, more: Mapping[str, str] | None = None
    ) -> None:
        self.name, self.command, self.said = name, command, said
        self.environment = {**os.environ, "PYTHONUNBUFFERED": "1", **(more or {})}  # noqa: TID251  (a program has what this one has)
        self.starts = 0
        self._process: Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """Return the number of the process, which must run."""
        assert self._process is not None, self.name  # noqa: S101  (it was started)
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Tell whether it runs."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Begin it, unless it runs."""
        if self.alive:
            return
        self.close_input()
        self.starts += 1
        with self.said.open("ab") as out:
            self._process = Popen(  # noqa: S603  (our own command)
                self.command, stdin=PIPE, stdout=out, stderr=STDOUT, cwd=ROOT, env=self.environment
            )

    def kill(self) -> None:
        """End it as a power cut does."""
        self.tell(signal.SIGKILL)
        self.ended()

    def stop(self) -> int | None:
        """End it as an operator does; hard, if it does not end."""
        self.tell(signal.SIGTERM)
        return self.ended()

    def tell(self, what: signal.Signals) -> None:
        """Send it a signal, if it runs."""
        if self.alive:
            os.kill(self.pid, what)

    def write(self, line: bytes) -> None:
        """Tell it something on its input."""
        assert self._process is not None  # noqa: S101  (it was started)
        assert self._process.stdin is not None  # noqa: S101  (it was started)
        self._process.stdin.write(line)
        self._process.stdin.flush()

    def close_input(self) -> None:
        """Tell it that no more is wanted, without waiting."""
        if self._process is not None and self._process.stdin is not None:
            with suppress(OSError):
                self._process.stdin.close()

    def finish(self) -> int | None:
        """Close its input, which tells it that no more is wanted, and wait for its end."""
        self.close_input()
        return self.ended(2 * PATIENCE_S)

    def ended(self, patience_s: float = PATIENCE_S) -> int | None:
        """Wait for its end and return how it ended."""
        if self._process is None:
            return None
        try:
            return self._process.wait(patience_s)
        except TimeoutExpired:
            self._process.kill()
            self._process.wait()
            return None
        finally:
            self.close_input()

    def children(self) -> Iterator[tuple[int, str]]:
        """Yield the processes that it has begun, and those that they have, with their commands."""
        if self.alive:
            yield from children(self.pid)


def children(pid: int) -> Iterator[tuple[int, str]]:
    """Yield the processes below one, with their commands."""
    with suppress(OSError):
        for task in Path(f"/proc/{pid}/task").glob("*/children"):
            for child in map(int, task.read_text().split()):
                with suppress(OSError):
                    words = Path(f"/proc/{child}/cmdline").read_bytes()
                    yield child, words.replace(b"\0", b" ").decode(errors="replace")
                yield from children(child)


def health(url: str, seconds: float = 5.0) -> dict[str, Any] | None:
    """Return what a server says of itself, with its status; nothing where there is no answer."""
    try:
        with urlopen(f"{url}/health", timeout=seconds) as answer:  # noqa: S310  (loopback)
            return {**msgspec.json.decode(answer.read()), "status": answer.status}
    except HTTPError as error:
        with suppress(msgspec.MsgspecError, OSError):
            return {**msgspec.json.decode(error.read()), "status": error.code}
    except (OSError, ValueError, msgspec.MsgspecError):
        pass
    return None


def wait_for(told: str, path: Path, patience_s: float = PATIENCE_S) -> str:
    """Wait until a program has said a line with a word in it, and return that line."""
    end = monotonic() + patience_s
    while monotonic() < end:
        if path.exists():
            for line in path.read_text(errors="replace").splitlines():
                if told in line:
                    return line
        sleep(0.05)
    raise SystemExit(f"{path.name} never said {told!r}: {path.read_text(errors='replace')[-500:]}")
