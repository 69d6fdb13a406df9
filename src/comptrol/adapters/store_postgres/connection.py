"""Connections to a server, and what a server must be like for us to trust it."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from functools import lru_cache
from typing import Any, Final

import psycopg
from psycopg import Error, errors
from psycopg.pq import TransactionStatus
from psycopg_pool import ConnectionPool

from comptrol.adapters.store_postgres.address import Address
from comptrol.kernel.errors import UnavailableError

VERSION_MIN: Final = 14
READERS_MAX: Final = 16
"""Connections that read, at most; whoever comes then waits."""
WAIT_S: Final = 10.0
_DRAWN: Final = 2_000
_PREPARED_MAX: Final = 1_000
_KEEPALIVES: Final = {
    "tcp_keepalives_idle": "20",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "4",
}
"""A server lets go of the lock of a writer whose machine is gone in a minute, not in two hours."""

Inner = psycopg.Connection[tuple[Any, ...]]


class PostgresConnection:
    """A connection that is spoken to as every SQL store speaks."""

    def __init__(self, inner: Inner) -> None:
        self._inner = inner

    def execute(self, sql: str, values: Sequence[Any] = ()) -> psycopg.Cursor[tuple[Any, ...]]:
        """Run one statement; what is returned gives its rows."""
        return self._inner.execute(_spelt(sql), values or None, binary=True)

    def executemany(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run one statement for each of many rows, in one journey; of none, nothing."""
        each = list(rows)
        if len(each) == 1:  # without the two messages around a pipeline
            self.execute(sql, each[0])
            return
        with self._inner.cursor() as cursor:
            cursor.executemany(_spelt(sql), each)

    def drawn(self, sql: str) -> Iterator[tuple[Any, ...]]:
        """Return the rows of a query, however many, a few thousand at a time."""
        with self._inner.cursor(name="drawn", binary=True) as cursor:
            cursor.itersize = _DRAWN
            yield from cursor.execute(_spelt(sql))

    def pour(self, into: str, rows: Iterable[tuple[Any, ...]]) -> None:
        """Put rows into a table in bulk."""
        with self._inner.cursor() as cursor, cursor.copy(f"COPY {into} FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)

    @property
    def usable(self) -> bool:
        """Tell whether it can still be spoken to."""
        return not self._inner.closed

    def roll_back(self) -> None:
        """Leave nothing of a transaction; a connection in another state is given up."""
        with suppress(Error):
            if self._inner.info.transaction_status in _OPEN:
                self._inner.execute("ROLLBACK")
        if self._inner.info.transaction_status is not TransactionStatus.IDLE:
            self.close()

    def close(self) -> None:
        """Let go of it."""
        self._inner.close()


_OPEN: Final = {TransactionStatus.INTRANS, TransactionStatus.INERROR}


@lru_cache(maxsize=4_096)
def _spelt(sql: str) -> bytes:
    """Return SQL with psycopg's marks for values."""
    return sql.replace("?", "%s").encode()


def in_words(error: BaseException) -> str:
    """Return the first line of what a server or the library said."""
    return (str(error).strip() or type(error).__name__).splitlines()[0]


def connected(address: Address) -> PostgresConnection:
    """Connect to write, and check that what is committed there stays."""
    inner: Inner | None = None
    try:
        inner = psycopg.connect(address.url, **_asked())
        _check(inner, address)
        _make_durable(inner, address)
    except UnavailableError:
        assert inner is not None, "it was asked"
        inner.close()
        raise
    except errors.InsufficientPrivilege as error:
        raise UnavailableError(f"{address}: a right is missing: {in_words(error)}") from error
    except Error as error:
        raise UnavailableError(f"{address} cannot be reached: {in_words(error)}") from error
    return PostgresConnection(inner)


def looking(address: Address) -> PostgresConnection:
    """Connect to read alone, a replica too."""
    inner: Inner = psycopg.connect(address.url, **_asked())
    _only_reads(inner)
    return PostgresConnection(inner)


def readers(address: Address, *, wait_s: float = WAIT_S) -> ConnectionPool[Inner]:
    """Return connections that read, each made when it is first needed."""
    return ConnectionPool(
        address.url,
        connection_class=Inner,
        kwargs=_asked(),
        min_size=0,
        max_size=READERS_MAX,
        open=True,
        timeout=wait_s,
        reconnect_timeout=wait_s,
        check=ConnectionPool.check_connection,
        configure=_only_reads,
    )


def _asked() -> dict[str, Any]:
    return {
        "autocommit": True,  # no transaction but our own
        "prepare_threshold": 2,
        "connect_timeout": 10,
        "application_name": "comptrol",
        "client_encoding": "UTF8",
    }


def _only_reads(inner: Inner) -> None:
    inner.prepared_max = _PREPARED_MAX
    inner.execute("SET default_transaction_read_only = on")


def _check(inner: Inner, address: Address) -> None:
    """Refuse a server on which what we write would not come back as it was."""
    too_old = is_too_old(inner.info.server_version)
    if too_old is not None:
        raise UnavailableError(f"{address} {too_old}")
    encoding = inner.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        raise UnavailableError(
            f"{address} is in {encoding}; make one in UTF-8: createdb --encoding=UTF8 "
            "--template=template0"
        )


def is_too_old(version: int) -> str | None:
    """Return what to say of a server's version as it tells it; nothing where it will do.

    >>> is_too_old(130012), is_too_old(140000)
    ('is version 13; 14 or newer is needed', None)
    """
    major = version // 10_000
    if major >= VERSION_MIN:
        return None
    return f"is version {major}; {VERSION_MIN} or newer is needed"


def _make_durable(inner: Inner, address: Address) -> None:
    """Have every commit synced, and refuse a server that does not sync."""
    inner.prepared_max = _PREPARED_MAX
    query = (
        "SELECT current_setting('fsync'), current_setting('synchronous_commit'), "
        "pg_is_in_recovery(), current_schema()"
    )
    found = inner.execute(query).fetchone()
    assert found is not None, "a query without FROM has a row"
    fsync, synchronous, replica, schema = found
    if fsync != "on":
        raise UnavailableError(f"{address} runs with fsync = {fsync}: it loses what it committed")
    if replica:
        raise UnavailableError(f"{address} is a replica, which only reads: name the primary")
    if schema is None:
        raise UnavailableError(
            f"{address} has no schema to keep tables in: CREATE SCHEMA, or set search_path"
        )
    if synchronous != "remote_apply":  # which waits for more than we do
        inner.execute("SET synchronous_commit = on")
    for name, value in _KEEPALIVES.items():
        inner.execute(f"SET {name} = {value}")
