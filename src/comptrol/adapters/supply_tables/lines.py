"""Line by line what stands in one table, and what a cell has to be."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Final, NoReturn

from comptrol.adapters.csv_lines import csv_opened, whole_lines
from comptrol.kernel.columns import unread_columns
from comptrol.kernel.errors import UnreadableError
from comptrol.kernel.identifiers import NAME

TITLE_MAX: Final = 160
SENTENCE_MAX: Final = 400
_NUMBER: Final = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,20})?")
_SHOWN_MAX: Final = 60


class Line:
    """One line of a table; what is wrong with a cell is told by file, line and field."""

    def __init__(self, path: Path, row: int, cells: Mapping[str, str]) -> None:
        self.path, self.row, self.cells = path, row, cells

    def fail(self, field: str, told: str) -> NoReturn:
        """Say what is wrong with a cell, and what was expected."""
        raise UnreadableError(f"{self.path}, line {self.row}, field {field}: {told}")

    def text(self, field: str) -> str:
        """Return a cell without blanks around it; empty where it is empty, or not there."""
        return self.cells.get(field, "").strip()

    def needed(self, field: str) -> str:
        """Return a cell that may not be empty, as a title."""
        text = self.text(field)
        if not text or len(text) > TITLE_MAX:
            self.fail(field, f"has {len(text)} letters; expected 1 to {TITLE_MAX}")
        return text

    def name(self, field: str) -> str:
        """Return a cell as an identifier, in small letters."""
        text = self.text(field).lower()
        if not re.match(NAME, text):
            self.fail(field, f"{text[:_SHOWN_MAX]!r} is no identifier: letters, digits, . _ -")
        return text

    def names(self, field: str) -> tuple[str, ...]:
        """Return an identifier, or none where the cell is empty."""
        return (self.name(field),) if self.text(field) else ()

    def year(self, field: str) -> int:
        """Return a cell as a year."""
        text = self.text(field)
        if not re.fullmatch(r"(19[5-9]|20[0-9]|21[0-9])[0-9]", text):
            self.fail(field, f"{text[:_SHOWN_MAX]!r}: expected a year from 1950 to 2199")
        return int(text)

    def number(self, field: str, most: int) -> Decimal | None:
        """Return a cell as a number from nought to the most; nothing where it is empty."""
        text = self.text(field)
        if not text:
            return None
        if not _NUMBER.fullmatch(text) or Decimal(text) > most:
            self.fail(field, f"{text[:_SHOWN_MAX]!r}: expected a number from 0 to {most}")
        return Decimal(text)


def lines_of(
    path: Path, needed: Sequence[str], known: Collection[str], notes: list[str]
) -> Iterator[Line]:
    """Yield the lines of a table; what nobody reads is noted, and a slip of a name is an error."""
    with csv_opened(path) as (first, lines):
        header = [it.strip() for it in first]
        _check_header(path, header, needed)
        notes += unread_columns(header, (*needed, *known), f"{path}, line 1")
        for number, cells in whole_lines(path, header, lines):
            yield Line(path, number, cells)


def _check_header(path: Path, header: Sequence[str], needed: Sequence[str]) -> None:
    missing = [it for it in needed if it not in header]
    if missing:
        raise UnreadableError(f"{path}, line 1: missing column: {', '.join(missing)}")
    twice = sorted({it for it in header if header.count(it) > 1})
    if twice:
        raise UnreadableError(f"{path}, line 1: column stands twice: {', '.join(twice)[:200]}")
