"""A store in memory: for tests, dry runs and rebuilding beside the live one."""

from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar, cast

import msgspec

from comptrol.flow.ports import Logged
from comptrol.kernel.view import Change, Key, Layout

R = TypeVar("R", bound=msgspec.Struct)


class MemoryRows:
    """Rows in dicts, one to a table."""

    def __init__(self) -> None:
        self.held: dict[str, dict[Key, Any]] = {}

    def get(self, layout: Layout[R], key: Key) -> R | None:
        """Return the row under this key, or nothing."""
        return cast("R | None", self.held.get(layout.name, {}).get(key))

    def find(
        self, layout: Layout[R], equals: Mapping[str, object], *, after: Key | None, limit: int
    ) -> Iterator[R]:
        """Return at most ``limit`` rows whose fields equal these, in key order, after a key."""
        held = self.held.get(layout.name, {})
        chosen = (
            held[key]
            for key in sorted(cast("Any", held))
            if (after is None or cast("Any", key) > after)
            and all(getattr(held[key], field) == value for field, value in equals.items())
        )
        return islice(chosen, limit)


class MemoryStep:
    """One step over a memory store, with what it takes to undo it."""

    def __init__(self, store: "MemoryStore", at: datetime) -> None:
        self.at, self._store = at, store
        self.rows = store.rows
        self._undo: list[tuple[str, Key, Any]] = []
        self._length = len(store.log)

    @property
    def position(self) -> int:
        """Return the position the next entry takes."""
        return len(self._store.log)

    def sequence(self, key: bytes) -> int:
        """Return the last sequence number logged under a key."""
        return self._store.sequence(key)

    def said(self, key: bytes, sequence: int) -> Logged | None:
        """Return the entry with this sequence number under this key."""
        positions = self._store.sequences.get(key, ())
        known = 1 <= sequence <= len(positions)
        return self._store.log[positions[sequence - 1]] if known else None

    def after(self, position: int) -> Iterator[Logged]:
        """Return the entries that follow a position."""
        return iter(self._store.log[position + 1 :])

    def append(self, logged: Logged, key: bytes, sequence: int) -> None:
        """Log an entry at the next position."""
        assert logged.position == self.position, "positions have no gap"
        assert sequence == self.sequence(key) + 1, "sequence numbers have no gap"
        self._store.sequences.setdefault(key, []).append(logged.position)
        self._store.log.append(logged)

    def store(self, change: Change) -> None:
        """Store one row of a view."""
        table = self.rows.held.setdefault(change.layout.name, {})
        key = change.layout.key_of(change.row)
        self._undo.append((change.layout.name, key, table.get(key)))
        table[key] = change.row

    def undo(self) -> None:
        """Leave the store as it was before the step."""
        for name, key, row in reversed(self._undo):
            if row is None:
                del self.rows.held[name][key]
            else:
                self.rows.held[name][key] = row
        del self._store.log[self._length :]
        for positions in self._store.sequences.values():
            while positions and positions[-1] >= self._length:
                positions.pop()


class MemoryStore:
    """Log and views in lists and dicts."""

    def __init__(self) -> None:
        self.rows = MemoryRows()
        self.log: list[Logged] = []
        self.sequences: dict[bytes, list[int]] = {}

    @contextmanager
    def writing(self, now: datetime) -> Generator[MemoryStep]:
        """Begin one atomic step."""
        step = MemoryStep(self, max(now, self.log[-1].logged_at) if self.log else now)
        try:
            yield step
        except BaseException:
            step.undo()
            raise

    @contextmanager
    def reading(self) -> Generator[MemoryRows]:
        """Read the views."""
        yield self.rows

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
