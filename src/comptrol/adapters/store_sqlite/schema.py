"""The tables of every view, generated from their row types, and the SQL that uses them."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, TypeVar, cast

import msgspec
from sqlalchemy import MetaData
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex, CreateTable, ExecutableDDLElement

from comptrol.adapters.store_sqlite.columns import Columns
from comptrol.kernel.view import Layout

R = TypeVar("R", bound=msgspec.Struct)


class Schema:
    """The tables of every view, and the SQL to make and use them."""

    def __init__(self, layouts: Sequence[Layout[Any]]) -> None:
        self._metadata = MetaData()
        self.columns = {layout.name: Columns(layout, self._metadata) for layout in layouts}
        self.find = lru_cache(maxsize=None)(self._find)

    def statements(self) -> list[str]:
        """Return the SQL that makes every table and index."""
        made: list[ExecutableDDLElement] = []
        for table in self._metadata.sorted_tables:
            made.append(CreateTable(table))
            made.extend(map(CreateIndex, sorted(table.indexes, key=lambda index: str(index.name))))
        return [str(statement.compile(dialect=sqlite.dialect())) for statement in made]

    def of(self, layout: Layout[R]) -> Columns[R]:
        """Return the columns of a layout."""
        return cast("Columns[R]", self.columns[layout.name])

    def _find(self, name: str, fields: tuple[str, ...], following: bool) -> str:  # noqa: FBT001
        return self.columns[name].find(fields, following=following)
