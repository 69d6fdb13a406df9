"""The log's tiles, subject map and evidence as tables."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from comptrol.adapters.store_sql.dialect import Connection
from comptrol.adapters.store_sql.entries import envelopes_from
from comptrol.kernel.ledger.edge import Edge
from comptrol.kernel.ledger.growth import Growth, Standing, standing_of
from comptrol.kernel.ledger.tile import WIDTH
from comptrol.kernel.ledger.tree import Peaks, leaf_hash

LEDGER: Final = """
CREATE TABLE IF NOT EXISTS tiles (
    level INTEGER NOT NULL,
    number INTEGER NOT NULL,
    hashes BLOB NOT NULL,
    PRIMARY KEY (level, number)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS subject_buckets (
    number INTEGER PRIMARY KEY,
    records BLOB NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS evidence (
    leaf TEXT PRIMARY KEY,
    raw BLOB NOT NULL
) STRICT, WITHOUT ROWID;
"""
_AT_ONCE: Final = 500
_PAGE: Final = 4_096


class SqlBuckets:
    """The buckets of the subject map, read through one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def some(self, numbers: Sequence[int]) -> Mapping[int, bytes]:
        """Return buckets by their numbers; those without a record are left out."""
        found: dict[int, bytes] = {}
        for start in range(0, len(numbers), _AT_ONCE):
            part = numbers[start : start + _AT_ONCE]
            marks = ",".join("?" * len(part))
            query = f"SELECT number, records FROM subject_buckets WHERE number IN ({marks})"  # noqa: S608  (names of ours alone)
            found.update(self._connection.execute(query, part))
        return found

    def every(self) -> Iterable[tuple[int, bytes]]:
        """Return every bucket that has a record."""
        query = (
            "SELECT number, records FROM subject_buckets "  # noqa: S608  (names of ours alone)
            f"WHERE number > ? ORDER BY number LIMIT {_PAGE}"
        )
        last = -1
        while rows := self._connection.execute(query, (last,)).fetchall():
            yield from rows
            last = rows[-1][0]


def size_in(connection: Connection) -> int:
    """Return how many entries the log has."""
    query = "SELECT (SELECT max(position) FROM entries), (SELECT max(number) FROM bundles)"
    last, full = connection.execute(query).fetchone()
    if last is not None:
        return int(last) + 1
    return 0 if full is None else (int(full) + 1) * WIDTH


def tile_in(connection: Connection, level: int, number: int) -> bytes:
    """Return the hashes of a tile as far as it is filled; empty where there is none."""
    query = "SELECT hashes FROM tiles WHERE level = ? AND number = ?"
    found = connection.execute(query, (level, number)).fetchone()
    return found[0] if found else b""


def standing_in(connection: Connection) -> Standing:
    """Work out what is kept in memory between steps."""
    edge = Edge.read(size_in(connection), lambda level, number: tile_in(connection, level, number))
    return standing_of(edge, SqlBuckets(connection).every())


def write_growth(connection: Connection, growth: Growth) -> None:
    """Write the tiles and buckets of a batch."""
    connection.executemany(
        "INSERT INTO tiles VALUES (?, ?, ?) "
        "ON CONFLICT (level, number) DO UPDATE SET hashes = excluded.hashes",
        [(place.level, place.number, hashes) for place, hashes in growth.tiles()],
    )
    if growth.redrawn:
        connection.execute("DELETE FROM subject_buckets")
    connection.executemany(
        "INSERT INTO subject_buckets VALUES (?, ?) "
        "ON CONFLICT (number) DO UPDATE SET records = excluded.records",
        sorted(growth.changed.items()),
    )


def peaks_as_stored(connection: Connection, before: Peaks, size: int) -> Peaks:
    """Return the peaks of the tree again, from the entries' bytes as the database now has them.

    Where a bundle was finished, all of it is read again: its earlier entries were moved into it.
    """
    full = before.size // WIDTH
    if size // WIDTH > full:
        before = Peaks(full * WIDTH, before.hashes[: full.bit_count()])
    return before.grown(leaf_hash(raw) for _, raw in envelopes_from(connection, before.size))
