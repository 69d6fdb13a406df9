"""Who works an expression out: DuckDB in this process, or a server that speaks Spark Connect?

Each step with a server is bounded in time. The client of Spark waits for an absent server for more
than nine minutes without a word, so its port is tried first; and what a thread cannot be made to
stop is left behind: whoever waits is told.
"""

import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeVar
from urllib.parse import urlsplit

import duckdb
import ibis

from comptrol.kernel.errors import UnavailableError, UnreadableError

PROBE_S: Final = 5
STEP_S: Final = 600
SESSION_S: Final = 120
Answer = TypeVar("Answer")
_numbers = count()
Bounded = Callable[[Callable[[], Any]], Any]


class Engine(NamedTuple):
    """An engine that is connected: how it names itself, and how it opens files as one table."""

    name: str
    backend: Any
    opened: Callable[[Sequence[Path]], Any]
    given: Callable[[Any], Any]
    """Takes a small table of Arrow along."""
    bounded: Bounded
    """Runs a step within its time."""

    def rows(self, expression: Any) -> list[dict[str, Any]]:  # noqa: ANN401
        """Return every row of an answer, as plain values of Python."""
        found: list[dict[str, Any]] = self.bounded(
            lambda: self.backend.to_pyarrow(expression).to_pylist()
        )
        return found


@contextmanager
def in_duckdb(*, threads: int | None = None, scratch: Path | None = None) -> Iterator[Engine]:
    """Open DuckDB in memory; what does not fit there goes to a folder."""
    settings: dict[str, Any] = {"threads": threads} if threads else {}
    if scratch is not None:
        settings["temp_directory"] = str(scratch)
    backend = ibis.duckdb.connect(**settings)
    backend.raw_sql("set TimeZone = 'UTC'")

    def opened(files: Sequence[Path]) -> Any:  # noqa: ANN401
        return _said(lambda: backend.read_parquet([str(file) for file in files]))

    def given(rows: Any) -> Any:  # noqa: ANN401
        return backend.create_table(f"given_{next(_numbers)}", rows, temp=True)

    try:
        yield Engine("duckdb", backend, opened, given, _said)
    finally:
        backend.disconnect()


def _said(step: Callable[[], Answer]) -> Answer:
    """Run a step of DuckDB; what it complains of is told in one line."""
    try:
        return step()
    except (duckdb.OutOfMemoryException, duckdb.IOException) as error:
        raise UnavailableError(f"DuckDB: {_first_line(error)}") from error
    except duckdb.Error as error:
        raise UnreadableError(f"DuckDB: {_first_line(error)}") from error


@contextmanager
def on_server(server: str, *, step_s: float = STEP_S) -> Iterator[Engine]:
    """Connect to a server of Spark Connect (Spark or Sail), named ``sc://host:port``.

    The files that it is asked about must be there for it, and for each of its workers, under the
    very same paths.
    """
    probe(server)
    session = within(SESSION_S, f"a session at {server}", lambda: _begun(server))
    step = Stepwise(server, step_s)
    backend = step(lambda: ibis.pyspark.connect(session))

    def opened(files: Sequence[Path]) -> Any:  # noqa: ANN401
        paths = [str(file.resolve()) for file in files]
        return step(lambda: named(session.read.parquet(*paths)))

    def given(rows: Any) -> Any:  # noqa: ANN401
        return step(lambda: named(session.createDataFrame(rows)))

    def named(frame: Any) -> Any:  # noqa: ANN401
        name = f"given_{next(_numbers)}"
        frame.createOrReplaceTempView(name)
        return backend.table(name)

    try:
        yield Engine("spark", backend, opened, given, step)
    finally:
        with suppress(UnavailableError):  # of a server that is gone: it was told already
            within(PROBE_S * 4, "the end of the session", session.stop)


def probe(server: str) -> tuple[str, int]:
    """Return host and port of a server; raise where nobody listens there."""
    try:
        parts = urlsplit(server)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port, parts = None, None, urlsplit("")
    if parts.scheme != "sc" or not host or not port:
        raise UnreadableError(f"{server!r} is no server: expected sc://host:port")
    try:
        socket.create_connection((host, port), PROBE_S).close()
    except OSError as error:
        told = f"nobody answers at {server} ({error.strerror or error}); start one: "
        raise UnavailableError(f"{told}comptrol lake cluster start") from error
    return host, port


class Stepwise:
    """Runs each step with a server within its time, and tells what went wrong in one line."""

    def __init__(self, server: str, seconds: float) -> None:
        self.server, self.seconds = server, seconds

    def __call__(self, step: Callable[[], Answer]) -> Answer:
        """Return what the step returns."""
        return within(self.seconds, f"an answer of {self.server}", step)


def within(seconds: float, awaited: str, step: Callable[[], Answer]) -> Answer:
    """Return what a step returns, or say that it did not come in time.

    The step goes on in its thread, which no longer keeps the process alive.
    """
    done: list[Answer] = []
    failed: list[BaseException] = []

    def run() -> None:
        try:
            done.append(step())
        except BaseException as error:  # noqa: BLE001  (told to whoever waits)
            failed.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(seconds)
    if failed:
        raise _told(awaited, failed[0]) from failed[0]
    if not done:
        raise UnavailableError(f"{awaited} did not come within {seconds:g} s")
    return done[0]


def _told(awaited: str, error: BaseException) -> BaseException:
    if isinstance(error, Exception) and type(error).__module__.startswith(("pyspark", "grpc")):
        return UnavailableError(f"{awaited} did not come: {_first_line(error)}")
    return error


def _begun(server: str) -> Any:  # noqa: ANN401
    from pyspark.sql import SparkSession  # noqa: PLC0415  (heavy, and only asked for here)

    asked = SparkSession.builder.remote(server)
    return asked.config("spark.sql.session.timeZone", "UTC").create()


def _first_line(error: BaseException) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    if lines and lines[0].endswith(_TOLD_BELOW):
        lines = ["; ".join(lines[:3])[:300]]
    return (lines or [type(error).__name__])[0]


_TOLD_BELOW: Final = tuple("0123456789")
"""Of a CSV file the first line has the number of the line, and the next two what is wrong."""
