"""What does somebody see who only looks? The log, its views, and whether these are of our time."""

from typing import NamedTuple

from comptrol.adapters.store_sql.dialect import Connection
from comptrol.adapters.store_sql.ledger import standing_in
from comptrol.adapters.store_sql.reading import SqlReading
from comptrol.adapters.store_sql.schema import Schema


class Look(NamedTuple):
    """A log as it stands, seen through a connection that writes nothing."""

    reading: SqlReading
    entries: int
    engine: str
    """Which database it is in, as people name it."""
    current: bool
    """Whether the tables of its views are those of this version."""


def look_through(connection: Connection, schema: Schema, *, engine: str, current: bool) -> Look:
    """Return what a connection sees."""
    reading = SqlReading(
        connection, schema, lambda reader, number: tuple(standing_in(reader).nodes.path(number))
    )
    return Look(reading, reading.size(), engine, current)
