"""Log and views in a PostgreSQL database (extra ``postgres``)."""

from contextlib import closing

from comptrol.adapters.store_postgres.address import Address
from comptrol.adapters.store_postgres.connection import connected
from comptrol.adapters.store_postgres.looking import lag_s, looked_at
from comptrol.adapters.store_postgres.replica import Replica
from comptrol.adapters.store_postgres.store import PostgresStore
from comptrol.adapters.store_postgres.tables import holds_a_log

__all__ = [
    "Address",
    "PostgresStore",
    "Replica",
    "bytes_at",
    "holds_a_log_at",
    "lag_s",
    "looked_at",
]


def holds_a_log_at(address: Address) -> bool:
    """Tell whether there is a log at an address, without making anything there."""
    with closing(connected(address)) as connection:
        return holds_a_log(connection)


def bytes_at(address: Address) -> int:
    """Return how many bytes the tables and indexes of a schema take on its server."""
    query = (
        "SELECT coalesce(sum(pg_total_relation_size(oid)), 0)::bigint FROM pg_class "
        "WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace"
    )
    with closing(connected(address)) as connection:
        found = connection.execute(query).fetchone()
    return int(found[0]) if found else 0
