"""Rows of the views: as a reader sees them, and as a step sees them with its own changes first."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar, cast

import msgspec

from comptrol.adapters.store_sqlite.entries import entries_from
from comptrol.adapters.store_sqlite.schema import Schema
from comptrol.flow.ports import Logged
from comptrol.kernel.view import Change, Key, Layout

R = TypeVar("R", bound=msgspec.Struct)


class SqliteRows:
    """Rows of the views, and the log, read through one connection."""

    def __init__(self, connection: Any, schema: Schema) -> None:  # noqa: ANN401
        self._connection, self._schema = connection, schema

    def get(self, layout: Layout[R], key: Key) -> R | None:
        """Return the row under this key, or nothing."""
        columns = self._schema.of(layout)
        found = self._connection.execute(columns.get, (*key, 1, 0)).fetchone()
        return None if found is None else columns.row(found)

    def find(
        self, layout: Layout[R], equals: Mapping[str, object], *, after: Key | None, limit: int
    ) -> Iterator[R]:
        """Return at most ``limit`` rows whose fields equal these, in key order, after a key."""
        columns = self._schema.of(layout)
        sql = self._schema.find(layout.name, tuple(equals), after is not None)
        values = [columns.bound(field, value) for field, value in equals.items()]
        rest = columns.rest(tuple(equals))
        if after is not None and not rest:
            return iter(())  # the whole key is given: nothing with it can follow another
        follow = dict(zip(layout.key, after or (), strict=after is not None))
        bound = (*values, *(follow[name] for name in rest if follow), limit, 0)
        return map(columns.row, self._connection.execute(sql, bound))

    def entries(self, start: int = 0) -> Iterator[Logged]:
        """Return the log from a position on."""
        return entries_from(self._connection, start)


class StepRows:
    """Rows as one step sees them: its own changes first."""

    def __init__(self, connection: Any, schema: Schema) -> None:  # noqa: ANN401
        self._connection, self._schema = connection, schema
        self._written = SqliteRows(connection, schema)
        self._seen: defaultdict[str, dict[Key, Any]] = defaultdict(dict)
        self._changed: dict[str, dict[Key, Any]] = {}

    def get(self, layout: Layout[R], key: Key) -> R | None:
        """Return the row under this key, from memory where the step has met it."""
        seen = self._seen[layout.name]
        if key not in seen:
            seen[key] = self._written.get(layout, key)
        return cast("R | None", seen[key])

    def find(
        self, layout: Layout[R], equals: Mapping[str, object], *, after: Key | None, limit: int
    ) -> Iterator[R]:
        """Search the table after writing what the step has changed of it."""
        self._write(layout.name)
        return self._written.find(layout, equals, after=after, limit=limit)

    def put(self, change: Change) -> None:
        """Change a row; it is written when its table is searched, or at the end of the step."""
        key = change.layout.key_of(change.row)
        self._seen[change.layout.name][key] = change.row
        self._changed.setdefault(change.layout.name, {})[key] = change.row

    def write(self) -> None:
        """Write every changed row."""
        for name in tuple(self._changed):
            self._write(name)

    def _write(self, name: str) -> None:
        changed = self._changed.pop(name, None)
        if changed:
            columns = self._schema.columns[name]
            rows = [columns.values(row) for row in changed.values()]
            self._connection.executemany(columns.upsert, rows)
