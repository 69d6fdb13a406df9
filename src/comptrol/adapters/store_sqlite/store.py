"""Log and views in one SQLite file: one transaction to a step, many readers beside the writer.

A step keeps the rows it has read and changed in memory and writes each table once, at its end,
so that a thousand statements cost a handful of SQL calls; reads by key see those rows first.
"""

import threading
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from comptrol.adapters.store_sqlite.engine import connect, sqlite
from comptrol.adapters.store_sqlite.entries import entries_from
from comptrol.adapters.store_sqlite.rows import SqliteRows
from comptrol.adapters.store_sqlite.schema import Schema
from comptrol.adapters.store_sqlite.step import SqliteStep
from comptrol.flow.ports import Logged
from comptrol.kernel.errors import UnavailableError
from comptrol.kernel.view import Layout

LOG: Final = """
CREATE TABLE IF NOT EXISTS issuers (
    issuer INTEGER PRIMARY KEY,
    key BLOB NOT NULL UNIQUE,
    sequence INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS entries (
    position INTEGER PRIMARY KEY,
    issuer INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    logged_at INTEGER NOT NULL,
    envelope BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS entries__issuer ON entries (issuer, sequence);
"""


class SqliteStore:
    """One SQLite file. One that is not durable is for what can be made anew from a log."""

    def __init__(
        self,
        path: Path,
        layouts: Sequence[Layout[Any]],
        *,
        durable: bool = True,
        views: bool = True,
    ) -> None:
        """Open or make the file; without ``views``, only its log, whatever its tables are."""
        self._path, self._schema = path, Schema(layouts)
        self._writer = connect(path, durable=durable)
        self._turn = threading.Lock()
        self._idle: list[Any] = []
        self._writer.executescript(LOG)
        if views:
            self._prepare()

    def close(self) -> None:
        """Let go of the file."""
        for reader in self._idle:
            reader.close()
        self._writer.close()

    @contextmanager
    def writing(self, now: datetime) -> Generator[SqliteStep]:
        """Begin one atomic step."""
        with self._turn:
            try:
                self._writer.execute("BEGIN IMMEDIATE")
                step = SqliteStep(self._writer, self._schema, now)
                yield step
                step.finish()
                self._writer.execute("COMMIT")
            except BaseException as error:
                self._undo()
                if isinstance(error, sqlite().Error):
                    raise UnavailableError(f"{self._path} cannot be written: {error}") from error
                raise

    @contextmanager
    def reading(self) -> Generator[SqliteRows]:
        """Read the views as the last whole step left them."""
        with self._reader() as reader:
            reader.execute("BEGIN")
            try:
                yield SqliteRows(reader, self._schema)
            finally:
                reader.execute("ROLLBACK")

    def _undo(self) -> None:
        """Leave nothing of a step that failed, if the connection can still be spoken to."""
        with suppress(sqlite().Error):
            if self._writer.in_transaction:
                self._writer.execute("ROLLBACK")

    def entries(self, start: int = 0) -> Iterator[Logged]:
        """Return the log from a position on."""
        with self._reader() as reader:
            yield from entries_from(reader, start)

    def sequence(self, key: bytes) -> int:
        """Return the last sequence number logged under a key."""
        query = "SELECT sequence FROM issuers WHERE key = ?"
        with self._reader() as reader:
            found = reader.execute(query, (key,)).fetchone()
        return 0 if found is None else int(found[0])

    def size(self) -> int:
        """Return how many entries the log has."""
        query = "SELECT max(position) FROM entries"
        with self._reader() as reader:
            (last,) = reader.execute(query).fetchone()
        return 0 if last is None else int(last) + 1

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

    def _prepare(self) -> None:
        """Make the tables of a new file; refuse one that another version made differently."""
        wanted = self._schema.statements()
        made = {sql for (sql,) in self._writer.execute("SELECT sql FROM sqlite_schema") if sql}
        views = {name for (name,) in self._writer.execute("SELECT name FROM sqlite_schema")}
        if not views & self._schema.columns.keys():
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
    return " ".join(sql.split())
