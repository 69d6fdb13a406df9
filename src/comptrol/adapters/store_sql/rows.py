"""Rows of the views: as a reader sees them, and as a step sees them with its own changes first."""

from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from heapq import merge
from itertools import chain, islice, takewhile
from operator import itemgetter
from typing import Any, TypeVar, cast

import msgspec

from comptrol.adapters.store_sql.dialect import Connection
from comptrol.adapters.store_sql.schema import Schema
from comptrol.kernel.identifiers import Digest
from comptrol.kernel.lasting import Forgetful, Lasting
from comptrol.kernel.ledger.rows import rows_digest
from comptrol.kernel.view import EVERY, Change, Key, KeyPart, Layout, plain_key

R = TypeVar("R", bound=msgspec.Struct)
T = TypeVar("T")


Seen = defaultdict[str, dict[Key, Any]]
"""Rows by table and key as they were read or changed; nothing where a key has no row."""
Found = defaultdict[str, dict[tuple[Any, ...], tuple[Any, ...]]]
"""Rows by table and what was searched for, of tables that have not changed since."""
FOUND_MAX = 16
"""What finds more rows is searched for again: only few are worth to be kept."""


class SqlRows(Forgetful):
    """Rows of the views, and the log, read through one connection."""

    def __init__(self, connection: Connection, schema: Schema) -> None:
        self._connection, self._schema = connection, schema

    def get(self, layout: Layout[R], key: Key) -> R | None:
        """Return the row under this key, or nothing."""
        columns = self._schema.of(layout)
        kept = key if columns.plain else columns.kept(key)  # on the hot path
        found = self._connection.execute(columns.get, kept).fetchone()
        return None if found is None else columns.row(found)

    def find(
        self, layout: Layout[R], equals: Mapping[str, object], *, after: Key | None, limit: int
    ) -> Iterator[R]:
        """Return at most ``limit`` rows whose fields equal these, in key order, after a key."""
        if limit > self._schema.dialect.page_max:
            return self._in_pages(layout, equals, after, limit)
        return iter(self._page(layout, equals, after, limit))

    def _in_pages(
        self, layout: Layout[R], equals: Mapping[str, object], after: Key | None, limit: int
    ) -> Iterator[R]:
        """Return the first page at once, and the others as they are asked for."""
        size = self._schema.dialect.page_max
        page = list(self._page(layout, equals, after, size))
        if len(page) < size:
            return iter(page)
        rest = limit - size
        last = layout.key_of(page[-1])
        return chain(page, self._following(layout, equals, last, rest))

    def _following(
        self, layout: Layout[R], equals: Mapping[str, object], last: Key, limit: int
    ) -> Iterator[R]:
        yield from self.find(layout, equals, after=last, limit=limit)

    def _page(
        self, layout: Layout[R], equals: Mapping[str, object], after: Key | None, limit: int
    ) -> Iterable[R]:
        columns, fields = self._schema.of(layout), tuple(equals)
        spelt = tuple([(name, it) for name, it in equals.items() if it is None or it is True])
        sql = self._schema.find(layout.name, fields, spelt, after is not None)
        values = [
            columns.bound(name, it)
            for name, it in equals.items()
            if it is not None and it is not True
        ]
        if after is not None:
            rest = columns.rest(fields)
            if not rest:
                return ()  # the whole key is given: nothing with it can follow another
            follow = dict(zip(layout.key, columns.kept(after), strict=True))
            values += [follow[name] for name in rest]
        found = self._schema.dialect.first(self._connection, sql, values, limit)
        return map(columns.row, found)


def _by_table() -> Seen:
    return defaultdict(dict)


class StepRows:
    """Rows as one step sees them: its own changes first."""

    def __init__(
        self,
        connection: Connection,
        schema: Schema,
        seen: Seen,
        found: Found,
        lasting: Lasting,
    ) -> None:
        self._connection, self._schema = connection, schema
        self._seen, self._found = seen, found
        self._lasting = lasting
        self.settled = lasting.ask
        self._written = SqlRows(connection, schema)
        self._changed: dict[str, dict[Key, Any]] = {}
        self._undigested = _by_table()
        self._ordered: dict[str, list[Any]] = {}
        """The keys of changed rows in order, of tables that have been searched."""

    def get(self, layout: Layout[R], key: Key) -> R | None:
        """Return the row under this key, from memory where the step has met it."""
        seen = self._seen[layout.name]
        try:
            row: R | None = seen[key]  # most are there: no question is asked first
        except KeyError:
            row = seen[key] = self._written.get(layout, key)
        return row

    def foresee(self, name: str, keys: Sequence[str]) -> None:
        """Read at once, by their keys of one part, the rows that will be asked for one by one."""
        seen, columns = self._seen[name], self._schema.columns[name]
        unknown: dict[Key, None] = {(key,): None for key in keys if (key,) not in seen}
        asked = self._schema.dialect.listed([columns.kept(key)[0] for key in unknown])
        seen.update(unknown)
        for found in self._connection.execute(columns.get_some, (asked,)):
            row = columns.row(found)
            seen[columns.layout.key_of(row)] = row

    def find(
        self, layout: Layout[R], equals: Mapping[str, object], *, after: Key | None, limit: int
    ) -> Iterator[R]:
        """Search the table: beside what is written, where the key leads; else after writing."""
        changed = self._changed.get(layout.name)
        lead = layout.key[: len(equals)]
        if changed is None or set(lead) != set(equals):
            self._write(layout.name)
            return self._remembered(layout, equals, after, limit)
        prefix = plain_key(tuple(cast("KeyPart", equals[name]) for name in lead))
        keys = self._waiting(layout.name, prefix, after, limit)
        ours = {key: cast("R", changed[key]) for key in keys}
        most = min(limit + len(ours), EVERY)  # as many written rows as ours may stand in the way
        found = self._written.find(layout, equals, after=after, limit=most)
        others = ((key, row) for row in found if (key := layout.key_of(row)) not in ours)
        return (row for _, row in islice(merge(others, ours.items(), key=itemgetter(0)), limit))

    def _remembered(
        self, layout: Layout[R], equals: Mapping[str, object], after: Key | None, limit: int
    ) -> Iterator[R]:
        """Search what is written, from memory where nothing of the table has changed since."""
        asked = (*equals.items(), after, limit)
        known = self._found[layout.name].get(asked)
        if known is None:
            rows = self._written.find(layout, equals, after=after, limit=limit)
            first = tuple(islice(rows, FOUND_MAX + 1))
            if len(first) > FOUND_MAX:
                return chain(first, rows)
            known = self._found[layout.name][asked] = first
        return iter(known)

    def _waiting(self, name: str, prefix: Key, after: Key | None, limit: int) -> Iterator[Key]:
        """Return the keys of the first changed rows that begin so, in order, after a key."""
        keys = self._ordered.get(name)
        if keys is None:
            keys = self._ordered[name] = sorted(self._changed[name])
        start = bisect_left(keys, prefix)
        if after is not None:
            start = max(start, bisect_right(keys, after))
        following = keys[start : start + limit]
        return takewhile(lambda key: key[: len(prefix)] == prefix, following)

    def put(self, change: Change) -> None:
        """Change a row; it is written when its table is searched, or at the end of the step."""
        layout, row = change.layout, change.row
        name, key = layout.name, layout.key_of(row)
        self._seen[name][key] = row
        if name in self._found:
            del self._found[name]
        self._lasting.changed(name)
        changed = self._changed.get(name)
        if changed is None:
            changed = self._changed[name] = {}
        if name in self._ordered and key not in changed:
            insort(self._ordered[name], key)
        changed[key] = row
        if not layout.of_seals:
            self._undigested[name][key] = row

    def digested(self, before: Digest) -> Digest:
        """Return the running digest after every row changed since it was last asked for."""
        changed, self._undigested = self._undigested, _by_table()
        return rows_digest(before, changed)

    def write(self) -> None:
        """Write every changed row."""
        for name in tuple(self._changed):
            self._write(name)

    def _write(self, name: str) -> None:
        changed = self._changed.pop(name, None)
        self._ordered.pop(name, None)
        if changed:
            columns = self._schema.columns[name]
            rows = [columns.values(row) for row in changed.values()]
            self._schema.dialect.put(self._connection, columns, rows)
