"""How a row type becomes a table of typed columns: SQLAlchemy makes the SQL, we the values.

A field becomes one column: text, whole number, or JSON text where it has parts of its own.
Decimals are text, so that they stay exact; days and moments are ISO 8601 text, so that they sort.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cached_property
from types import UnionType
from typing import Annotated, Any, Generic, NewType, TypeVar, Union, get_args, get_origin

import msgspec
from sqlalchemy import (
    BindParameter,
    Column,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    bindparam,
    func,
    select,
    tuple_,
)
from sqlalchemy.dialects.sqlite import dialect, insert
from sqlalchemy.sql import ClauseElement, ColumnElement

from comptrol.kernel.view import Layout

R = TypeVar("R", bound=msgspec.Struct)

Encode = Callable[[Any], object]
Decode = Callable[[Any], Any]


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


def _codec(kind: Any) -> tuple[Encode | None, Decode | None]:  # noqa: ANN401
    """Return how a value of this type is kept and read back; nothing where it is kept as it is."""
    if kind in (str, int):
        return None, None
    if kind is bool:
        return int, bool
    if kind is Decimal:
        return str, Decimal
    if kind in (date, datetime):
        return kind.isoformat, kind.fromisoformat
    if isinstance(kind, type) and issubclass(kind, Enum):
        return (lambda word: word.value), kind
    read = msgspec.json.Decoder(kind).decode
    return (lambda value: msgspec.json.encode(value).decode()), read


class Columns(Generic[R]):
    """One table: its SQL, and how rows go in and come out."""

    def __init__(self, layout: Layout[R], metadata: MetaData) -> None:
        fields = msgspec.structs.fields(layout.row)
        kinds = {field.name: plain_type(field.type) for field in fields}
        self.layout = layout
        self.names = tuple(kinds)
        self._codecs = [_codec(kind) for kind, _ in kinds.values()]
        self.table = Table(
            layout.name,
            metadata,
            *(_column(name, *kinds[name], key=name in layout.key) for name in self.names),
            *(Index(f"{layout.name}__{'_'.join(index)}", *index) for index in layout.indexes),
            sqlite_strict=True,
            sqlite_with_rowid=False,
        )

    def values(self, row: R) -> tuple[object, ...]:
        """Return a row as the values of its columns."""
        return tuple(
            [
                value if encode is None or value is None else encode(value)
                for value, (encode, _) in zip(
                    msgspec.structs.astuple(row), self._codecs, strict=True
                )
            ]
        )

    def row(self, values: Sequence[Any]) -> R:
        """Return the row with these values in its columns."""
        read = {
            name: value if decode is None or value is None else decode(value)
            for name, value, (_, decode) in zip(self.names, values, self._codecs, strict=True)
        }
        return self.layout.row(**read)

    def bound(self, field: str, value: object) -> object:
        """Return a value as the column of a field keeps it."""
        encode, _ = self._codecs[self.names.index(field)]
        return value if encode is None or value is None else encode(value)

    @cached_property
    def upsert(self) -> str:
        """Return the SQL that stores a row, whether or not its key is known."""
        put = insert(self.table)
        others = {name: put.excluded[name] for name in self.names if name not in self.layout.key}
        conflict = (
            put.on_conflict_do_update(index_elements=list(self.layout.key), set_=others)
            if others
            else put.on_conflict_do_nothing(index_elements=list(self.layout.key))
        )
        return _sql(conflict)

    @cached_property
    def get(self) -> str:
        """Return the SQL that reads a row by its key."""
        return self.find(self.layout.key, following=False)

    @cached_property
    def get_some(self) -> str:
        """Return the SQL that reads the rows whose keys, of one part, are in a list in JSON."""
        (key,) = self.layout.key
        keys = func.json_each(bindparam("keys")).table_valued("value")
        columns = self.table.c
        return _sql(select(*columns).where(columns[key].in_(select(keys.c.value))))

    def find(self, fields: Sequence[str], *, following: bool) -> str:
        """Return the SQL that reads rows by fields, in key order, after a key where asked.

        It binds the fields, and what ``rest`` leaves of the key to follow. How many rows are read
        is for the reader to say: SQLite prepares a statement anew whenever its LIMIT is bound,
        which took three quarters of a reading by key. Fields that are given are left out of the
        comparison: SQLite would otherwise read every row of an equal first field, to compare it.
        """
        columns = self.table.c
        keys = [columns[name] for name in self.rest(fields)]
        query = select(*columns).where(*(_is(columns[name]) for name in fields))
        if following:
            query = query.where(tuple_(*keys) > tuple_(*(bindparam(None) for _ in keys)))
        return _sql(query.order_by(*keys))

    def rest(self, fields: Sequence[str]) -> tuple[str, ...]:
        """Return the fields of the key that are not given."""
        return tuple(name for name in self.layout.key if name not in fields)


def _is(column: Column[Any]) -> ColumnElement[bool]:
    """Return the condition that a column has the value bound; nothing equals nothing."""
    value: BindParameter[Any] = bindparam(column.name)
    return column.is_not_distinct_from(value) if column.nullable else column == value


def _column(name: str, kind: Any, optional: bool, *, key: bool) -> Column[Any]:  # noqa: ANN401, FBT001
    whole = kind in (int, bool)
    return Column(
        name, Integer if whole else Text, primary_key=key, nullable=optional, autoincrement=False
    )


def _sql(statement: ClauseElement) -> str:
    return str(statement.compile(dialect=dialect(paramstyle="qmark")))
