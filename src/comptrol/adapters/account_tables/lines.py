"""A table line by line: every mistake is named by file, line and field."""

import re
from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Final, NoReturn, TypeVar

from comptrol.adapters.csv_lines import csv_opened, whole_lines
from comptrol.kernel.days import day_in
from comptrol.kernel.errors import UnreadableError

_NUMBER: Final = re.compile(r"[0-9]{1,40}(?:\.[0-9]{1,40})?(?:[eE]\+?[0-9]{1,2})?")
_MONTH: Final = re.compile(r"[0-9]{4}-[0-9]{2}")
_AMERICAN: Final = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")

Word = TypeVar("Word", bound=Enum)


class Line:
    """One line of a table, and where it stands."""

    def __init__(self, path: Path, number: int, cells: Mapping[str, str]) -> None:
        self._path, self.number, self._cells = path, number, cells

    def text(self, field: str) -> str:
        """Return a cell without the space around it."""
        return self._cells[field].strip()

    def has(self, field: str) -> bool:
        """Tell whether the table has a column."""
        return field in self._cells

    def names(self, field: str) -> tuple[str, ...]:
        """Return the names of a cell that separates them by commas."""
        return tuple(it.strip() for it in self._cells[field].split(",") if it.strip())

    def number_in(self, field: str) -> Decimal | None:
        """Return a number from nothing up; an empty cell is unknown, never nought."""
        text = self.text(field)
        if not text:
            return None
        if not _NUMBER.fullmatch(text):
            self.fail(field, "a number, or nothing")
        return Decimal(text)

    def word_in(self, field: str, words: type[Word]) -> Word:
        """Return one of the words of an enumeration."""
        try:
            return words(self.text(field))
        except ValueError:
            self.fail(field, " or ".join(str(it.value) for it in words))

    def marked(self, field: str, mark: str) -> bool:
        """Tell whether a cell has its mark; it may have nothing else."""
        if self.text(field) not in {"", mark}:
            self.fail(field, f"{mark}, or nothing")
        return bool(self.text(field))

    def day_in(self, field: str) -> date | None:
        """Return a day; nothing where the cell is empty."""
        text = self.text(field)
        if not text:
            return None
        try:
            return day_in(text)
        except ValueError:
            self.fail(field, "YYYY-MM-DD, or nothing")

    def day_or_month_in(self, field: str) -> tuple[date | None, bool]:
        """Return a day, or the last of a month, and whether it was told to the day."""
        text = self.text(field)
        if not _MONTH.fullmatch(text):
            return self.day_in(field), True
        year, month = map(int, text.split("-"))
        if not (1 <= month <= 12 and year >= 1):  # noqa: PLR2004  (months)
            self.fail(field, "YYYY-MM-DD, or YYYY-MM, or nothing")
        return date(year, month, monthrange(year, month)[1]), False

    def american_day_in(self, field: str) -> date:
        """Return a day written month first, as in 3/31/2026."""
        found = _AMERICAN.fullmatch(self.text(field))
        if found is None:
            self.fail(field, "M/D/YYYY")
        month, day, year = map(int, found.groups())
        try:
            return date(year, month, day)
        except ValueError:
            self.fail(field, "M/D/YYYY")

    def fail(self, field: str, expected: str) -> NoReturn:
        """Raise the error that names this cell."""
        found = self._cells[field][:40]
        raise UnreadableError(
            f"{self._path}, line {self.number}, field {field}: {found!r}; expected {expected}"
        )


def lines_of(path: Path, columns: Sequence[str]) -> Iterator[Line]:
    """Yield the lines of a file that has these columns; further ones may stand beside them."""
    with csv_opened(path) as (header, lines):
        _check_header(path, header, columns)
        for number, cells in whole_lines(path, header, lines):
            yield Line(path, number, cells)


def _check_header(path: Path, header: Sequence[str], columns: Sequence[str]) -> None:
    missing = [it for it in columns if it not in header]
    if missing:
        raise UnreadableError(f"{path}, line 1: missing column: {', '.join(missing)}")
    twice = [it for it in columns if header.count(it) > 1]
    if twice:
        raise UnreadableError(f"{path}, line 1: column stands twice: {', '.join(twice)}")
