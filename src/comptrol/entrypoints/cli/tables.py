"""How a table of cases is read: every mistake is named by file, line and field."""

import csv
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Final, NoReturn

from comptrol.domains.chips import Rate, Specification, impossible
from comptrol.kernel.columns import unread_columns
from comptrol.kernel.errors import UnreadableError
from comptrol.kernel.quantity import is_measure

CASE_COLUMNS: Final = (
    "chip",
    "market",
    "nonplanar",
    "dense_Tops",
    "bits",
    "die_mm2",
    "io_bidir_GBps",
    "dram_GBps",
)
PLANAR: Final = "planar"
"""In ``pd_published``: no logic die is non-planar, so that the density is undefined."""

_MARKETS: Final = {"dc": True, "consumer": False, "": None}
_PLANARITY: Final = {"1": True, "0": False, "": None}
_BITS_MAX: Final = 128
_CELL_LETTERS_MAX: Final = 10_000
_CSV_LETTERS_MAX: Final = 131_072
_NUMBER: Final = re.compile(r"[+-]?[0-9]{1,30}(\.[0-9]{1,30})?([eE][+-]?[0-9]{1,3})?")


class Row:
    """One line of a table, and where it stands."""

    def __init__(self, path: Path, line: int, cells: Mapping[str, str]) -> None:
        self._path, self._line, self.cells = path, line, cells

    def text(self, field: str) -> str:
        """Return a cell without the space around it; empty where there is no such column."""
        return self.cells.get(field, "").strip()

    def needed(self, field: str) -> str:
        """Return a cell that may not be empty."""
        return self.text(field) or self.fail(field, "is empty")

    def one_of(self, field: str, words: Mapping[str, bool | None]) -> bool | None:
        """Return what a word means."""
        found = self.text(field)
        if found not in words:
            known = ", ".join(repr(word) for word in words)
            self.fail(field, f"is {found!r}; it may be {known}")
        return words[found]

    def positive(self, field: str) -> Decimal | None:
        """Return a number above zero, or nothing where the cell is empty."""
        text = self.text(field)
        if not text:
            return None
        if not _NUMBER.fullmatch(text):
            self.fail(field, f"is {text[:40]!r}, not a number")
        number = Decimal(text)
        if not is_measure(number):
            wanted = "above zero, below 1e12, at most 12 decimals (empty where unknown)"
            self.fail(field, f"is {text[:40]}; it must be {wanted}")
        return number

    def fail(self, field: str, what: str) -> NoReturn:
        """Raise the error that names this cell."""
        raise UnreadableError(f"{self.place(field)}: {what}")

    def place(self, field: str) -> str:
        """Return where a cell stands."""
        return f"{self._path}, line {self._line}, field {field}"


def rows(
    path: Path,
    columns: Sequence[str],
    optional: Sequence[str] = (),
    *,
    tell: Callable[[str], None] | None = None,
) -> Iterator[Row]:
    """Read a CSV file with these columns, named in any case; further ones may follow.

    Where somebody is there to be told, they hear of every column that is not read, and one that
    is known but for a slip is refused.
    """
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            reader = csv.DictReader(file, strict=True)
            known = (*columns, *optional)
            reader.fieldnames = _spelled(reader.fieldnames, known)
            _check_header(path, reader.fieldnames, columns)
            if tell is not None:
                for text in unread_columns(reader.fieldnames, known, f"{path}, line 1"):
                    tell(f"note: {text}")
            for cells in reader:
                _check_sizes(path, reader.line_num, cells)
                _check_width(path, reader.line_num, cells)
                _check_cells(path, reader.line_num, cells)
                yield Row(path, reader.line_num, cells)
    except OSError as error:
        raise UnreadableError(f"{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise UnreadableError(f"{path}: not UTF-8 at byte {error.start}") from error
    except csv.Error as error:
        raise UnreadableError(f"{path}: not CSV: {error}") from error


def case(row: Row) -> Specification:
    """Read one chip of a table of cases; an empty cell is unknown, never zero."""
    dense, bits = row.positive("dense_Tops"), row.positive("bits")
    if bits is not None and (bits != bits.to_integral_value() or bits > _BITS_MAX):
        row.fail("bits", f"is {bits}; a multiply takes 1 to {_BITS_MAX} whole bits")
    planar = row.text("pd_published") == PLANAR
    found = Specification(
        name=row.needed("chip"),
        rates=()
        if dense is None or bits is None
        else (Rate(dense_tera_ops=dense, bits=int(bits)),),
        tpp_stated=row.positive("tpp_published"),
        die_area_mm2=row.positive("die_mm2"),
        performance_density_stated=None if planar else row.positive("pd_published"),
        non_planar=False if planar else row.one_of("nonplanar", _PLANARITY),
        datacenter=row.one_of("market", _MARKETS),
        io_bidirectional_gb_per_s=row.positive("io_bidir_GBps"),
        dram_gb_per_s=row.positive("dram_GBps"),
    )
    reason = impossible(found)
    if reason:
        row.fail("dense_Tops" if found.rates else "tpp_published", f"cannot be: {reason}")
    return found


def _check_sizes(path: Path, line: int, cells: Mapping[str | None, object]) -> None:
    """Refuse a cell past the bound of Python's own reader, which other libraries lift."""
    if any(isinstance(it, str) and len(it) > _CSV_LETTERS_MAX for it in cells.values()):
        told = f"a field of more than {_CSV_LETTERS_MAX} letters"
        raise UnreadableError(f"{path}, line {line}: not CSV: {told}")


def _check_cells(path: Path, line: int, cells: Mapping[str, str]) -> None:
    for field, text in cells.items():
        if "\0" in text or len(text) > _CELL_LETTERS_MAX:
            what = f"holds a zero byte or more than {_CELL_LETTERS_MAX} letters"
            raise UnreadableError(f"{path}, line {line}, field {field}: {what}")


def _spelled(header: Sequence[str] | None, known: Sequence[str]) -> list[str]:
    """Return the names of columns, those that are known as we write them."""
    as_ours = {name.casefold(): name for name in known}
    return [as_ours.get(name.strip().casefold(), name) for name in header or ()]


def _check_header(path: Path, names: Sequence[str], columns: Sequence[str]) -> None:
    missing = [column for column in columns if column not in names]
    if missing:
        apart = "; commas part fields, not semicolons" if ";" in "".join(names) else ""
        raise UnreadableError(f"{path}, line 1: missing column: {', '.join(missing)}{apart}")
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise UnreadableError(f"{path}, line 1: column stands twice: {', '.join(twice)}")


def _check_width(path: Path, line: int, cells: Mapping[str | None, object]) -> None:
    if None in cells:
        raise UnreadableError(f"{path}, line {line}: more fields than the header has")
    empty = [name for name, value in cells.items() if value is None]
    if empty:
        raise UnreadableError(f"{path}, line {line}: the row ends before field {empty[0]}")
