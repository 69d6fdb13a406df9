"""How a row type becomes a table of typed columns: SQLAlchemy makes the SQL, we the values.

A field becomes one column: text, whole number, or JSON text where it has parts of its own.
Decimals are text, so that they stay exact; days and moments are ISO 8601 text, so that they sort.
"""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cached_property
from operator import attrgetter
from types import UnionType
from typing import Annotated, Any, Generic, Literal, NewType, TypeVar, Union, get_args, get_origin

import msgspec
from sqlalchemy import (
    Column,
    Index,
    MetaData,
    Table,
    Text,
    and_,
    bindparam,
    literal_column,
    select,
    tuple_,
)
from sqlalchemy.sql import ClauseElement, ColumnElement

from comptrol.adapters.store_sql.dialect import Decode, Dialect, Encode
from comptrol.adapters.store_sql.tables import TableOf
from comptrol.kernel.view import Key, Layout

R = TypeVar("R", bound=msgspec.Struct)

Spelt = Sequence[tuple[str, Literal[True] | None]]
"""Fields whose value stands in the SQL itself: nothing, or that it is true."""


def plain_type(hint: Any) -> tuple[Any, bool]:  # noqa: ANN401
    """Return the type behind names and annotations, and whether it may be nothing."""
    if isinstance(hint, NewType):
        return plain_type(hint.__supertype__)
    origin = get_origin(hint)
    if origin is Annotated:
        return plain_type(get_args(hint)[0])
    if origin in (Union, UnionType):
        rest = [option for option in get_args(hint) if option is not type(None)]
        if len(rest) == 1 and len(get_args(hint)) > 1:
            return plain_type(rest[0])[0], True
    return hint, False


def _codec(kind: Any, dialect: Dialect) -> tuple[Encode | None, Decode | None]:  # noqa: ANN401
    """Return how a value of this type is kept and read back; nothing where it is kept as it is."""
    if kind is str and dialect.words is not None:
        return dialect.words
    if kind in (str, int):
        return None, None
    if kind is bool:
        return int, bool
    if kind is Decimal:
        return str, Decimal
    if kind in (date, datetime):
        return kind.isoformat, kind.fromisoformat
    if isinstance(kind, type) and issubclass(kind, Enum):
        return attrgetter("value"), kind
    return _json, msgspec.json.Decoder(kind).decode


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode() if value != () else "[]"  # most have no parts


class Columns(Generic[R]):
    """One table: its SQL, and how rows go in and come out."""

    def __init__(self, layout: Layout[R], metadata: MetaData, dialect: Dialect) -> None:
        fields = msgspec.structs.fields(layout.row)
        kinds = {field.name: plain_type(field.type) for field in fields}
        self.layout, self._dialect = layout, dialect
        self.names = tuple(kinds)
        self.plain = dialect.words is None
        """Whether a key is kept as it is."""
        codecs = {name: _codec(kind, dialect) for name, (kind, _) in kinds.items()}
        self._encoders = {name: encode for name, (encode, _) in codecs.items()}
        self._encoded = [
            (at, encode) for at, encode in enumerate(self._encoders.values()) if encode is not None
        ]
        self._decoded = [(name, decode) for name, (_, decode) in codecs.items() if decode]
        self.table = Table(
            layout.name,
            metadata,
            *(self._column(name, *kinds[name]) for name in self.names),
            **dialect.of_table(wide=layout.wide),
        )
        for index in layout.indexes:
            self._add_index(index)

    def values(self, row: R) -> tuple[object, ...]:
        """Return a row as the values of its columns."""
        values: list[object] = list(msgspec.structs.astuple(row))
        for at, encode in self._encoded:
            value = values[at]
            if value is not None:
                values[at] = encode(value)
        return tuple(values)

    def row(self, values: Sequence[Any]) -> R:
        """Return the row with these values in its columns."""
        read = dict(zip(self.names, values, strict=True))
        for name, decode in self._decoded:
            value = read[name]
            if value is not None:
                read[name] = decode(value)
        return self.layout.row(**read)

    def bound(self, field: str, value: object) -> object:
        """Return a value as the column of a field keeps it."""
        encode = self._encoders[field]
        return value if encode is None or value is None else encode(value)

    @cached_property
    def upsert(self) -> str:
        """Return the SQL that stores a row, whether or not its key is known."""
        put = self._dialect.insert(self.table)
        others = {name: put.excluded[name] for name in self.names if name not in self.layout.key}
        conflict = (
            put.on_conflict_do_update(index_elements=list(self.layout.key), set_=others)
            if others
            else put.on_conflict_do_nothing(index_elements=list(self.layout.key))
        )
        return self._sql(conflict)

    @cached_property
    def get(self) -> str:
        """Return the SQL that reads a row by its key."""
        return self.find(self.layout.key, (), following=False)

    @cached_property
    def get_some(self) -> str:
        """Return the SQL that reads the rows whose keys, of one part, are in a list."""
        (key,) = self.layout.key
        columns = self.table.c
        return self._sql(select(*columns).where(self._dialect.among(columns[key])))

    def find(self, fields: Sequence[str], spelt: Spelt, *, following: bool) -> str:
        """Return the SQL that reads rows by fields, in key order, after a key where asked.

        It binds the fields but those whose value is spelt out, nothing and true (only so is an
        index used for nothing, or one that has only rows of which something is true), and what
        ``rest`` leaves of the key to follow. How many are read is for the reader to say: SQLite
        prepares a statement anew whenever its LIMIT is bound, which took three quarters of a
        reading by key. Fields that are given are left out of the comparison: SQLite would
        otherwise read every row of an equal first field, to compare it.
        """
        columns = self.table.c
        keys = [columns[name] for name in self.rest(fields)]
        bound = {name: columns[name] == bindparam(name) for name in fields}
        spelt_out = {name: self._spelt(name, value) for name, value in spelt}
        query = select(*columns).where(*(bound | spelt_out).values())
        if following:
            query = query.where(tuple_(*keys) > tuple_(*(bindparam(None) for _ in keys)))
        return self._sql(query.order_by(*keys))

    def rest(self, fields: Sequence[str]) -> tuple[str, ...]:
        """Return the fields of the key that are not given."""
        return tuple(name for name in self.layout.key if name not in fields)

    def told(self) -> TableOf:
        """Return the table as whoever copies it needs to know it."""
        texts = tuple(isinstance(column.type, Text) for column in self.table.columns)
        return TableOf(self.layout.name, self.names, self.layout.key, texts)

    def kept(self, key: Key) -> Key:
        """Return a key as its columns keep it."""
        words = self._dialect.words
        if words is None:
            return key
        return tuple([words[0](part) if type(part) is str else part for part in key])  # type: ignore[misc]

    def _spelt(self, name: str, value: Literal[True] | None) -> ColumnElement[bool]:
        return self.table.c[name].is_(None) if value is None else self._true(name)

    def _true(self, name: str) -> ColumnElement[bool]:
        return self.table.c[name] == literal_column("1")

    def _add_index(self, fields: tuple[str, ...]) -> None:
        """Add an index, of only the rows that have what is sparse in it, where something is."""
        has = [self._has(name) for name in fields if name in self.layout.sparse]
        only = and_(*has) if has else None
        columns = [self.table.c[name] for name in fields]
        name = f"{self.layout.name}__{'_'.join(fields)}"
        Index(name, *columns, sqlite_where=only, postgresql_where=only)

    def _has(self, name: str) -> ColumnElement[bool]:
        is_truth = self._encoders[name] is int
        return self._true(name) if is_truth else self.table.c[name].is_not(None)

    def _column(self, name: str, kind: Any, optional: bool) -> Column[Any]:  # noqa: ANN401, FBT001
        whole, key = kind in (int, bool), name in self.layout.key
        of = self._dialect.whole if whole else self._dialect.text
        return Column(name, of, primary_key=key, nullable=optional, autoincrement=False)

    def _sql(self, statement: ClauseElement) -> str:
        return str(statement.compile(dialect=self._dialect.compiler))
