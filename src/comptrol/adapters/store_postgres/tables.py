"""The tables of a schema: made once, and known by the words that made them."""

import re
from typing import Final, Protocol

from psycopg import errors

from comptrol.adapters.store_postgres.connection import PostgresConnection
from comptrol.adapters.store_sql.ledger import size_in
from comptrol.kernel.errors import UnavailableError

MADE: Final = "made_tables"
_TABLE: Final = re.compile(r"CREATE TABLE (\S+)")


class Claims(Protocol):
    """Whoever can keep a schema to itself."""

    def claim(self) -> None:
        """Keep it to this process."""
        ...


def prepare(store: Claims, writer: PostgresConnection, wanted: list[str]) -> None:
    """Make the tables of a new schema; refuse one that another version made differently."""
    made = made_in(writer)
    if not made:
        store.claim()  # of two that begin at once, one makes them
        made = made_in(writer)
    if not made:
        _make(writer, wanted)
    elif told := unfitting(made, wanted):
        raise UnavailableError(told)


def unfitting(made: set[str], wanted: list[str]) -> str:
    """Return why the tables of a schema are not those that are wanted; empty where they are."""
    if {_shape(sql) for sql in wanted} <= made:
        return ""
    return (
        "the tables of the database were made by another version; "
        "make them anew from its log: comptrol ledger rebuild"
    )


def made_in(writer: PostgresConnection) -> set[str]:
    """Return the words that made the tables of a schema; none in one that is not ours yet."""
    found = writer.execute("SELECT to_regclass(?) IS NOT NULL", (MADE,)).fetchone()
    if found != (True,):
        return set()
    return {sql for (sql,) in writer.execute(f"SELECT statement FROM {MADE}")}  # noqa: S608  (names of ours alone)


def holds_a_log(writer: PostgresConnection) -> bool:
    """Tell whether a schema has our tables, and an entry in them."""
    return bool(made_in(writer)) and size_in(writer) > 0


def _make(writer: PostgresConnection, wanted: list[str]) -> None:
    writer.execute("BEGIN")
    try:
        remake(writer, wanted)
        writer.execute("COMMIT")
    except errors.DuplicateTable as error:
        writer.roll_back()
        raise UnavailableError(
            "the schema holds tables of something else; name one of its own: "
            "CREATE SCHEMA comptrol, and ?options=-csearch_path%3Dcomptrol in the address"
        ) from error
    except BaseException:
        writer.roll_back()
        raise


def remake(writer: PostgresConnection, wanted: list[str]) -> None:
    """Drop the tables that we made, if there are any, and make others, within a transaction."""
    for sql in made_in(writer):
        table = _TABLE.match(sql)
        if table is not None:
            writer.execute(f"DROP TABLE {table[1]}")
    writer.execute(f"DROP TABLE IF EXISTS {MADE}")
    if not wanted:
        return
    writer.execute(f"CREATE TABLE {MADE} (number BIGINT PRIMARY KEY, statement TEXT NOT NULL)")
    for statement in wanted:
        writer.execute(statement)
    rows = [(number, _shape(sql)) for number, sql in enumerate(wanted)]
    writer.executemany(f"INSERT INTO {MADE} VALUES (?, ?)", rows)  # noqa: S608  (names of ours alone)


def _shape(sql: str) -> str:
    """Return SQL without its layout."""
    return " ".join(sql.split())
