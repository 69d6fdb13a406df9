"""A view is what the log adds up to: typed tables that only a fold may change."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any, ClassVar, Generic, Protocol, TypeVar

import msgspec
from typing_extensions import override

KeyPart = str | int | date | Enum
Key = tuple[KeyPart, ...]
K = TypeVar("K", bound=KeyPart | Key)
R = TypeVar("R", bound=msgspec.Struct)
V = TypeVar("V", bound="View")
T = TypeVar("T")


def plain_key(key: Key) -> Key:
    """Return a key as it is kept: days and words as text, so that they sort as they read.

    >>> plain_key((date(2026, 1, 2), 7))
    ('2026-01-02', 7)
    """
    if len(key) == 1 and type(key[0]) is str:  # by far the most, and on the hot path
        return key
    return tuple([part if type(part) in _PLAIN else _plain(part) for part in key])


_PLAIN = (str, int)


def _plain(part: KeyPart) -> str | int:
    if isinstance(part, Enum):
        return str(part.value)
    return part.isoformat() if isinstance(part, date) else part


class Layout(msgspec.Struct, Generic[R], frozen=True, kw_only=True):
    """How a table is kept: its name, its row type, its key, and what it may be searched by."""

    name: str
    row: type[R]
    key: tuple[str, ...]
    indexes: tuple[tuple[str, ...], ...] = ()
    sparse: frozenset[str] = frozenset()
    """Fields that few rows have: who searches by one wants those that do, so that an index over it
    has no others, and costs nothing while such are written."""
    wide: bool = False
    """Its rows are of a kilobyte and more, which a store may keep apart from their keys."""
    of_seals: bool = False
    """Written by seals, so that it cannot be part of what a seal digests."""

    def key_of(self, row: R) -> Key:
        """Return the key of a row, as it is kept."""
        if len(self.key) == 1:  # by far the most, and on the hot path
            part = getattr(row, self.key[0])
            return (part,) if type(part) is str else plain_key((part,))
        return plain_key(tuple([getattr(row, field) for field in self.key]))


class Change(msgspec.Struct, frozen=True):
    """One row to store."""

    layout: Layout[Any]
    row: msgspec.Struct


@dataclass(frozen=True, slots=True, eq=False)
class Tables:
    """The tables that an answer rests on: named once, and the same as itself alone.

    Who asks on the hot path would else spend as long on comparing names as on finding the answer.
    """

    names: tuple[str, ...]


class Rows(Protocol):
    """Where rows are kept. Every store's rows keep the promises of ``tests/contract``."""

    def settled(self, tables: Tables, asked: tuple[Any, ...], answer: Callable[[], T]) -> T:
        """Return an answer that rests on these tables alone, from memory while none changes.

        What is asked begins with a word of its own. Rows that remember nothing simply answer.
        """
        ...

    def get(self, layout: Layout[R], key: Key) -> R | None:
        """Return the row under this key, or nothing."""
        ...

    def find(
        self, layout: Layout[R], equals: Mapping[str, object], *, after: Key | None, limit: int
    ) -> Iterator[R]:
        """Return at most ``limit`` rows whose fields equal these, in key order, after a key."""
        ...


EVERY = 2**62
"""More rows than any table has."""


class Table(Generic[K, R]):
    """Rows of one type under one name, read through the rows they are bound to.

    A key of one field is given as itself, a key of several as a tuple in the layout's order.
    A table that is declared and not bound has no rows to read.
    """

    rows: Rows

    def __init__(self, layout: Layout[R], rows: Rows | None = None) -> None:
        self.layout = layout
        if rows is not None:
            self.rows = rows

    @classmethod
    def of(  # noqa: PLR0913  (all that a table is)
        cls,
        name: str,
        row: type[R],
        *,
        key: str,
        indexes: tuple[str, ...] = (),
        sparse: str = "",
        wide: bool = False,
        of_seals: bool = False,
    ) -> "Table[K, R]":
        """Declare a table; where several fields are named, spaces separate them."""
        return cls(
            Layout(
                name=name,
                row=row,
                key=tuple(key.split()),
                indexes=tuple(tuple(index.split()) for index in indexes),
                sparse=frozenset(sparse.split()),
                wide=wide,
                of_seals=of_seals,
            )
        )

    def get(self, key: K) -> R | None:
        """Return the row under this key, or nothing."""
        if isinstance(key, str):  # by far the most, and on the hot path
            return self.rows.get(self.layout, (key,))
        return self.rows.get(self.layout, plain_key(key if isinstance(key, tuple) else (key,)))

    def each(self, keys: Iterable[str]) -> list[R | None]:
        """Return the rows under these keys of one part, nothing where there is none, in order."""
        get, layout = self.rows.get, self.layout
        return [get(layout, (key,)) for key in keys]

    def where(
        self, *, after: Key | None = None, limit: int = EVERY, **equals: object
    ) -> Iterator[R]:
        """Return the rows with these values, in key order; an index or the key must lead there."""
        fields = tuple(equals)
        known = (*self.layout.indexes, self.layout.key[: len(fields)], ())
        assert any(set(fields) == set(index) for index in known), f"no index on {fields}"
        lacking = [it for it in fields if equals[it] is None or equals[it] is False]
        assert self.layout.sparse.isdisjoint(lacking), f"no index has the rows without {lacking}"
        start = None if after is None else plain_key(after)
        return self.rows.find(self.layout, equals, after=start, limit=limit)

    def put(self, row: R) -> Change:
        """Describe a row to store; the fold's runner stores it."""
        return Change(self.layout, row)


class View:
    """A domain's tables, declared on the class and bound to some rows."""

    _names: ClassVar[Tables] = Tables(())

    @override
    def __init_subclass__(cls) -> None:
        """Name the tables once, for all that rests on the whole view."""
        cls._names = named(*cls.tables().values())

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        for name, table in self.tables().items():
            setattr(self, name, Table(table.layout, rows))

    def settled(self, asked: tuple[Any, ...], answer: Callable[[], T]) -> T:
        """Return an answer that rests on this view alone, from memory while it does not change."""
        return self._rows.settled(self._names, asked, answer)

    @classmethod
    def tables(cls) -> dict[str, Table[Any, Any]]:
        """Return the tables that the view declares."""
        return {name: value for name, value in vars(cls).items() if isinstance(value, Table)}


def named(*tables: Table[Any, Any]) -> Tables:
    """Return the names of tables, as what rests on them states it, once for its module."""
    return Tables(tuple(table.layout.name for table in tables))


class World(Protocol):
    """Everything known at a moment: every view, and the references shipped with the product."""

    def __getitem__(self, view: type[V]) -> V:
        """Return the view of this type."""
        ...

    def reference(self, kind: type[T]) -> T:
        """Return the immutable reference of this type: rulebooks, countries, instruments."""
        ...

    def settled(self, tables: Tables, asked: tuple[Any, ...], answer: Callable[[], T]) -> T:
        """Return an answer that rests on these tables alone, from memory while none changes."""
        ...
