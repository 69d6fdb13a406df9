"""Log and views in one SQLite file."""

from collections.abc import Generator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from queue import Empty, Full, LifoQueue
from typing import Any, Final

from typing_extensions import override

from comptrol.adapters.folder_lock import FolderLock
from comptrol.adapters.store_sql import Connection, Schema, SqlStore
from comptrol.adapters.store_sqlite.dialect import SQLITE
from comptrol.adapters.store_sqlite.engine import connect, sqlite
from comptrol.kernel.errors import UnavailableError
from comptrol.kernel.view import Layout

IDLE_READERS_MAX: Final = 8
"""Each keeps some MB of pages. Few are in use at once, unless many were held up before."""


class SqliteStore(SqlStore):
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
        super().__init__(Schema(layouts, SQLITE))
        self._path, self._lock = path, lock
        self._writer = connect(path, durable=durable)
        self._idle: LifoQueue[Any] = LifoQueue(IDLE_READERS_MAX)
        try:
            self._prepare(self._schema.statements(views=views))
        except BaseException:
            self.close()
            raise

    @override
    def __str__(self) -> str:
        """Return how people are told of it."""
        return str(self._path)

    @override
    def close(self) -> None:
        """Let go of the file."""
        while not self._idle.empty():
            self._idle.get_nowait().close()
        self._writer.close()
        if self._lock is not None:
            self._lock.release()

    @override
    def claim(self) -> None:
        """Keep the file to this process's writing, until it is closed."""
        if self._lock is not None:
            self._lock.take()

    @override
    def _alone(self) -> bool:
        return self._lock is not None

    @override
    def _begin(self) -> Connection:
        self._writer.execute("BEGIN IMMEDIATE")
        writer: Connection = self._writer
        return writer

    @override
    def _commit(self) -> None:
        self._writer.execute("COMMIT")

    @override
    def _undo(self) -> None:
        with suppress(sqlite().Error):
            if self._writer.in_transaction:
                self._writer.execute("ROLLBACK")

    @override
    def _told(self, error: BaseException) -> UnavailableError | None:
        if isinstance(error, sqlite().Error):
            return UnavailableError(f"{self._path} cannot be written: {error}")
        return None

    @override
    @contextmanager
    def _snapshot(self, least: int) -> Generator[Connection]:
        del least  # every reader of a file sees the last step
        with self._reader() as reader:
            reader.execute("BEGIN")
            try:
                yield reader
            finally:
                reader.execute("ROLLBACK")

    @override
    @contextmanager
    def _reader(self) -> Generator[Connection]:
        try:
            reader = self._idle.get_nowait()
        except Empty:
            reader = connect(self._path, read_only=True)
        try:
            yield reader
        except sqlite().Error as error:
            raise UnavailableError(f"{self._path} cannot be read: {error}") from error
        finally:
            try:
                self._idle.put_nowait(reader)
            except Full:
                reader.close()

    def _prepare(self, wanted: list[str]) -> None:
        """Make the tables of a new file; refuse one that another version made differently."""
        made = {sql for (sql,) in self._writer.execute("SELECT sql FROM sqlite_schema") if sql}
        if not made:
            self._writer.execute("BEGIN IMMEDIATE")
            for statement in wanted:
                self._writer.execute(statement)
            self._writer.execute("COMMIT")
        elif told := unfitting(made, self._schema, wanted):
            raise UnavailableError(f"{self._path} {told}")


def unfitting_at(path: Path, layouts: Sequence[Layout[Any]]) -> str:
    """Return why a file is not as this version keeps it; empty where it is. Nothing is changed."""
    schema = Schema(layouts, SQLITE)
    with closing(connect(path, read_only=True)) as reader:
        made = {sql for (sql,) in reader.execute("SELECT sql FROM sqlite_schema") if sql}
    return unfitting(made, schema, schema.statements())


def unfitting(made: set[str], schema: Schema, wanted: Sequence[str]) -> str:
    """Return why tables are not those that are wanted; empty where they are."""
    here = {_shape(sql) for sql in made}
    if not {_shape(sql) for sql in schema.statements(views=False)} <= here:
        return (
            "holds a log of before 2026-11-25, when batches were not sealed yet: no later version "
            "reads it, so keep it with the version that wrote it, and open another"
        )
    if not {_shape(sql) for sql in wanted} <= here:
        return (
            "was made by another version, with other tables; "
            "make them anew from its log: comptrol ledger rebuild"
        )
    return ""


def _shape(sql: str) -> str:
    """Return SQL without its layout."""
    return " ".join(sql.replace("IF NOT EXISTS ", "").split())
