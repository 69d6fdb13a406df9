"""Programs that a test starts: each is stopped again, and nothing else is."""

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path

PATIENCE_S = 30
PORTS = 100
FIRST_PORT, LAST_PORT = 21_000, 31_000


class MissingError(Exception):
    """A program or a right that the bed needs is not here."""


def needed(*programs: str) -> None:
    """Make sure that programs are installed."""
    missing = [it for it in programs if shutil.which(it) is None]
    if missing:
        raise MissingError(f"not installed: {', '.join(missing)}")


def free_ports() -> int:
    """Return the first of a hundred ports of loopback that nobody listens on."""
    for base in range(FIRST_PORT + os.getpid() % 50 * PORTS, LAST_PORT, PORTS):
        if all(map(_is_free, range(base, base + PORTS))):
            return base
    raise MissingError("no hundred free ports on loopback")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def until(true: Callable[[], object], what: str, patience_s: float = PATIENCE_S) -> None:
    """Wait until something is true, but not for ever."""
    end = time.monotonic() + patience_s
    while not true():
        assert time.monotonic() < end, f"it did not come true in {patience_s} s: {what}"
        time.sleep(0.05)


class Daemons:
    """Programs in the background. They end with the one that started them, however that ends."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._prefix = [*_dies_with_us(), *_named_localhost()]

    def start(self, name: str, *words: str, env: Mapping[str, str] | None = None) -> None:
        """Start a program; what it writes is in a file of its name."""
        with (self.folder / f"{name}.out").open("ab") as out:
            self._running[name] = subprocess.Popen(  # noqa: S603
                [*self._prefix, *words],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                cwd=self.folder,
                env={**os.environ, **(env or {})},  # noqa: TID251  (programs of others)
                start_new_session=True,
            )

    @property
    def names(self) -> list[str]:
        """Return the names of what runs."""
        return list(self._running)

    def stop(self, name: str) -> None:
        """End a program, with force where it does not end by itself."""
        running = self._running.pop(name)
        running.send_signal(signal.SIGCONT)
        running.terminate()
        try:
            running.wait(PATIENCE_S / 2)
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait(PATIENCE_S)

    def stop_all(self) -> None:
        """End everything that was started, the last first."""
        for name in reversed(list(self._running)):
            self.stop(name)

    def signal(self, name: str, number: signal.Signals) -> None:
        """Send a signal to a program that runs."""
        self._running[name].send_signal(number)

    def answers(self, name: str, true: Callable[[], object]) -> None:
        """Wait until something is true of a program that was started, and still runs."""

        def known() -> object:
            assert self.is_running(name), f"{name} ended: {self.written(name)[-2000:]}"
            return true()

        until(known, name)

    def written(self, name: str) -> str:
        """Return what a program wrote."""
        return (self.folder / f"{name}.out").read_text(errors="replace")

    def is_running(self, name: str) -> bool:
        """Tell whether a program runs still."""
        return self._running[name].poll() is None

    @property
    def pids(self) -> list[int]:
        """Return the processes that were started and not stopped."""
        return [it.pid for it in self._running.values()]


def _dies_with_us() -> list[str]:
    """Let a program be ended when we are gone, even if we are killed."""
    return ["setpriv", "--pdeathsig", "TERM"]


def _named_localhost() -> list[str]:
    """Give programs a host name that is loopback: Slurm's listen where that name leads."""
    try:
        address = socket.gethostbyname(socket.gethostname())
    except OSError:
        address = ""
    if address.startswith("127."):
        return []
    words = ["unshare", "--uts", "--", "sh", "-c", 'hostname localhost && exec "$@"', "sh"]
    if subprocess.run([*words, "true"], check=False, capture_output=True).returncode:  # noqa: S603
        raise MissingError(
            "the host name is not loopback, and no other can be given (unshare --uts)"
        )
    return words


def host_name() -> str:
    """Return the host name under which programs run."""
    return "localhost" if _named_localhost() else socket.gethostname().partition(".")[0]


def listeners(pids: list[int]) -> list[str]:
    """Return on which addresses processes listen, as the kernel says."""
    sockets = set()
    for pid in pids:
        for link in Path(f"/proc/{pid}/fd").iterdir():
            try:
                to = str(link.readlink())
            except OSError:
                continue
            if to.startswith("socket:["):
                sockets.add(to[8:-1])
    found = []
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
            told = line.split()
            if told[3] == "0A" and told[9] in sockets:
                found.append(_address(told[1]))
    return sorted(found)


def _address(shown: str) -> str:
    host, _, port = shown.partition(":")
    if len(host) != 8:
        return f"[{host}]:{int(port, 16)}"
    return f"{'.'.join(str(it) for it in reversed(bytes.fromhex(host)))}:{int(port, 16)}"
