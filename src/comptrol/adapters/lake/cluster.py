"""How does a real Spark cluster run on this machine: master, workers, and an endpoint?

Every part is a process of its own (a JVM) on the loopback address, from the wheel of pyspark in an
environment of its own. A part is known by its pid file and by what its command line says: a pid
can be another's by now. Nothing waits without an end, and ``stop`` leaves nothing running.
"""

import os
import shutil
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from comptrol.kernel.errors import UnavailableError, UnreadableError

MASTER_PORT: Final = 17077
CONNECT_PORT: Final = 15002
READY_S: Final = 120
STOP_S: Final = 20
WORKERS_MAX: Final = 16
_LOOPBACK: Final = "127.0.0.1"
_POLL_S: Final = 0.1
_SHELL: Final = "/bin/sh"


class Shape(NamedTuple):
    """How large a cluster is, and where it listens. A worker has one core and one executor."""

    workers: int = 2
    worker_memory: str = "2g"
    executor_memory: str = "1g"
    partitions: int = 8
    """The default of Spark, 200, is most of what a small roll-up would cost."""
    master_port: int = MASTER_PORT
    connect_port: int = CONNECT_PORT

    @property
    def server(self) -> str:
        """Return how clients name the cluster."""
        return f"sc://{_LOOPBACK}:{self.connect_port}"


class Cluster:
    """A cluster whose pid files, logs and scratch are in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()

    def start(self, python: Path, shape: Shape) -> str:
        """Start every part and wait until clients are answered; return the name of the server.

        1. the master; 2. the workers, which register with it; 3. the endpoint. If one part does
        not come up, all are stopped again, and the message says where its log is.
        """
        if not 1 <= shape.workers <= WORKERS_MAX:
            raise UnreadableError(f"a cluster has 1 to {WORKERS_MAX} workers")
        if running := [part for part, up in self.status().items() if up]:
            raise UnreadableError(
                f"{self.folder}: {', '.join(running)} already runs: stop it first"
            )
        home = _spark_home(python)
        self._tidy()
        try:
            self._start(home, python, shape)
        except UnavailableError:
            self.stop()
            raise
        return shape.server

    def stop(self) -> tuple[str, ...]:
        """Stop what runs, the endpoint first, and return what was stopped."""
        stopped = []
        for part in reversed(self.parts()):
            pid = self._pid(part)
            if pid is not None:
                _end(pid)
                stopped.append(part)
            self._file(part, "pid").unlink(missing_ok=True)
        return tuple(stopped)

    def status(self) -> dict[str, bool]:
        """Return of every part whether it runs."""
        return {part: self._pid(part) is not None for part in self.parts()}

    def parts(self) -> tuple[str, ...]:
        """Return the parts that have been started, in that order."""
        known = {file.stem for file in self.folder.glob("*.pid")}
        workers = sorted(
            (it for it in known if it.startswith("worker")), key=lambda it: int(it[6:])
        )
        return tuple(it for it in ("master", *workers, "connect") if it in known)

    def tasks_finished(self) -> dict[str, int]:
        """Return how many tasks the executors of each worker have finished, as their logs say."""
        found = {}
        for part in self.parts():
            if part.startswith("worker"):
                logs = (self.folder / part).glob("app-*/*/stderr")
                found[part] = sum(
                    log.read_text(errors="replace").count("Finished task") for log in logs
                )
        return found

    def _start(self, home: Path, python: Path, shape: Shape) -> None:
        environment = _environment(home, python, self.folder)
        spark_class = str(home / "bin" / "spark-class")
        master = f"spark://{_LOOPBACK}:{shape.master_port}"
        at = ("--host", _LOOPBACK, "--webui-port", "0")
        self._launch(
            "master",
            (spark_class, f"{_DEPLOY}.master.Master", *at, "--port", str(shape.master_port)),
            environment,
        )
        self._await("master", "New state: ALIVE")
        for number in range(1, shape.workers + 1):
            size = ("--cores", "1", "--memory", shape.worker_memory)
            work = ("--work-dir", str(self.folder / f"worker{number}"))
            command = (spark_class, f"{_DEPLOY}.worker.Worker", *at, *size, *work, master)
            self._launch(f"worker{number}", command, environment)
        self._await("master", "Registering worker", shape.workers)
        settings = (it for name, value in _settings(shape) for it in ("--conf", f"{name}={value}"))
        submit = (str(home / "bin" / "spark-submit"), "--class", _CONNECT, "--master", master)
        self._launch("connect", (*submit, *settings, "spark-internal"), environment)
        self._await("connect", "Spark Connect server started")

    def _launch(self, part: str, command: tuple[str, ...], environment: dict[str, str]) -> None:
        """Start a part. The scripts of Spark end in exec, so that the pid is the JVM's own.

        It outlives this process, which a `subprocess.Popen` is not made for.
        """
        log = (1, self._file(part, "log"), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        pid = os.posix_spawn(
            _SHELL,
            (_SHELL, "-c", 'cd "$0" && exec "$@"', str(self.folder), *command),
            environment,
            file_actions=(
                (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
                (os.POSIX_SPAWN_OPEN, *log),
                (os.POSIX_SPAWN_DUP2, 1, 2),
            ),
            setsid=True,
        )
        self._file(part, "pid").write_text(str(pid))

    def _await(self, part: str, text: str, times: int = 1) -> None:
        """Wait until a part's log says something so often; not longer than it runs."""
        log, begun = self._file(part, "log"), time.monotonic()
        while time.monotonic() - begun < READY_S:
            if log.read_text(errors="replace").count(text) >= times:
                return
            if not _lives(int(self._file(part, "pid").read_text())):
                break
            time.sleep(_POLL_S)
        last = log.read_text(errors="replace").splitlines()[-1:]
        told = f"; it last said: {last[0]}" if last else ""
        raise UnavailableError(f"{part} of the cluster did not come up: see {log}{told}")

    def _pid(self, part: str) -> int | None:
        """Return the pid of a part that runs and is Spark's."""
        try:
            pid = int(self._file(part, "pid").read_text())
        except (OSError, ValueError):
            return None
        return pid if _lives(pid) and b"org.apache.spark" in _command_line(pid) else None

    def _file(self, part: str, kind: str) -> Path:
        return self.folder / f"{part}.{kind}"

    def _tidy(self) -> None:
        """Remove what an earlier cluster left here: its executors' logs would be counted again."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for file in (*self.folder.glob("*.pid"), *self.folder.glob("*.log")):
            file.unlink()
        for left in (*self.folder.glob("worker*"), self.folder / "scratch"):
            shutil.rmtree(left, ignore_errors=True)


_DEPLOY: Final = "org.apache.spark.deploy"
_CONNECT: Final = "org.apache.spark.sql.connect.service.SparkConnectServer"


def _settings(shape: Shape) -> Iterator[tuple[str, str]]:
    yield "spark.connect.grpc.binding.address", _LOOPBACK
    yield "spark.connect.grpc.binding.port", str(shape.connect_port)
    yield "spark.driver.host", _LOOPBACK
    yield "spark.executor.cores", "1"
    yield "spark.executor.memory", shape.executor_memory
    yield "spark.cores.max", str(shape.workers)
    yield "spark.scheduler.minRegisteredResourcesRatio", "1.0"  # no work before all are there
    yield "spark.ui.enabled", "false"
    yield "spark.sql.session.timeZone", "UTC"
    yield "spark.sql.shuffle.partitions", str(shape.partitions)
    # So few are not put together into one, on one worker, because there is little in them.
    yield "spark.sql.adaptive.coalescePartitions.enabled", "false"


def _environment(home: Path, python: Path, folder: Path) -> dict[str, str]:
    """Return what the parts see: loopback alone, and no door on which jobs are taken unasked."""
    return {
        **os.environ,  # noqa: TID251  (programs need the operator's PATH and JAVA_HOME)
        "SPARK_HOME": str(home),
        "SPARK_LOCAL_IP": _LOOPBACK,
        "SPARK_LOCAL_DIRS": str(folder / "scratch"),
        "SPARK_NO_DAEMONIZE": "1",
        "SPARK_MASTER_OPTS": "-Dspark.master.rest.enabled=false",
        "PYSPARK_PYTHON": str(python),
    }


def _spark_home(python: Path) -> Path:
    """Return where the wheel of Spark is; it brings everything but Java."""
    if shutil.which("java") is None:
        raise UnavailableError("there is no java: install openjdk-17-jre-headless")
    found = sorted(python.absolute().parent.parent.glob("lib/python3*/site-packages/pyspark/jars"))
    if not found:
        raise UnavailableError(f"there is no Spark beside {python}: make spark")
    return found[0].parent


def _end(pid: int) -> None:
    """End a process and wait for it; kill it if it takes too long."""
    for how, seconds in ((signal.SIGTERM, STOP_S), (signal.SIGKILL, STOP_S)):
        try:
            os.kill(pid, how)
        except ProcessLookupError:
            return
        begun = time.monotonic()
        while time.monotonic() - begun < seconds:
            if not _lives(pid):
                return
            time.sleep(_POLL_S)
    raise UnavailableError(f"process {pid} of the cluster does not end")


def _lives(pid: int) -> bool:
    """Tell whether a process runs; one that has ended and is ours is taken off the list."""
    try:
        if os.waitpid(pid, os.WNOHANG)[0] == pid:
            return False
    except ChildProcessError:
        pass
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return b"\nState:\tZ" not in _read(Path(f"/proc/{pid}/status"))


def _command_line(pid: int) -> bytes:
    return _read(Path(f"/proc/{pid}/cmdline"))


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""
