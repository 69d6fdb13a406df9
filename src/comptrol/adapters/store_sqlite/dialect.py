"""How SQLite keeps what every SQL store keeps."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

import msgspec
from sqlalchemy import Column, Integer, Text, bindparam, func, select
from sqlalchemy.dialects import sqlite
from sqlalchemy.sql import ColumnElement
from typing_extensions import override

from comptrol.adapters.store_sql import Columns, Dialect, TableOf, all_of, into
from comptrol.kernel.view import EVERY


class SqliteDialect(Dialect):
    """SQLite: rows come one by one, a list is bound as JSON."""

    compiler = sqlite.dialect(paramstyle="qmark")
    insert = staticmethod(sqlite.insert)
    whole, text = Integer(), Text()
    page_max = EVERY
    words = None

    @override
    def of_table(self, *, wide: bool) -> dict[str, Any]:
        """Keep rows in the tree of their keys; there each of a kilobyte would take a page."""
        return {"sqlite_strict": True, "sqlite_with_rowid": wide}

    @override
    def ddl(self, script: str) -> list[str]:
        return [statement for statement in script.split(";") if statement.strip()]

    @override
    def among(self, column: Column[Any]) -> ColumnElement[bool]:
        keys = func.json_each(bindparam("keys")).table_valued("value")
        return column.in_(select(keys.c.value))

    @override
    def listed(self, keys: Sequence[object]) -> object:
        return msgspec.json.encode(keys).decode()

    @override
    def first(self, connection: Any, sql: str, values: Sequence[Any], limit: int) -> Iterable[Any]:
        found = connection.execute(sql, values)
        if limit == EVERY:
            rows: Iterable[Any] = found
            return rows
        try:
            first: list[Any] = found.fetchmany(limit) if limit else []
        finally:
            found.close()
        return first

    @override
    def put(self, connection: Any, columns: Columns[Any], rows: list[tuple[object, ...]]) -> None:
        connection.executemany(columns.upsert, rows)

    @override
    def drawn(self, connection: Any, table: TableOf) -> Iterator[tuple[Any, ...]]:
        return iter(connection.execute(all_of(table)))

    @override
    def pour(self, connection: Any, table: TableOf, rows: Iterable[tuple[Any, ...]]) -> None:
        marks = ", ".join("?" * len(table.columns))
        connection.executemany(f"INSERT INTO {into(table)} VALUES ({marks})", rows)  # noqa: S608


SQLITE: Final = SqliteDialect()
