"""How PostgreSQL keeps what every SQL store keeps.

Text sorts by code points, as it does everywhere here: collation "C" of a database in UTF-8. It
cannot hold a NUL, which a statement may have: that is kept as two characters, and so are those
that begin them, in a way that sorts as before.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from typing import Any, Final, cast

from sqlalchemy import BigInteger, Column, Text, any_, bindparam
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql.base import PGDialect
from sqlalchemy.engine.interfaces import Dialect as Compiler
from sqlalchemy.sql import ColumnElement
from typing_extensions import override

from comptrol.adapters.store_postgres.connection import PostgresConnection
from comptrol.adapters.store_sql import Columns, Connection, Dialect, TableOf, all_of, into

_NUL, _MARK = "\x00", "\x01"
MANY: Final = 8
"""Rows from which on one statement with a list for each column is quicker than one to a row."""
_SPELLINGS: Final = (
    ("IF NOT EXISTS ", ""),
    (" STRICT, WITHOUT ROWID", ""),
    (" STRICT", ""),
    ("INTEGER", "BIGINT"),
    ("BLOB", "BYTEA"),
    ("TEXT", 'TEXT COLLATE "C"'),
)


def kept_text(text: str) -> str:
    r"""Return text as PostgreSQL can hold it.

    >>> kept_text("a"), kept_text("\x00b\x01")
    ('a', '\x01\x01b\x01\x02')
    """
    if _NUL not in text and _MARK not in text:
        return text
    return text.replace(_MARK, f"{_MARK}\x02").replace(_NUL, f"{_MARK}\x01")


def told_text(kept: str) -> str:
    r"""Return text as it was before it was kept.

    >>> told_text(kept_text("\x00\x01\x02")) == "\x00\x01\x02"
    True
    """
    if _MARK not in kept:
        return kept
    return kept.replace(f"{_MARK}\x01", _NUL).replace(f"{_MARK}\x02", _MARK)


class PostgresDialect(Dialect):
    """PostgreSQL: a query brings all its rows at once, a list is an array."""

    # SQLAlchemy does not declare what its dialects are made with.
    compiler = cast("Callable[..., Compiler]", PGDialect)(paramstyle="qmark")
    insert = staticmethod(postgresql.insert)
    whole, text = BigInteger(), Text(collation="C")
    page_max = 1_000
    words = kept_text, told_text

    @override
    def of_table(self, *, wide: bool) -> dict[str, Any]:
        return {}

    @override
    def ddl(self, script: str) -> list[str]:
        for ours, theirs in _SPELLINGS:
            script = script.replace(ours, theirs)
        return [statement for statement in script.split(";") if statement.strip()]

    @override
    def among(self, column: Column[Any]) -> ColumnElement[bool]:
        return column == any_(bindparam("keys", type_=postgresql.ARRAY(Text)))

    @override
    def listed(self, keys: Sequence[object]) -> object:
        return list(keys)

    @override
    def first(
        self, connection: Connection, sql: str, values: Sequence[Any], limit: int
    ) -> Iterable[Any]:
        rows: list[Any] = connection.execute(f"{sql} LIMIT ?", (*values, limit)).fetchall()
        return rows

    @override
    def put(
        self, connection: Connection, columns: Columns[Any], rows: list[tuple[object, ...]]
    ) -> None:
        if len(rows) < MANY:
            connection.executemany(columns.upsert, rows)
            return
        whole = [isinstance(column.type, BigInteger) for column in columns.table.columns]
        connection.execute(
            _of_lists(columns.upsert, tuple(whole)),
            [list(column) for column in zip(*rows, strict=True)],
        )

    @override
    def drawn(self, connection: PostgresConnection, table: TableOf) -> Iterator[tuple[Any, ...]]:
        found = connection.drawn(all_of(table))
        return found if not any(table.texts) else _each(found, table.texts, told_text)

    @override
    def pour(
        self, connection: PostgresConnection, table: TableOf, rows: Iterable[tuple[Any, ...]]
    ) -> None:
        connection.pour(into(table), _each(rows, table.texts, kept_text))


def _each(
    rows: Iterable[tuple[Any, ...]], texts: tuple[bool, ...], change: Callable[[str], str]
) -> Iterator[tuple[Any, ...]]:
    """Change the text in rows."""
    for row in rows:
        yield tuple(
            [
                change(value) if text and value is not None else value
                for value, text in zip(row, texts, strict=True)
            ]
        )


@cache
def _of_lists(upsert: str, whole: tuple[bool, ...]) -> str:
    """Return the SQL that stores rows of which each column comes as a list."""
    values = ", ".join("?" * len(whole))
    lists = ", ".join("?::bigint[]" if each else "?::text[]" for each in whole)
    before, found, after = upsert.partition(f"VALUES ({values})")
    assert found, upsert
    return f"{before}SELECT * FROM unnest({lists}){after}"  # noqa: S608  (names of ours alone)


POSTGRES: Final = PostgresDialect()
