"""Where SQL databases differ: how values are kept, lists are asked for, rows are fetched."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Protocol

from sqlalchemy import Column
from sqlalchemy.engine.interfaces import Dialect as Compiler
from sqlalchemy.sql import ColumnElement
from sqlalchemy.types import TypeEngine

from comptrol.adapters.store_sql.tables import TableOf

Encode = Callable[[Any], object]
Decode = Callable[[Any], Any]


class Connection(Protocol):
    """What is asked of a connection, whose SQL has a question mark for each value."""

    def execute(self, sql: str, values: Sequence[Any] = (), /) -> Any:  # noqa: ANN401
        """Run one statement; what is returned gives its rows."""
        ...

    def executemany(self, sql: str, rows: Iterable[Sequence[Any]], /) -> Any:  # noqa: ANN401
        """Run one statement for each of many rows."""
        ...


class Dialect(ABC):
    """One kind of SQL database. All that is not said here is the same text for every one."""

    compiler: Compiler
    """SQLAlchemy's, with question marks for values."""
    insert: Callable[..., Any]
    """Makes an INSERT that may do something where the key is known."""
    whole: TypeEngine[Any]
    text: TypeEngine[Any]
    page_max: int
    """More rows than that are read in pages, where one query would bring all of them at once."""
    words: tuple[Encode, Decode] | None
    """How text is kept that comes from outside; nothing where any text is kept as it is."""

    @abstractmethod
    def ddl(self, script: str) -> list[str]:
        """Return the statements of a script that makes tables, as this database spells it."""

    @abstractmethod
    def of_table(self, *, wide: bool) -> dict[str, Any]:
        """Return what else is said of a table, whose rows are of a kilobyte and more or not."""

    @abstractmethod
    def among(self, column: Column[Any]) -> ColumnElement[bool]:
        """Return the condition that a column is in a list bound as one value."""

    @abstractmethod
    def listed(self, keys: Sequence[object]) -> object:
        """Return a list as that one value."""

    @abstractmethod
    def first(self, connection: Any, sql: str, values: Sequence[Any], limit: int) -> Iterable[Any]:  # noqa: ANN401
        """Return the first rows of a query, and let go of the rest."""

    @abstractmethod
    def put(self, connection: Any, columns: Any, rows: list[tuple[object, ...]]) -> None:  # noqa: ANN401
        """Store rows of one table, whether or not their keys are known."""

    @abstractmethod
    def drawn(self, connection: Any, table: TableOf) -> Iterator[tuple[Any, ...]]:  # noqa: ANN401
        """Return every row of a table by its key, with text as it came from outside."""

    @abstractmethod
    def pour(self, connection: Any, table: TableOf, rows: Iterable[tuple[Any, ...]]) -> None:  # noqa: ANN401
        """Put such rows into a table that has none."""


def all_of(table: TableOf) -> str:
    """Return the SQL that reads a whole table in the order of its key."""
    return f"SELECT {', '.join(_names(table.columns))} FROM {table.name} ORDER BY " + ", ".join(  # noqa: S608  (names of ours alone)
        _names(table.key)
    )


def into(table: TableOf) -> str:
    """Return a table with all its columns, as a statement that fills it names it."""
    return f"{table.name} ({', '.join(_names(table.columns))})"


def _names(columns: tuple[str, ...]) -> list[str]:
    return [f'"{name}"' for name in columns]
