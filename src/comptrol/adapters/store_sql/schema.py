"""The tables of every view, generated from their row types, and the SQL that uses them."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, TypeVar, cast

import msgspec
from sqlalchemy import MetaData
from sqlalchemy.schema import CreateIndex, CreateTable, ExecutableDDLElement

from comptrol.adapters.store_sql.columns import Columns, Spelt
from comptrol.adapters.store_sql.dialect import Dialect
from comptrol.adapters.store_sql.entries import LOG
from comptrol.adapters.store_sql.ledger import LEDGER
from comptrol.adapters.store_sql.tables import LOG_TABLES, TableOf
from comptrol.kernel.view import Layout

R = TypeVar("R", bound=msgspec.Struct)


class Schema:
    """The tables of every view, and the SQL to make and use them."""

    def __init__(self, layouts: Sequence[Layout[Any]], dialect: Dialect) -> None:
        self.dialect, self._metadata = dialect, MetaData()
        self.columns = {
            layout.name: Columns(layout, self._metadata, dialect) for layout in layouts
        }
        self.find = lru_cache(maxsize=None)(self._find)

    def statements(self, *, views: bool = True) -> list[str]:
        """Return the SQL that makes every table and index; without ``views``, those of the log."""
        log = [*self.dialect.ddl(LOG), *self.dialect.ddl(LEDGER)]
        return [*log, *(self._of_views() if views else ())]

    def _of_views(self) -> list[str]:
        made: list[ExecutableDDLElement] = []
        for table in self._metadata.sorted_tables:
            made.append(CreateTable(table))
            made.extend(map(CreateIndex, sorted(table.indexes, key=lambda index: str(index.name))))
        return [str(statement.compile(dialect=self.dialect.compiler)) for statement in made]

    def tables(self) -> tuple[TableOf, ...]:
        """Return every table with its columns, those of the log first."""
        return LOG_TABLES + tuple(columns.told() for columns in self.columns.values())

    def of(self, layout: Layout[R]) -> Columns[R]:
        """Return the columns of a layout."""
        return cast("Columns[R]", self.columns[layout.name])

    def _find(
        self,
        name: str,
        fields: tuple[str, ...],
        spelt: Spelt,
        following: bool,  # noqa: FBT001
    ) -> str:
        return self.columns[name].find(fields, spelt, following=following)
