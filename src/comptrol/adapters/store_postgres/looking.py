"""Looking into a database that somebody else writes: nothing is changed, and no lock is taken."""

from collections.abc import Generator, Sequence
from contextlib import closing, contextmanager
from typing import Any

import psycopg

from comptrol.adapters.store_postgres.address import Address
from comptrol.adapters.store_postgres.connection import connected, in_words, looking
from comptrol.adapters.store_postgres.dialect import POSTGRES
from comptrol.adapters.store_postgres.replica import LAG
from comptrol.adapters.store_postgres.tables import made_in, unfitting
from comptrol.adapters.store_sql import Schema
from comptrol.adapters.store_sql.looking import Look, look_through
from comptrol.kernel.errors import UnavailableError
from comptrol.kernel.view import Layout


@contextmanager
def looked_at(address: Address, layouts: Sequence[Layout[Any]]) -> Generator[Look]:
    """Lend what is in a database as the last whole step left it.

    Raises UnavailableError where it is not reached, or would not do: version, encoding, fsync.
    """
    schema = Schema(layouts, POSTGRES)
    try:
        with closing(connected(address)) as connection:
            connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            row = connection.execute("SELECT current_setting('server_version')").fetchone()
            engine = f"PostgreSQL {row[0] if row else '?'}, UTF-8, commits synced"
            current = not unfitting(made_in(connection), schema.statements())
            yield look_through(connection, schema, engine=engine, current=current)
    except psycopg.Error as error:
        raise UnavailableError(f"{address} cannot be read: {in_words(error)}") from error


def lag_s(address: Address) -> float:
    """Return how many seconds a replica is behind, or raise UnavailableError."""
    try:
        with closing(looking(address)) as connection:
            found = connection.execute(LAG).fetchone()
    except psycopg.Error as error:
        raise UnavailableError(f"{address} cannot be reached: {in_words(error)}") from error
    return float(found[0]) if found else 0.0
