"""Reads a maker's table of chips: CSV or Parquet, one row to a chip, millions of them.

Columns ``serial``, ``model``, ``lot``, ``made_on``. What is wrong with a row is told beside it and
stops no other; what is wrong with the file, its columns or its text, is an error.
"""

import csv
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from comptrol.flow.loading import ChipRow
from comptrol.kernel.days import day_in
from comptrol.kernel.errors import UnavailableError, UnreadableError
from comptrol.kernel.identifiers import NAME

COLUMNS: Final = ("serial", "model", "lot", "made_on")
_SERIAL: Final = re.compile(r"[A-Za-z0-9._-]{1,51}").fullmatch
_NAME: Final = re.compile(NAME).match
_LOT: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,55}").fullmatch
"""Shorter than a name, so that the number of a part has room."""

Refuse = Callable[[int, Sequence[str], str], None]
"""Hears of a row that cannot be read: its line, what it has, and what is wrong."""


def count_rows(path: Path) -> int:
    """Return about how many rows a table has, for a progress bar."""
    if path.suffix == ".parquet":
        return int(_scanned(path).select("serial").count().collect().item())
    try:
        with path.open("rb") as file:
            chunks: Iterator[bytes] = iter(lambda: file.read(1 << 20), b"")
            return max(sum(chunk.count(b"\n") for chunk in chunks) - 1, 0)
    except OSError as error:
        raise UnreadableError(f"{path}: {error.strerror}") from error


def read_chip_rows(path: Path, refuse: Refuse) -> Iterator[ChipRow]:
    """Yield the rows of a table, in order."""
    rows = _parquet(path) if path.suffix == ".parquet" else _csv(path)
    for line, values in rows:
        if len(values) != len(COLUMNS):
            refuse(line, values, f"{len(values)} fields, and the header has {len(COLUMNS)}")
            continue
        serial, model, lot, made_on = values
        wrong = _wrong(serial, model, lot)
        on = _day(made_on)
        if wrong or on is None:
            refuse(line, values, wrong or f"made_on {made_on[:20]!r}: expected YYYY-MM-DD")
            continue
        yield ChipRow(line, serial, model, lot, on)


def _wrong(serial: str, model: str, lot: str) -> str:
    if not _SERIAL(serial):
        return f"serial {serial[:60]!r}: expected 1 to 51 letters, digits, dots or dashes"
    return _wrong_names(model, lot)


@lru_cache(maxsize=1024)
def _wrong_names(model: str, lot: str) -> str:
    if not _NAME(model):
        return f"model {model[:70]!r}: expected the name of a model in the catalogue"
    if not _LOT(lot):
        return f"lot {lot[:70]!r}: expected at most 56 lower-case letters, digits, dots, dashes"
    return ""


@lru_cache(maxsize=1024)
def _day(text: str) -> date | None:
    try:
        return day_in(text)
    except ValueError:
        return None


def _opened(path: Path) -> Any:  # noqa: ANN401
    try:
        return path.open(encoding="utf-8-sig", newline="")
    except OSError as error:
        raise UnreadableError(f"{path}: {error.strerror}") from error


def _csv(path: Path) -> Iterator[tuple[int, Sequence[str]]]:
    with _opened(path) as file:
        reader = csv.reader(file, strict=True)
        try:
            order = _order(path, next(reader, []))
            wanted = len(order)
            for values in reader:
                if len(values) == wanted:
                    yield reader.line_num, [values[at] for at in order]
                elif values:
                    yield reader.line_num, values
        except UnicodeDecodeError as error:
            raise UnreadableError(f"{path}: not UTF-8 at byte {error.start}") from error
        except csv.Error as error:
            raise UnreadableError(f"{path}: line {reader.line_num}: {error}") from error


def _order(path: Path, header: Sequence[str]) -> list[int]:
    """Return where each of our columns stands."""
    found = [name.strip() for name in header]
    if sorted(found) != sorted(COLUMNS):
        raise UnreadableError(
            f"{path}: line 1: columns {', '.join(found)[:200] or 'none'}; "
            f"expected {', '.join(COLUMNS)}"
        )
    return [found.index(name) for name in COLUMNS]


def _scanned(path: Path) -> Any:  # noqa: ANN401
    """Return a Parquet file to be read in batches, if it has our columns."""
    try:
        import polars as pl  # noqa: PLC0415  (an extra, and heavy)
    except ImportError as error:
        raise UnavailableError(f"{path}: Parquet needs: pip install 'comptrol[lab]'") from error
    try:
        frame = pl.scan_parquet(path)
        _order(path, frame.collect_schema().names())
        return frame.select([pl.col(name).cast(pl.String) for name in COLUMNS])
    except (pl.exceptions.PolarsError, OSError) as error:
        raise UnreadableError(f"{path}: {str(error).splitlines()[0][:200]}") from error


def _parquet(path: Path) -> Iterator[tuple[int, Sequence[str]]]:
    frame, line = _scanned(path), 0
    from polars.exceptions import PolarsError  # noqa: PLC0415  (an extra, and heavy)

    try:
        for batch in frame.collect_batches(chunk_size=100_000):
            for values in batch.iter_rows():
                line += 1
                yield line, [value or "" for value in values]
    except PolarsError as error:
        wrong = str(error).splitlines()[0][:200]
        raise UnreadableError(f"{path}: after row {line}: {wrong}") from error
