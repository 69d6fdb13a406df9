"""One transaction: entries, sequence numbers and view rows, together or not at all."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from comptrol.adapters.store_sqlite.entries import (
    ENTRIES,
    entries_from,
    logged_in,
    microseconds,
    moment,
)
from comptrol.adapters.store_sqlite.rows import StepRows
from comptrol.adapters.store_sqlite.schema import Schema
from comptrol.flow.ports import Logged
from comptrol.kernel.view import Change


class SqliteStep:
    """One transaction."""

    def __init__(self, connection: Any, schema: Schema, now: datetime) -> None:  # noqa: ANN401
        self._connection = connection
        self.rows = StepRows(connection, schema)
        last = connection.execute(
            "SELECT position, logged_at FROM entries ORDER BY position DESC LIMIT 1"
        ).fetchone()
        self.position = 0 if last is None else last[0] + 1
        self.at = now if last is None else max(now, moment(last[1]))
        self._issuers: dict[bytes, tuple[int, int]] = {}
        self._spoke: set[bytes] = set()
        self._pending: list[tuple[int, int, int, int, bytes]] = []

    def sequence(self, key: bytes) -> int:
        """Return the last sequence number logged under a key."""
        return self._issuer(key)[1]

    def said(self, key: bytes, sequence: int) -> Logged | None:
        """Return the entry with this sequence number under this key."""
        issuer, last = self._issuer(key)
        if not 1 <= sequence <= last:
            return None
        self._write()
        found = self._connection.execute(
            f"{ENTRIES} WHERE issuer = ? AND sequence = ?", (issuer, sequence)
        ).fetchone()
        return logged_in(found)

    def after(self, position: int) -> Iterator[Logged]:
        """Return the entries that follow a position."""
        self._write()
        return entries_from(self._connection, position + 1)

    def append(self, logged: Logged, key: bytes, sequence: int) -> None:
        """Log an entry at the next position."""
        issuer, last = self._issuer(key)
        issuer = issuer or self._newcomer(key)
        assert logged.position == self.position, "positions have no gap"
        assert sequence == last + 1, "sequence numbers have no gap"
        self._issuers[key] = (issuer, sequence)
        self._spoke.add(key)
        at = microseconds(logged.logged_at)
        self._pending.append((self.position, issuer, sequence, at, logged.raw))
        self.position += 1

    def store(self, change: Change) -> None:
        """Store one row of a view."""
        self.rows.put(change)

    def finish(self) -> None:
        """Write what is still in memory."""
        self._write()
        numbers = [self._issuers[key][::-1] for key in self._spoke]
        self._connection.executemany("UPDATE issuers SET sequence = ? WHERE issuer = ?", numbers)
        self.rows.write()

    def _issuer(self, key: bytes) -> tuple[int, int]:
        """Return a signer's number (0 before it has spoken) and its last sequence number."""
        known = self._issuers.get(key)
        if known is None:
            query = "SELECT issuer, sequence FROM issuers WHERE key = ?"
            known = self._connection.execute(query, (key,)).fetchone() or (0, 0)
            self._issuers[key] = known
        return known

    def _newcomer(self, key: bytes) -> int:
        insert = "INSERT INTO issuers (key, sequence) VALUES (?, 0)"
        number: int = self._connection.execute(insert, (key,)).lastrowid
        return number

    def _write(self) -> None:
        if self._pending:
            self._connection.executemany(
                "INSERT INTO entries VALUES (?, ?, ?, ?, ?)", self._pending
            )
            self._pending.clear()
