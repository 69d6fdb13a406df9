"""A whole store taken into another: every table, checked row by row before any of it counts."""

from collections.abc import Callable, Iterator
from itertools import zip_longest
from typing import Any, Final

from comptrol.adapters.store_sql.dialect import Connection, Dialect
from comptrol.adapters.store_sql.entries import envelopes_from
from comptrol.adapters.store_sql.ledger import size_in, tile_in
from comptrol.adapters.store_sql.tables import TableOf
from comptrol.kernel.errors import NotProvenError
from comptrol.kernel.ledger.proving import Prover
from comptrol.kernel.ledger.tree import Peaks, leaf_hash

Tell = Callable[[str, int], None]
"""Hears of a table how many more of its rows are done."""
_TELL_EVERY: Final = 1_000


class Side:
    """One of two databases, seen through a connection within a transaction."""

    def __init__(self, connection: Connection, dialect: Dialect) -> None:
        self.connection, self._dialect = connection, dialect

    def rows(self, table: TableOf) -> Iterator[tuple[Any, ...]]:
        """Return every row of a table in the order of its key, as it is in every database."""
        return self._dialect.drawn(self.connection, table)

    def pour(self, table: TableOf, rows: Iterator[tuple[Any, ...]]) -> None:
        """Put rows into a table that has none."""
        self._dialect.pour(self.connection, table, rows)

    def count(self, table: TableOf) -> int:
        """Return how many rows a table has."""
        query = f"SELECT count(*) FROM {table.name}"  # noqa: S608  (names of ours alone)
        return int(self.connection.execute(query).fetchone()[0])

    def root(self) -> tuple[int, bytes]:
        """Return the size of the log and its root by the tiles; the entries must lead to it."""
        size = size_in(self.connection)
        tiles = Prover(lambda level, number: tile_in(self.connection, level, number)).root(size)
        entries = Peaks().grown(leaf_hash(raw) for _, raw in envelopes_from(self.connection, 0))
        if entries.size != size or (size and entries.root() != tiles):
            raise NotProvenError(f"the {size} entries of the log do not lead to its root")
        return size, tiles


def copied(source: Side, target: Side, tables: tuple[TableOf, ...], tell: Tell) -> int:
    """Copy every table, then compare every row, count and root; return how many rows there are.

    Whoever calls commits: what differs is an error, and nothing of the copy may then be kept.
    """
    for table in tables:
        target.pour(table, _told(source.rows(table), table.name, tell))
    rows = sum(_compared(source, target, table, tell) for table in tables)
    if source.root() != target.root():
        raise NotProvenError("the roots of the two logs differ: nothing was kept")
    return rows


def _compared(source: Side, target: Side, table: TableOf, tell: Tell) -> int:
    """Compare a table on both sides; return how many rows it has."""
    rows = 0
    ours = _told(source.rows(table), table.name, tell)
    for left, right in zip_longest(ours, target.rows(table)):
        if left != right:
            raise NotProvenError(f"a row of {table.name} differs: {left}, {right}")
        rows += 1
    if not source.count(table) == target.count(table) == rows:
        raise NotProvenError(f"the counts of {table.name} differ: nothing was kept")
    return rows


def _told(rows: Iterator[tuple[Any, ...]], name: str, tell: Tell) -> Iterator[tuple[Any, ...]]:
    done = 0
    for row in rows:
        yield row
        done += 1
        if done == _TELL_EVERY:
            tell(name, done)
            done = 0
    tell(name, done)
