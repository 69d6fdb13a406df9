"""Log and views in tables: what every SQL database keeps in the same way."""

from comptrol.adapters.store_sql.columns import Columns
from comptrol.adapters.store_sql.dialect import Connection, Dialect, all_of, into
from comptrol.adapters.store_sql.reading import SqlReading
from comptrol.adapters.store_sql.schema import Schema
from comptrol.adapters.store_sql.store import SqlStore
from comptrol.adapters.store_sql.tables import TableOf

__all__ = [
    "Columns",
    "Connection",
    "Dialect",
    "Schema",
    "SqlReading",
    "SqlStore",
    "TableOf",
    "all_of",
    "into",
]
