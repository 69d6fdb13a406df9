"""How a file of requests is read.

Rows that cannot be judged are set aside with the reason, and every other row goes on.
"""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from comptrol.adapters.lab_columns.admitting import reasons_against
from comptrol.adapters.lab_columns.combining import combined
from comptrol.adapters.lab_columns.table import (
    ITEM,
    KNOWN,
    NEEDED,
    UNREAD,
    Column,
    RequestTable,
)
from comptrol.domains.chips import Specification
from comptrol.kernel.countries import Countries
from comptrol.kernel.errors import UnreadableError


def read_table(
    path: Path, countries: Countries, chips: Callable[[str], Specification]
) -> RequestTable:
    """Read a CSV or Parquet file of requests; refuse one whose columns are not known."""
    try:
        if path.suffix == ".parquet":
            frame = pl.read_parquet(path)
        else:
            frame = pl.read_csv(path, infer_schema=False)
    except (OSError, pl.exceptions.PolarsError) as error:
        raise UnreadableError(f"{path}: {error}") from error
    unknown, missing = sorted(set(frame.columns) - KNOWN), set(NEEDED) - set(frame.columns)
    if unknown or missing:
        what = f"unknown {unknown}, missing {sorted(missing)}; known are {sorted(KNOWN)}"
        raise UnreadableError(f"{path}, line 1: columns: {what}")
    return table_of(frame, countries, chips)


def table_of(
    frame: pl.DataFrame, countries: Countries, chips: Callable[[str], Specification]
) -> RequestTable:
    """Return a frame of requests as columns of codes, without the rows that cannot be judged."""
    text = frame.select(pl.all().cast(pl.String).fill_null(""))
    days = text["on"].str.to_date("%Y-%m-%d", strict=False)
    reasons = reasons_against(text, days, countries, chips)
    keep = reasons.is_null()
    rejected = tuple((int(row) + 2, reasons[int(row)]) for row in np.flatnonzero(~keep.to_numpy()))
    text, days = text.filter(keep), days.filter(keep)
    columns = {name: _column(text[name]) for name in text.columns if name not in UNREAD}
    items = [columns[name] for name in ITEM if name in columns]
    epoch = date(1970, 1, 1).toordinal()
    return RequestTable(
        frame=text,
        columns=columns,
        days=days.cast(pl.Int32).to_numpy().astype(np.int64) + epoch,
        items=combined(tuple((it.codes, len(it.values)) for it in items), text.height)[0],
        rejected=rejected,
        chips=chips,
    )


def _column(series: pl.Series) -> Column:
    """Return the distinct values of a column, and the code of each row."""
    distinct = series.unique(maintain_order=True)
    codes = series.replace_strict(distinct, np.arange(len(distinct)), return_dtype=pl.Int64)
    return Column(values=tuple(distinct.to_list()), codes=codes.to_numpy().astype(np.int64))


def write_rejected(table: RequestTable, path: Path) -> None:
    """Write the rows that cannot be judged: their lines in the file, and why."""
    lines = [line for line, _ in table.rejected]
    reasons = [reason for _, reason in table.rejected]
    pl.DataFrame({"line": lines, "reason": reasons}).write_csv(path)
