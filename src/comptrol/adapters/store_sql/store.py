"""A store in tables: one transaction to a step, many readers beside the writer.

A step keeps the rows it has read and changed in memory and writes each table once, at its end,
so that a thousand statements cost a handful of SQL calls; reads by key see those rows first.
"""

import threading
from abc import ABC, abstractmethod
from collections.abc import Generator, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime

from comptrol.adapters.store_sql.copying import Side, Tell, copied
from comptrol.adapters.store_sql.dialect import Connection
from comptrol.adapters.store_sql.ledger import size_in, standing_in
from comptrol.adapters.store_sql.reading import SqlReading
from comptrol.adapters.store_sql.schema import Schema
from comptrol.adapters.store_sql.step import KEEP_EVIDENCE, Remembered, SqlStep
from comptrol.flow.ports import Logged
from comptrol.kernel.errors import UnavailableError, UnsoundError
from comptrol.kernel.ledger.growth import Standing
from comptrol.kernel.ledger.tree import Peaks


class SqlStore(ABC):
    """Log and views in one SQL database; which one, and how to reach it, say its kinds."""

    def __init__(self, schema: Schema) -> None:
        self._schema = schema
        self._turn = threading.Lock()
        self._committing = threading.Lock()
        self._standing: Standing | None = None
        self._peaks = Peaks()
        self._least = 0
        """How many entries the log has at least, as far as this process knows."""
        self._remembered = Remembered()
        self._broken: UnsoundError | None = None

    @abstractmethod
    def claim(self) -> None:
        """Keep the store to this process's writing, until it is closed."""

    @abstractmethod
    def close(self) -> None:
        """Let go of everything held."""

    @abstractmethod
    def _begin(self) -> Connection:
        """Begin a transaction that writes; return the connection it is of."""

    @abstractmethod
    def _commit(self) -> None:
        """Make it durable."""

    @abstractmethod
    def _undo(self) -> None:
        """Leave nothing of a step that failed, if the connection can still be spoken to."""

    @abstractmethod
    def _alone(self) -> bool:
        """Tell whether nobody else can write, so that what was read is still so."""

    @abstractmethod
    def _told(self, error: BaseException) -> UnavailableError | None:
        """Return what to say of an error of the database; nothing where it is none."""

    @abstractmethod
    def _reader(self) -> AbstractContextManager[Connection]:
        """Lend a reading connection that nobody else is using."""

    @abstractmethod
    def _snapshot(self, least: int) -> AbstractContextManager[Connection]:
        """Lend a connection that sees one whole step, with so many entries at least."""

    @contextmanager
    def writing(self, now: datetime) -> Generator[SqlStep]:
        """Begin one atomic step."""
        with self._turn:
            if self._broken is not None:
                raise self._broken
            self.claim()
            try:
                step = self._step(self._begin(), now)
                yield step
                peaks = step.finish(self._peaks)
                with self._committing:
                    self._standing = None  # whether the commit was made is read, not guessed
                    self._commit()
                    self._standing, self._peaks = step.growth.kept(), peaks
                self._least = step.position
            except BaseException as error:
                self._undo()
                self._forget()
                if isinstance(error, UnsoundError):
                    self._broken = error
                told = self._told(error)
                if told is not None:
                    raise told from error
                raise

    def _step(self, writer: Connection, now: datetime) -> SqlStep:
        """Return a step, which remembers what earlier ones read if nobody else can write."""
        if not self._alone() or self._remembered.is_too_much():
            self._forget()
        if self._standing is None:
            self._standing = standing_in(writer)
            self._peaks = self._standing.edge.peaks()
        return SqlStep(writer, self._schema, now, self._standing, self._remembered)

    def _forget(self) -> None:
        """Read anew what the next step is to know."""
        self._remembered = Remembered()

    @contextmanager
    def reading(self) -> Generator[SqlReading]:
        """Read log and views as the last whole step left them."""
        with self._snapshot(self._least) as reader:
            yield SqlReading(reader, self._schema, self._map_path)

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
            self._least = max(self._least, size_in(reader))
            return self._least

    def _map_path(self, reader: Connection, number: int) -> tuple[bytes, ...]:
        """Return a bucket's path as a reader sees the map: from memory, where it is the same."""
        size = size_in(reader)
        with self._committing:
            if self._standing is not None and self._standing.edge.size == size:
                return tuple(self._standing.nodes.path(number))
        return tuple(standing_in(reader).nodes.path(number))

    @contextmanager
    def _whole(self) -> Generator[Connection]:
        """Begin a transaction of whoever changes whole tables; all of it is kept, or none."""
        with self._turn:
            self.claim()
            try:
                yield self._begin()
                self._standing = None
                self._commit()
            except BaseException as error:
                self._undo()
                told = self._told(error)
                if told is not None:
                    raise told from error
                raise
            finally:
                self._forget()

    def take_evidence_of(self, other: "SqlStore") -> None:
        """Keep what another store kept as evidence: it is in no entry."""
        with other._reader() as reader:  # noqa: SLF001  (of the same class)
            rows = reader.execute("SELECT leaf, raw FROM evidence").fetchall()
        with self._whole() as writer:
            writer.executemany(KEEP_EVIDENCE, rows)

    def take_all_of(self, other: "SqlStore", tell: Tell, *, claims: bool = True) -> int:
        """Take all that another store has into this one, which is empty; return how many rows.

        Both are compared before anything is kept. Nobody writes to either meanwhile; but for what
        ``claims`` nothing of the other: then it is taken as one of its steps has left it.
        """
        with self._beside(other, claims=claims) as (source, target):
            if any(target.count(table) for table in self._schema.tables()):
                raise UnavailableError(f"{self} holds something already: it is left alone")
            return copied(source, target, self._schema.tables(), tell)

    @contextmanager
    def _beside(self, other: "SqlStore", *, claims: bool = True) -> Generator[tuple[Side, Side]]:
        """Lend another store as it stands, and this one, in one transaction each."""
        if claims:
            other.claim()
        with other._snapshot(other.size()) as reader, self._whole() as writer:  # noqa: SLF001
            dialect = other._schema.dialect  # noqa: SLF001  (of the same class)
            yield Side(reader, dialect), Side(writer, self._schema.dialect)
