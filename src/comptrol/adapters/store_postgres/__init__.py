"""Log and views in a PostgreSQL database (extra ``postgres``)."""

from contextlib import closing

from comptrol.adapters.store_postgres.address import Address
from comptrol.adapters.store_postgres.connection import connected
from comptrol.adapters.store_postgres.replica import Replica
from comptrol.adapters.store_postgres.store import PostgresStore
from comptrol.adapters.store_postgres.tables import holds_a_log

__all__ = ["Address", "PostgresStore", "Replica", "holds_a_log_at"]


def holds_a_log_at(address: Address) -> bool:
    """Tell whether there is a log at an address, without making anything there."""
    with closing(connected(address)) as connection:
        return holds_a_log(connection)
