"""A replica to read from, as long as it keeps up."""

from collections.abc import Generator
from contextlib import contextmanager
from time import monotonic
from typing import Final

import psycopg

from comptrol.adapters.store_postgres.address import Address
from comptrol.adapters.store_postgres.connection import PostgresConnection, readers
from comptrol.adapters.store_sql.ledger import size_in

LAG: Final = """
SELECT coalesce(CASE
    WHEN NOT pg_is_in_recovery() THEN 0
    WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn()
        AND EXISTS (SELECT pid FROM pg_stat_wal_receiver) THEN 0
    ELSE extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp())
END, 1e9)
"""
"""Seconds behind: none while all that arrives is applied, else since what was applied last."""
_WAIT_S: Final = 2.0
_TRY_AGAIN_AFTER_S: Final = 5.0


class Replica:
    """Another server that follows the first. Nobody is given what is older than they may know."""

    def __init__(self, address: Address, lag_max_s: int) -> None:
        self._address, self._lag_max_s = address, lag_max_s
        self._readers = readers(address, wait_s=_WAIT_S)
        self._away_until = 0.0

    def close(self) -> None:
        """Let go of every connection."""
        self._readers.close()

    @contextmanager
    def snapshot(self, least: int) -> Generator[PostgresConnection | None]:
        """Lend a connection that sees one whole step, with so many entries at least."""
        reader = self._lent()
        if reader is None:
            yield None
            return
        try:
            connection = PostgresConnection(reader)
            yield connection if self._keeps_up(connection, least) else None
        finally:
            PostgresConnection(reader).roll_back()
            self._readers.putconn(reader)

    def _lent(self) -> psycopg.Connection[tuple[object, ...]] | None:
        """Return a connection, unless the replica is away or was just now."""
        if monotonic() < self._away_until:
            return None
        try:
            return self._readers.getconn()
        except psycopg.Error:
            self._away_until = monotonic() + _TRY_AGAIN_AFTER_S
            return None

    def _keeps_up(self, reader: PostgresConnection, least: int) -> bool:
        """Begin a snapshot; tell whether it is of what the log has come to by now."""
        try:
            reader.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            found = reader.execute(LAG).fetchone()
            return found is not None and found[0] <= self._lag_max_s and size_in(reader) >= least
        except psycopg.Error:
            self._away_until = monotonic() + _TRY_AGAIN_AFTER_S
            return False
