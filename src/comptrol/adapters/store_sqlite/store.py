"""Log and views in one SQLite file: one transaction to a step, many readers beside the writer.

A step keeps the rows it has read and changed in memory and writes each table once, at its end,
so that a thousand statements cost a handful of SQL calls; reads by key see those rows first.
"""

import threading
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from comptrol.adapters.folder_lock import FolderLock
from comptrol.adapters.store_sqlite.engine import connect, sqlite
from comptrol.adapters.store_sqlite.entries import LOG
from comptrol.adapters.store_sqlite.ledger import LEDGER, size_in, standing_in
from comptrol.adapters.store_sqlite.reading import SqliteReading
from comptrol.adapters.store_sqlite.schema import Schema
from comptrol.adapters.store_sqlite.step import Remembered, SqliteStep
from comptrol.flow.ports import Logged
from comptrol.kernel.errors import UnavailableError, UnsoundError
from comptrol.kernel.ledger.growth import Standing
from comptrol.kernel.ledger.tree import Peaks
from comptrol.kernel.view import Layout


class SqliteStore:
    """One SQLite file. One that is not durable is for what can be made anew from a log."""

    def __init__(
        self,
        path: Path,
        layouts: Sequence[Layout[Any]],
        *,
        durable: bool = True,
        views: bool = True,
        lock: FolderLock | None = None,
    ) -> None:
        """Open or make the file; without ``views``, only its log, whatever its tables are."""
        self._path, self._schema, self._lock = path, Schema(layouts), lock
        self._writer = connect(path, durable=durable)
        self._turn = threading.Lock()
        self._idle: list[Any] = []
        self._standing: Standing | None = None
        self._peaks = Peaks()
        self._remembered = Remembered()
        self._committing = threading.Lock()
        self._broken: UnsoundError | None = None
        self._prepare(views=views)

    def close(self) -> None:
        """Let go of the file."""
        for reader in self._idle:
            reader.close()
        self._writer.close()
        if self._lock is not None:
            self._lock.release()

    def claim(self) -> None:
        """Keep the file to this process's writing, until it is closed."""
        if self._lock is not None:
            self._lock.take()

    @contextmanager
    def writing(self, now: datetime) -> Generator[SqliteStep]:
        """Begin one atomic step."""
        with self._turn:
            if self._broken is not None:
                raise self._broken
            self.claim()
            try:
                self._writer.execute("BEGIN IMMEDIATE")
                step = self._step(now)
                yield step
                peaks = step.finish(self._peaks)
                with self._committing:
                    self._standing = None  # whether the commit was made is read, not guessed
                    self._writer.execute("COMMIT")
                    self._standing, self._peaks = step.growth.kept(), peaks
            except BaseException as error:
                self._undo()
                self._remembered = Remembered()
                if isinstance(error, UnsoundError):
                    self._broken = error
                if isinstance(error, sqlite().Error):
                    raise UnavailableError(f"{self._path} cannot be written: {error}") from error
                raise

    def _step(self, now: datetime) -> SqliteStep:
        """Return a step, which remembers what earlier ones read if nobody else can write."""
        if self._lock is None or self._remembered.is_too_much():
            self._remembered = Remembered()
        return SqliteStep(self._writer, self._schema, now, self._stands(), self._remembered)

    def take_evidence_of(self, other: "SqliteStore") -> None:
        """Keep what another store kept as evidence: it is in no entry."""
        with self._turn, other._reader() as reader:  # noqa: SLF001  (of the same class)
            rows = reader.execute("SELECT leaf, raw FROM evidence").fetchall()
            self._writer.executemany("INSERT OR IGNORE INTO evidence VALUES (?, ?)", rows)

    def _stands(self) -> Standing:
        """Return what is known of the log as the last step left it."""
        if self._standing is None:
            self._standing = standing_in(self._writer)
            self._peaks = self._standing.edge.peaks()
        return self._standing

    @contextmanager
    def reading(self) -> Generator[SqliteReading]:
        """Read log and views as the last whole step left them."""
        with self._reader() as reader:
            reader.execute("BEGIN")
            try:
                yield SqliteReading(reader, self._schema, self._map_path)
            finally:
                reader.execute("ROLLBACK")

    def _undo(self) -> None:
        """Leave nothing of a step that failed, if the connection can still be spoken to."""
        with suppress(sqlite().Error):
            if self._writer.in_transaction:
                self._writer.execute("ROLLBACK")

    def entries(self, start: int = 0) -> Iterator[Logged]:
        """Return the log from a position on."""
        with self.reading() as reading:
            yield from reading.entries(start)

    def sequence(self, key: bytes) -> int:
        """Return the last sequence number logged under a key."""
        query = "SELECT sequence FROM issuers WHERE key = ?"
        with self._reader() as reader:
            found = reader.execute(query, (key,)).fetchone()
        return 0 if found is None else int(found[0])

    def size(self) -> int:
        """Return how many entries the log has."""
        with self._reader() as reader:
            return size_in(reader)

    def _map_path(self, reader: Any, number: int) -> tuple[bytes, ...]:  # noqa: ANN401
        """Return a bucket's path as a reader sees the map: from memory, where it is the same."""
        size = size_in(reader)
        with self._committing:
            if self._standing is not None and self._standing.edge.size == size:
                return tuple(self._standing.nodes.path(number))
        return tuple(standing_in(reader).nodes.path(number))

    @contextmanager
    def _reader(self) -> Generator[Any]:
        """Lend a reading connection that nobody else is using."""
        try:
            reader = self._idle.pop()
        except IndexError:
            reader = connect(self._path, read_only=True)
        try:
            yield reader
        except sqlite().Error as error:
            raise UnavailableError(f"{self._path} cannot be read: {error}") from error
        finally:
            self._idle.append(reader)

    def _prepare(self, *, views: bool) -> None:
        """Make the tables of a new file; refuse one that another version made differently."""
        wanted = [
            *_statements(LOG),
            *_statements(LEDGER),
            *(self._schema.statements() if views else ()),
        ]
        made = {sql for (sql,) in self._writer.execute("SELECT sql FROM sqlite_schema") if sql}
        if not made:
            self._writer.execute("BEGIN IMMEDIATE")
            for statement in wanted:
                self._writer.execute(statement)
            self._writer.execute("COMMIT")
        elif not {_shape(sql) for sql in wanted} <= {_shape(sql) for sql in made}:
            raise UnavailableError(
                f"{self._path} was made by another version, with other tables; "
                "make them anew from its log: comptrol ledger rebuild"
            )


def _shape(sql: str) -> str:
    """Return SQL without its layout."""
    return " ".join(sql.replace("IF NOT EXISTS ", "").split())


def _statements(script: str) -> list[str]:
    return [statement for statement in script.split(";") if statement.strip()]
