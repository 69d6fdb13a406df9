"""One transaction: entries, sequence numbers, view rows, tiles and map, together or not at all."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from comptrol.adapters.store_sql.dialect import Connection
from comptrol.adapters.store_sql.entries import (
    entries_from,
    last_moment,
    linked_at,
    microseconds,
    position_of,
    put_entries,
    put_positions,
)
from comptrol.adapters.store_sql.ledger import SqlBuckets, peaks_as_stored, write_growth
from comptrol.adapters.store_sql.rows import Found, Seen, StepRows
from comptrol.adapters.store_sql.schema import Schema
from comptrol.flow.ports import Logged, Settled
from comptrol.kernel.errors import UnavailableError, UnsoundError
from comptrol.kernel.identifiers import Digest
from comptrol.kernel.lasting import Lasting
from comptrol.kernel.ledger.growth import Growth, Links, Standing, packed_links
from comptrol.kernel.ledger.tree import Peaks, leaf_hash
from comptrol.kernel.view import Change

KEEP_EVIDENCE: Final = "INSERT INTO evidence VALUES (?, ?) ON CONFLICT DO NOTHING"
REMEMBERED_MAX: Final = 50_000
"""Rows: some tens of MB."""


class Remembered:
    """What steps have read and changed, for the next one: only one process writes, so it is so."""

    def __init__(self) -> None:
        self.rows: Seen = defaultdict(dict)
        self.found: Found = defaultdict(dict)
        self.lasting = Lasting()
        self.issuers: dict[bytes, tuple[int, int]] = {}

    def is_too_much(self) -> bool:
        """Tell whether to forget it."""
        kept = (self.rows, self.found)
        rows = sum(len(it) for tables in kept for it in tables.values())
        return len(self.issuers) + len(self.lasting) + rows > REMEMBERED_MAX


class SqlStep:
    """One transaction."""

    def __init__(
        self,
        connection: Connection,
        schema: Schema,
        now: datetime,
        standing: Standing,
        remembered: Remembered,
    ) -> None:
        self._connection = connection
        self.growth = Growth(standing, SqlBuckets(connection))
        kept = remembered.rows, remembered.found, remembered.lasting
        self.rows = StepRows(connection, schema, *kept)
        self.position = standing.edge.size
        self._moment = last_moment(connection)
        self.at = now if self._moment is None else max(now, self._moment)
        self._issuers = remembered.issuers
        self._spoke: dict[int, list[int]] = {}
        self._pending: dict[tuple[int, int], Logged] = {}
        self._moments: list[tuple[int, int]] = []
        self._links: list[Links] = []

    def sequence(self, key: bytes) -> int:
        """Return the last sequence number logged under a key."""
        return self._issuer(key)[1]

    def said(self, key: bytes, sequence: int) -> Logged | None:
        """Return the entry with this sequence number under this key."""
        issuer, last = self._issuer(key)
        if not 1 <= sequence <= last:
            return None
        pending = self._pending.get((issuer, sequence))
        if pending is not None:
            return pending
        found = linked_at(self._connection, position_of(self._connection, issuer, sequence))
        if found is None:
            raise UnavailableError(
                f"where the entries of {key.hex()} stand was damaged: comptrol ledger rebuild"
            )
        return found[0]

    def foresee(self, table: str, keys: Sequence[str]) -> None:
        """Read at once the rows that what is taken now will be checked against."""
        self.rows.foresee(table, keys)

    def after(self, position: int) -> Iterator[Logged]:
        """Return the entries that follow a position."""
        yield from entries_from(self._connection, position + 1)
        yield from (logged for logged in self._pending.values() if logged.position > position)

    def append(
        self, logged: Logged, key: bytes, sequence: int, subjects: tuple[str, ...] = ()
    ) -> None:
        """Log an entry at the next position."""
        issuer, last = self._issuer(key)
        issuer = issuer or self._newcomer(key)
        assert logged.position == self.position, "positions have no gap"
        assert sequence == last + 1, "sequence numbers have no gap"
        self._issuers[key] = (issuer, sequence)
        self._spoke.setdefault(issuer, []).append(self.position)
        self._pending[issuer, sequence] = logged
        if logged.logged_at != self._moment:
            self._moment = logged.logged_at
            self._moments.append((self.position, microseconds(logged.logged_at)))
        self.growth.add(self.position, logged.raw, subjects)
        self.position += 1

    def digested(self, rows: Digest) -> Digest:
        """Return the running digest of the rows after that of the last seal."""
        return self.rows.digested(rows)

    def settle(self) -> Settled:
        """Bring the subject map up to the last entry."""
        self._links += self.growth.settled()
        return Settled(
            subjects=self.growth.subjects,
            depth=self.growth.depth,
            map_root=Digest(self.growth.map_root().hex()),
        )

    def keep_evidence(self, raw: bytes) -> None:
        """Keep bytes that prove something and are no entry, under their leaf hash."""
        self._connection.execute(KEEP_EVIDENCE, (leaf_hash(raw).hex(), raw))

    def store(self, change: Change) -> None:
        """Store one row of a view."""
        self.rows.put(change)

    def finish(self, before: Peaks) -> Peaks:
        """Write what is still in memory; return the peaks of the tree as it is stored.

        The root is worked out twice, by the tiles that are written and from the entries as they
        are read back. If the two differ, a bit has turned over somewhere: nothing may be signed.
        """
        self._links += self.growth.settled()
        self._write()
        self.rows.write()
        write_growth(self._connection, self.growth)
        peaks = peaks_as_stored(self._connection, before, self.position)
        if peaks.root() != self.growth.root() or peaks.size != self.position:
            raise UnsoundError(
                f"two computations of a root of {self.position} entries differ: a fault of memory "
                "or disk; nothing of it is kept. Check the machine, then: comptrol ledger fsck"
            )
        return peaks

    def _issuer(self, key: bytes) -> tuple[int, int]:
        """Return a signer's number (0 before it has spoken) and its last sequence number."""
        known = self._issuers.get(key)
        if known is None:
            query = "SELECT issuer, sequence FROM issuers WHERE key = ?"
            known = self._connection.execute(query, (key,)).fetchone() or (0, 0)
            self._issuers[key] = known
        return known

    def _newcomer(self, key: bytes) -> int:
        query = "SELECT coalesce(max(issuer), 0) + 1 FROM issuers"
        (number,) = self._connection.execute(query).fetchone()
        self._connection.execute("INSERT INTO issuers VALUES (?, ?, 0)", (number, key))
        return int(number)

    def _write(self) -> None:
        rows = zip(self._pending.values(), self._links, strict=True)
        packed = [(packed_links(links, at.position), at.raw) for at, links in rows]
        put_entries(self._connection, self.position - len(packed), packed)
        self._connection.executemany("INSERT INTO moments VALUES (?, ?)", self._moments)
        last = dict(self._issuers.values())
        for issuer, positions in self._spoke.items():
            put_positions(self._connection, issuer, last[issuer] - len(positions), positions)
        self._connection.executemany(
            "UPDATE issuers SET sequence = ? WHERE issuer = ?",
            [(last[issuer], issuer) for issuer in self._spoke],
        )
