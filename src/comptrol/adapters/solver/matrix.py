"""A linear program while it is put together: columns, rows, and what stands where they meet."""

from typing import TypeAlias

import msgspec
import numpy as np

from comptrol.adapters.solver.figures import Flags, Floats, Places

Number: TypeAlias = float | Floats


class Sparse(msgspec.Struct, frozen=True, kw_only=True):
    """A program to minimise, by columns."""

    cost: Floats
    lower: Floats
    upper: Floats
    whole: Flags
    row_lower: Floats
    row_upper: Floats
    start: Places
    index: Places
    value: Floats


class Matrix:
    """Columns and rows are added in blocks; each block is told its places."""

    def __init__(self) -> None:
        self._columns: list[tuple[Floats, Floats, Floats, Flags]] = []
        self._rows: list[tuple[Floats, Floats]] = []
        self._entries: list[tuple[Places, Places, Floats]] = []
        self._column_count = self._row_count = 0

    def columns(
        self, count: int, cost: Number, lower: Number, upper: Number, *, whole: bool = False
    ) -> Places:
        """Add columns; return their places."""
        full = (_full(count, cost), _full(count, lower), _full(count, upper))
        self._columns.append((*full, np.full(count, whole)))
        self._column_count += count
        return np.arange(self._column_count - count, self._column_count)

    def rows(self, count: int, lower: Number, upper: Number) -> Places:
        """Add rows; return their places."""
        self._rows.append((_full(count, lower), _full(count, upper)))
        self._row_count += count
        return np.arange(self._row_count - count, self._row_count)

    def put(self, rows: Places, columns: Places, values: Number) -> None:
        """Put values where rows and columns meet."""
        self._entries.append((rows, columns, _full(len(rows), values)))

    def sparse(self) -> Sparse:
        """Return the whole."""
        cost, lower, upper, whole = (np.concatenate(it) for it in zip(*self._columns, strict=True))
        row_lower, row_upper = (np.concatenate(it) for it in zip(*self._rows, strict=True))
        rows, columns, values = (np.concatenate(it) for it in zip(*self._entries, strict=True))
        order = np.lexsort((rows, columns))
        return Sparse(
            cost=cost,
            lower=lower,
            upper=upper,
            whole=whole,
            row_lower=row_lower,
            row_upper=row_upper,
            start=np.searchsorted(columns[order], np.arange(self._column_count + 1)),
            index=rows[order],
            value=values[order],
        )


def _full(count: int, value: Number) -> Floats:
    return np.array(np.broadcast_to(np.asarray(value, float), count))
