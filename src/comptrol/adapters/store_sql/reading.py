"""The log and its views as one whole step left them, through one reading connection."""

from collections.abc import Callable, Iterator

from comptrol.adapters.store_sql.dialect import Connection
from comptrol.adapters.store_sql.entries import (
    Unpacked,
    entries_from,
    linked_at,
    position_under,
)
from comptrol.adapters.store_sql.ledger import SqlBuckets, size_in, tile_in
from comptrol.adapters.store_sql.rows import SqlRows
from comptrol.adapters.store_sql.schema import Schema
from comptrol.flow.ports import Logged
from comptrol.kernel.errors import NotFoundError
from comptrol.kernel.identifiers import Digest
from comptrol.kernel.ledger.growth import Links

NodesOf = Callable[[Connection, int], tuple[bytes, ...]]
"""Returns the siblings from a bucket up to the map's root, as a connection sees the map."""


class SqlReading(SqlRows):
    """Views, log, tiles and map as one whole step left them."""

    def __init__(self, connection: Connection, schema: Schema, nodes: NodesOf) -> None:
        super().__init__(connection, schema)
        self._nodes = nodes
        self._unpacked: Unpacked = {}

    def entries(self, start: int = 0) -> Iterator[Logged]:
        """Return the log from a position on."""
        return entries_from(self._connection, start)

    def size(self) -> int:
        """Return how many entries the log has."""
        return size_in(self._connection)

    def tile(self, level: int, number: int) -> bytes:
        """Return the hashes of a tile as far as it is filled; empty where there is none."""
        return tile_in(self._connection, level, number)

    def bucket(self, number: int) -> bytes:
        """Return a bucket of the subject map."""
        return SqlBuckets(self._connection).some((number,)).get(number, b"")

    def map_path(self, number: int) -> tuple[bytes, ...]:
        """Return the siblings from a bucket of the subject map up to its root."""
        return self._nodes(self._connection, number)

    def linked(self, position: int) -> tuple[Logged, Links]:
        """Return an entry, and where the entries before it about its subjects are."""
        found = linked_at(self._connection, position, self._unpacked)
        if found is None:
            raise NotFoundError(f"the log has no entry {position}")
        return found

    def position_under(self, key: bytes, sequence: int) -> int | None:
        """Return where the statement of a key under a number is; nothing if it was not used."""
        return position_under(self._connection, key, sequence)

    def evidence(self, leaf: Digest) -> bytes | None:
        """Return bytes that were kept as evidence."""
        query = "SELECT raw FROM evidence WHERE leaf = ?"
        found = self._connection.execute(query, (leaf,)).fetchone()
        return found[0] if found else None
