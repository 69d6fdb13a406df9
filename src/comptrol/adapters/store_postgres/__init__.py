"""Log and views in a PostgreSQL database (extra ``postgres``)."""

from comptrol.adapters.store_postgres.store import PostgresStore

__all__ = ["PostgresStore"]
