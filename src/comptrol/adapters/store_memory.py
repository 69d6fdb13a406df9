"""A store in memory: for tests, and for questions that need no data folder."""

import threading
from bisect import bisect_left, bisect_right, insort
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import islice, takewhile
from typing import Any, TypeVar, cast

import msgspec

from comptrol.flow.ports import Logged
from comptrol.kernel.view import Change, Key, Layout, plain_key

R = TypeVar("R", bound=msgspec.Struct)


class MemoryTable:
    """Rows by key, their keys in order, and the keys by each declared index."""

    def __init__(self, layout: Layout[Any]) -> None:
        self._layout = layout
        self.rows: dict[Key, Any] = {}
        self._keys: list[Any] = []
        self._indexes: dict[frozenset[str], dict[Key, tuple[Any, ...]]] = {
            frozenset(fields): {} for fields in layout.indexes
        }

    def copy(self) -> "MemoryTable":
        """Return a table that can be changed while others read this one."""
        other = MemoryTable(self._layout)
        other.rows, other._keys = dict(self.rows), list(self._keys)
        other._indexes = {fields: dict(index) for fields, index in self._indexes.items()}
        return other

    def put(self, key: Key, row: Any) -> None:  # noqa: ANN401
        """Keep a row, in the place of an earlier one with its key."""
        earlier = self.rows.get(key)
        for fields, index in self._indexes.items():
            if earlier is not None:
                was = _values(earlier, fields)
                index[was] = tuple(known for known in index[was] if known != key)
            value = _values(row, fields)
            index[value] = (*index.get(value, ()), key)
        if earlier is None:
            insort(self._keys, key)
        self.rows[key] = row

    def keys(self, equals: Mapping[str, object], after: Key | None) -> Iterator[Key]:
        """Return the keys of the rows with these values, in order, after a key."""
        index = self._indexes.get(frozenset(equals))
        if index is not None:
            wanted = cast("Key", tuple(equals[name] for name in sorted(equals)))
            found = sorted(index.get(wanted, ()))
            return iter(found if after is None else found[bisect_right(found, after) :])
        prefix = plain_key(tuple(cast("Any", equals[name]) for name in self._lead(equals)))
        start = bisect_left(self._keys, prefix)
        start = start if after is None else max(start, bisect_right(self._keys, after))
        following = islice(self._keys, start, None)
        return takewhile(lambda key: key[: len(prefix)] == prefix, following)

    def _lead(self, equals: Mapping[str, object]) -> tuple[str, ...]:
        lead = self._layout.key[: len(equals)]
        assert set(lead) == set(equals), f"{self._layout.name} has no index on {set(equals)}"
        return lead


def _values(row: Any, fields: frozenset[str]) -> Key:  # noqa: ANN401
    return tuple(getattr(row, name) for name in sorted(fields))


class MemoryRows:
    """Rows in memory, one table to a name. What has been published never changes."""

    def __init__(
        self, tables: Mapping[str, MemoryTable] | None = None, log: Sequence[Logged] = ()
    ) -> None:
        self.tables = dict(tables or {})
        self._log = log
        self._own: set[str] = set()

    def entries(self, start: int = 0) -> Iterator[Logged]:
        """Return the log from a position on."""
        return iter(self._log[start:])

    def get(self, layout: Layout[R], key: Key) -> R | None:
        """Return the row under this key, or nothing."""
        table = self.tables.get(layout.name)
        return cast("R | None", table.rows.get(key) if table is not None else None)

    def find(
        self, layout: Layout[R], equals: Mapping[str, object], *, after: Key | None, limit: int
    ) -> Iterator[R]:
        """Return at most ``limit`` rows whose fields equal these, in key order, after a key."""
        table = self.tables.get(layout.name) or MemoryTable(layout)
        keys = tuple(islice(table.keys(equals, after), limit))
        return (cast("R", table.rows[key]) for key in keys)

    def put(self, change: Change) -> None:
        """Change a row in a copy of its table, made when the table is first changed."""
        layout = change.layout
        if layout.name not in self._own:
            known = self.tables.get(layout.name)
            self.tables[layout.name] = known.copy() if known else MemoryTable(layout)
            self._own.add(layout.name)
        self.tables[layout.name].put(layout.key_of(change.row), change.row)


class MemoryStep:
    """One step: a copy of what it changes, published at its end."""

    def __init__(self, store: "MemoryStore", at: datetime) -> None:
        self.at, self._store = at, store
        self.rows = MemoryRows(store.rows.tables)
        self.log: list[Logged] = []
        self.sequences: dict[bytes, list[int]] = {}

    @property
    def position(self) -> int:
        """Return the position the next entry takes."""
        return len(self._store.log) + len(self.log)

    def sequence(self, key: bytes) -> int:
        """Return the last sequence number logged under a key."""
        return self._store.sequence(key) + len(self.sequences.get(key, ()))

    def said(self, key: bytes, sequence: int) -> Logged | None:
        """Return the entry with this sequence number under this key."""
        positions = [*self._store.sequences.get(key, ()), *self.sequences.get(key, ())]
        known = 1 <= sequence <= len(positions)
        return [*self._store.log, *self.log][positions[sequence - 1]] if known else None

    def after(self, position: int) -> Iterator[Logged]:
        """Return the entries that follow a position."""
        return iter([*self._store.log, *self.log][position + 1 :])

    def append(self, logged: Logged, key: bytes, sequence: int) -> None:
        """Log an entry at the next position."""
        assert logged.position == self.position, "positions have no gap"
        assert sequence == self.sequence(key) + 1, "sequence numbers have no gap"
        self.sequences.setdefault(key, []).append(logged.position)
        self.log.append(logged)

    def store(self, change: Change) -> None:
        """Store one row of a view."""
        self.rows.put(change)


class MemoryStore:
    """Log and views in lists and dicts."""

    def __init__(self) -> None:
        self.rows = MemoryRows()
        self.log: list[Logged] = []
        self.sequences: dict[bytes, list[int]] = {}
        self._turn = threading.Lock()

    @contextmanager
    def writing(self, now: datetime) -> Generator[MemoryStep]:
        """Begin one atomic step."""
        with self._turn:
            step = MemoryStep(self, max(now, self.log[-1].logged_at) if self.log else now)
            yield step
            self.log.extend(step.log)
            for key, positions in step.sequences.items():
                self.sequences.setdefault(key, []).extend(positions)
            self.rows = step.rows

    @contextmanager
    def reading(self) -> Generator[MemoryRows]:
        """Read the views as the last whole step left them."""
        yield MemoryRows(self.rows.tables, tuple(self.log))

    def entries(self, start: int = 0) -> Iterator[Logged]:
        """Return the log from a position on."""
        return iter(tuple(self.log[start:]))

    def sequence(self, key: bytes) -> int:
        """Return the last sequence number logged under a key."""
        return len(self.sequences.get(key, ()))

    def size(self) -> int:
        """Return how many entries the log has."""
        return len(self.log)

    def close(self) -> None:
        """Hold nothing, so let go of nothing."""
