"""Log and views in one SQLite file."""

from comptrol.adapters.store_sqlite.store import SqliteStore

__all__ = ["SqliteStore"]
