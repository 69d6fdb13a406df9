"""Rows as a Parquet file, where the extra ``lab`` is installed."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl

from comptrol.kernel.errors import UnavailableError

PLACES = 12
"""Digits after the point: numbers are rounded to these, and are no floats."""


def write_rows(path: Path, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Write rows; a column is of numbers, of days or of text, by what stands in it."""
    found = [_column(name, [row[at] for row in rows]) for at, name in enumerate(columns)]
    try:
        pl.DataFrame(found).write_parquet(path)
    except OSError as error:
        raise UnavailableError(f"{path}: {error.strerror or error}") from error


def _column(name: str, cells: list[Any]) -> pl.Series:
    known = [it for it in cells if it is not None]
    if known and all(isinstance(it, Decimal) for it in known):
        step = Decimal(1).scaleb(-PLACES)
        rounded = [None if it is None else it.quantize(step) for it in cells]
        return pl.Series(name, rounded, pl.Decimal(38, PLACES))
    if known and all(isinstance(it, date) for it in known):
        return pl.Series(name, cells, pl.Date)
    return pl.Series(name, [None if it is None else str(it) for it in cells], pl.String)
