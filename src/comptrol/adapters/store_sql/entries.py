"""The entries of the log: the signer's bytes, where, when, and under which number.

Each 256 entries that a published bundle has stand together in one row, compressed in blocks; only
those of the last, unfinished bundle have a row each. What would be the same in every entry of a
step stands once: its moment. Where the statements of a signer are stands in lists, so that a
number costs five bytes and not an index.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from comptrol.adapters.store_sql.blocks import BLOCK, as_kept, block_of, from_kept
from comptrol.adapters.store_sql.dialect import Connection
from comptrol.flow.ports import Logged
from comptrol.kernel.ledger.growth import Links, links_of
from comptrol.kernel.ledger.tile import WIDTH

LOG: Final = """
CREATE TABLE IF NOT EXISTS bundles (
    number INTEGER PRIMARY KEY,
    links BLOB NOT NULL,
    entries BLOB NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS entries (
    position INTEGER PRIMARY KEY,
    links BLOB NOT NULL,
    envelope BLOB NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS moments (
    first INTEGER PRIMARY KEY,
    logged_at INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS issuers (
    issuer INTEGER PRIMARY KEY,
    key BLOB NOT NULL UNIQUE,
    sequence INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS numbers (
    issuer INTEGER NOT NULL,
    list INTEGER NOT NULL,
    positions BLOB NOT NULL,
    PRIMARY KEY (issuer, list)
) STRICT, WITHOUT ROWID;
"""

Unpacked = dict[int, tuple[list[bytes], list[bytes]]]
"""Links and entries of blocks of finished bundles, by number."""

_UNPACKED_MAX: Final = 64
_AT_ONCE: Final = 64
"""Bundles that are read at once: some MB."""
_MOMENTS: Final = 10_000
"""Moments that are read at once."""
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_LIST: Final = 256
"""Numbers to a list."""
_WIDTH: Final = 5
"""Bytes to a position: enough for a million million entries."""


def microseconds(moment: datetime) -> int:
    """Return a moment as it is kept: whole microseconds since 1970."""
    return (moment - _EPOCH) // _MICROSECOND


def moment(microseconds: int) -> datetime:
    """Return a moment that is kept as microseconds since 1970."""
    return _EPOCH + timedelta(microseconds=microseconds)


def last_moment(connection: Connection) -> datetime | None:
    """Return when the last entry was logged; nothing before the first."""
    query = "SELECT logged_at FROM moments ORDER BY first DESC LIMIT 1"
    found = connection.execute(query).fetchone()
    return None if found is None else moment(found[0])


def entries_from(connection: Connection, start: int) -> Iterator[Logged]:
    """Return the log from a position on."""
    moments = _moments_from(connection, start)
    at, following = _EPOCH, next(moments, None)
    for position, raw in envelopes_from(connection, start):
        while following is not None and following[0] <= position:
            at, following = moment(following[1]), next(moments, None)
        yield Logged(position=position, logged_at=at, raw=raw)


def _moments_from(connection: Connection, start: int) -> Iterator[tuple[int, int]]:
    """Return from which entry on it was when, from the moment of one entry on."""
    query = "SELECT max(first) FROM moments WHERE first <= ?"
    (first,) = connection.execute(query, (start,)).fetchone()
    query = (
        "SELECT first, logged_at FROM moments "  # noqa: S608  (names of ours alone)
        f"WHERE first >= ? ORDER BY first LIMIT {_MOMENTS}"
    )
    while rows := connection.execute(query, (first or 0,)).fetchall():
        yield from rows
        first = rows[-1][0] + 1


def envelopes_from(connection: Connection, start: int) -> Iterator[tuple[int, bytes]]:
    """Return position and bytes of every entry from a position on."""
    for number, packed in _bundles_from(connection, start // WIDTH):
        skipped = max(start - number * WIDTH, 0)
        found = from_kept(packed, number)
        yield from enumerate(found[skipped:], number * WIDTH + skipped)
    query = "SELECT position, envelope FROM entries WHERE position >= ? ORDER BY position"
    yield from connection.execute(query, (start,))


def _bundles_from(connection: Connection, first: int) -> Iterator[tuple[int, bytes]]:
    """Return number and bytes of every bundle from one on, so many at a time."""
    query = "SELECT number, entries FROM bundles WHERE number >= ? AND number < ? ORDER BY number"
    found = _AT_ONCE
    while found == _AT_ONCE:
        rows = connection.execute(query, (first, first + _AT_ONCE)).fetchall()
        yield from rows
        first, found = first + _AT_ONCE, len(rows)


def linked_at(
    connection: Connection,
    position: int,
    unpacked: Unpacked | None = None,
) -> tuple[Logged, Links] | None:
    """Return one entry and its links; what is unpacked for it is kept for the next, if wanted."""
    query = "SELECT links, envelope FROM entries WHERE position = ?"
    found = connection.execute(query, (position,)).fetchone()
    if found is None:
        found = _bundled_at(connection, position, {} if unpacked is None else unpacked)
    if found is None:
        return None
    links, raw = found
    query = "SELECT logged_at FROM moments WHERE first <= ? ORDER BY first DESC LIMIT 1"
    (at,) = connection.execute(query, (position,)).fetchone()
    return Logged(position=position, logged_at=moment(at), raw=raw), links_of(links, position)


def _bundled_at(
    connection: Connection,
    position: int,
    unpacked: Unpacked,
) -> tuple[bytes, bytes] | None:
    """Return packed links and bytes of an entry of a finished bundle."""
    number, at = divmod(position, WIDTH)
    place = position // BLOCK
    if place not in unpacked:
        query = "SELECT links, entries FROM bundles WHERE number = ?"
        found = connection.execute(query, (number,)).fetchone()
        if found is None:
            return None
        if len(unpacked) >= _UNPACKED_MAX:
            unpacked.clear()
        links, entries = (block_of(packed, number, at // BLOCK) for packed in found)
        unpacked[place] = links, entries
    links, entries = unpacked[place]
    return links[at % BLOCK], entries[at % BLOCK]


def put_entries(connection: Connection, start: int, rows: list[tuple[bytes, bytes]]) -> None:
    """Keep packed links and bytes of entries from a position on; finish the bundles they fill."""
    first, waiting = start - start % WIDTH, start % WIDTH
    full = (start + len(rows)) // WIDTH - start // WIDTH
    if full and waiting:
        query = "SELECT links, envelope FROM entries ORDER BY position"
        rows = [*connection.execute(query), *rows]
        connection.execute("DELETE FROM entries")
        start = first
    done = full * WIDTH if full else 0
    connection.executemany(
        "INSERT INTO bundles VALUES (?, ?, ?)",
        [
            (first // WIDTH + at // WIDTH, *map(as_kept, zip(*rows[at : at + WIDTH], strict=True)))
            for at in range(0, done, WIDTH)
        ],
    )
    rest = rows[done:]
    connection.executemany(
        "INSERT INTO entries VALUES (?, ?, ?)",
        [(position, *row) for position, row in enumerate(rest, start + done)],
    )


def position_under(connection: Connection, key: bytes, sequence: int) -> int | None:
    """Return where the statement of a key under a number is; nothing if it has not been used."""
    query = "SELECT issuer, sequence FROM issuers WHERE key = ?"
    issuer, last = connection.execute(query, (key,)).fetchone() or (0, 0)
    return position_of(connection, issuer, sequence) if 1 <= sequence <= last else None


def position_of(connection: Connection, issuer: int, sequence: int) -> int:
    """Return where a signer's statement under a number is; the number must have been used."""
    number, at = divmod(sequence - 1, _LIST)
    positions = _positions(connection, issuer, number)
    return int.from_bytes(positions[at * _WIDTH : (at + 1) * _WIDTH], "big")


def put_positions(
    connection: Connection, issuer: int, after: int, positions: Sequence[int]
) -> None:
    """Keep where a signer's next statements are, after so many earlier ones."""
    number, kept = divmod(after, _LIST)
    packed = _positions(connection, issuer, number) if kept else b""
    packed += b"".join([position.to_bytes(_WIDTH, "big") for position in positions])
    width = _LIST * _WIDTH
    lists = [packed[start : start + width] for start in range(0, len(packed), width)]
    connection.executemany(
        "INSERT INTO numbers VALUES (?, ?, ?) "
        "ON CONFLICT (issuer, list) DO UPDATE SET positions = excluded.positions",
        [(issuer, at, part) for at, part in enumerate(lists, number)],
    )


def _positions(connection: Connection, issuer: int, number: int) -> bytes:
    query = "SELECT positions FROM numbers WHERE issuer = ? AND list = ?"
    found = connection.execute(query, (issuer, number)).fetchone()
    return found[0] if found else b""
