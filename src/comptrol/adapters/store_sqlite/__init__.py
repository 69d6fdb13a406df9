"""Log and views in one SQLite file."""

from comptrol.adapters.store_sqlite.looking import looked_at
from comptrol.adapters.store_sqlite.snapshot import (
    as_it_lies,
    bytes_of,
    one_file,
    problems,
    snapshot,
    snapshots,
)
from comptrol.adapters.store_sqlite.store import SqliteStore, unfitting_at

__all__ = [
    "SqliteStore",
    "as_it_lies",
    "bytes_of",
    "looked_at",
    "one_file",
    "problems",
    "snapshot",
    "snapshots",
    "unfitting_at",
]
