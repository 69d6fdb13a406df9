"""Rows in memory: tables by name, their keys in order, and the declared indexes."""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator, Mapping
from itertools import islice, takewhile
from typing import Any, TypeVar, cast

import msgspec

from comptrol.kernel.identifiers import Digest
from comptrol.kernel.lasting import Forgetful
from comptrol.kernel.ledger.rows import rows_digest
from comptrol.kernel.view import Change, Key, Layout, plain_key

R = TypeVar("R", bound=msgspec.Struct)
T = TypeVar("T")


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


class MemoryRows(Forgetful):
    """Rows in memory, one table to a name. What has been published never changes."""

    def __init__(self, tables: Mapping[str, MemoryTable] | None = None) -> None:
        self.tables = dict(tables or {})
        self._own: set[str] = set()
        self._undigested: dict[str, dict[Key, Any]] = {}

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
        key = layout.key_of(change.row)
        self.tables[layout.name].put(key, change.row)
        if not layout.of_seals:
            self._undigested.setdefault(layout.name, {})[key] = change.row

    def digested(self, before: Digest) -> Digest:
        """Return the running digest after every row changed since it was last asked for."""
        changed, self._undigested = self._undigested, {}
        return rows_digest(before, changed)
