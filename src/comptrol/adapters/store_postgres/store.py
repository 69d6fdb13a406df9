"""Log and views in one schema of a PostgreSQL database.

One session writes: it holds an advisory lock for as long as it lives, on whatever machine it is.
A session that is lost takes its lock with it only when the server has ended it, so whoever gets
the lock next, this process too, reads what was committed and never has to guess.
"""

from collections.abc import Generator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any, Final

import psycopg
from psycopg import errors
from typing_extensions import override

from comptrol.adapters.folder_lock import FolderLock
from comptrol.adapters.store_postgres.address import Address
from comptrol.adapters.store_postgres.connection import (
    PostgresConnection,
    connected,
    in_words,
    readers,
)
from comptrol.adapters.store_postgres.dialect import POSTGRES
from comptrol.adapters.store_postgres.lock import SchemaLock
from comptrol.adapters.store_postgres.replica import Replica
from comptrol.adapters.store_postgres.tables import made_in, prepare, remake
from comptrol.adapters.store_sql import Connection, Schema, SqlStore
from comptrol.adapters.store_sql.copying import Tell, copied
from comptrol.adapters.store_sql.ledger import size_in
from comptrol.flow.ports import OvertakenError
from comptrol.kernel.errors import UnavailableError
from comptrol.kernel.view import Layout

SNAPSHOT: Final = "BEGIN ISOLATION LEVEL REPEATABLE READ"
"""Also of a writer: one that is overtaken is told so, and begins again."""


class PostgresStore(SqlStore):
    """One schema of a PostgreSQL database, and a replica to read from where there is one."""

    def __init__(
        self,
        address: Address,
        layouts: Sequence[Layout[Any]],
        *,
        views: bool = True,
        anew: bool = False,
        replica: Replica | None = None,
        lock: FolderLock | None = None,
    ) -> None:
        """Open or make the tables; without ``views``, only those of the log.

        With ``anew`` they are as they are: what is done next takes their place.
        """
        super().__init__(Schema(layouts, POSTGRES))
        self._address, self._replica, self._lock = address, replica, lock
        self._writer = connected(address)
        self._advisory = SchemaLock(address)
        self._holds = self._lost = False
        self._readers = readers(address)
        try:
            with self._in_words("opened"):
                if not anew:
                    prepare(self, self._writer, self._schema.statements(views=views))
                    self._let_go()
                    self.size()
        except BaseException:
            self.close()
            raise

    @override
    def __str__(self) -> str:
        """Return how people are told of it."""
        return str(self._address)

    @override
    def close(self) -> None:
        """Let go of every connection, and so of the lock."""
        self._readers.close()
        self._writer.close()
        if self._replica is not None:
            self._replica.close()
        if self._lock is not None:
            self._lock.release()

    @override
    def claim(self) -> None:
        """Keep schema and folder to this process's writing, until its session ends."""
        if self._lock is not None:
            self._lock.take()
        if self._holds and self._writer.usable:
            return
        with self._in_words("claimed"):
            try:
                self._take_lock()
            except psycopg.OperationalError:
                if self._writer.usable:
                    raise
                self._connect_again()
                self._take_lock()

    def _take_lock(self) -> None:
        if not self._writer.usable:
            self._connect_again()
        self._advisory.take(self._writer)
        self._holds = True

    def _let_go(self) -> None:
        """Let others write, until this process does."""
        if self._holds:
            self._advisory.release(self._writer)
            self._holds = False
        if self._lock is not None:
            self._lock.release()

    def give_way_to(self, other: SqlStore, tell: Tell) -> int:
        """Have all that another store has in the place of all that is here, tables too."""
        wanted = self._schema.statements()
        with self._beside(other) as (source, target):
            if made_in(self._writer) and size_in(self._writer) > size_in(source.connection):
                raise UnavailableError(f"{self} was written to meanwhile: it is left as it is")
            remake(self._writer, wanted)
            return copied(source, target, self._schema.tables(), tell)

    def drop(self) -> None:
        """Leave nothing of the tables."""
        with self._whole():
            remake(self._writer, [])

    def _connect_again(self) -> None:
        """Take another session for one that was lost; nothing that it knew is relied upon."""
        self._holds, self._standing = False, None
        self._forget()
        self._writer.close()
        self._writer = connected(self._address)

    @override
    def _alone(self) -> bool:
        return self._holds

    @override
    def _begin(self) -> Connection:
        self._lost = False
        try:
            self._writer.execute(SNAPSHOT)
        except psycopg.OperationalError:
            if self._writer.usable:
                raise
            self.claim()  # the session was lost since the last step: nothing of this one was said
            self._writer.execute(SNAPSHOT)
        return self._writer

    @override
    def _commit(self) -> None:
        self._lost = True
        told = self._writer.execute("COMMIT").statusmessage
        self._lost = False
        if told != "COMMIT":  # of a transaction that had failed, COMMIT says ROLLBACK, and no more
            raise UnavailableError(f"{self._address} rolled a step back: {told}")

    @override
    def _undo(self) -> None:
        self._writer.roll_back()

    @override
    def _told(self, error: BaseException) -> UnavailableError | None:
        if isinstance(error, errors.SerializationFailure | errors.DeadlockDetected):
            return OvertakenError(f"{self._address}: {in_words(error)}")
        if not isinstance(error, psycopg.Error):
            return None
        unknown = "; whether the last step was kept is read when the next begins" * self._lost
        return UnavailableError(f"{self._address} cannot be written: {in_words(error)}{unknown}")

    @override
    @contextmanager
    def _snapshot(self, least: int) -> Generator[Connection]:
        with ExitStack() as lent:
            reader = None
            if self._replica is not None:
                reader = lent.enter_context(self._replica.snapshot(least))
            if reader is None:
                reader = lent.enter_context(self._reader())
                lent.enter_context(_whole(reader))
            yield reader

    @override
    @contextmanager
    def _reader(self) -> Generator[PostgresConnection]:
        with self._in_words("read"), self._readers.connection() as reader:
            yield PostgresConnection(reader)

    @contextmanager
    def _in_words(self, done: str) -> Generator[None]:
        try:
            yield
        except errors.InsufficientPrivilege as error:
            raise UnavailableError(
                f"{self._address}: a right is missing: {in_words(error)}"
            ) from error
        except psycopg.Error as error:
            raise UnavailableError(
                f"{self._address} cannot be {done}: {in_words(error)}"
            ) from error


@contextmanager
def _whole(reader: PostgresConnection) -> Generator[None]:
    """See one whole step, whatever is written meanwhile."""
    reader.execute(f"{SNAPSHOT} READ ONLY")
    try:
        yield
    finally:
        reader.roll_back()
