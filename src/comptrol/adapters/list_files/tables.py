"""Reads a table of comma-separated values, each row with the line it stands on."""

import csv
from collections.abc import Iterator
from typing import Final

from comptrol.kernel.errors import UnreadableError

BOM: Final = b"\xef\xbb\xbf"
CELL_LETTERS_MAX: Final = 131_072
"""The bound of Python's own reader, which other libraries lift; no list comes near."""


def text_of(content: bytes) -> str:
    """Return UTF-8 as text, with or without a byte order mark."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableError(f"this is not UTF-8: {error}; save the table as UTF-8") from error


def lines_of(text: str) -> Iterator[tuple[str, list[str]]]:
    """Yield every row that is not empty, with the line on which it ends."""
    reader = csv.reader(text.splitlines(keepends=True))
    try:
        for row in reader:
            if any(len(cell) > CELL_LETTERS_MAX for cell in row):
                raise UnreadableError(
                    f"line {reader.line_num}: a field of more than {CELL_LETTERS_MAX} letters"
                )
            if any(cell.strip() for cell in row):
                yield f"line {reader.line_num}", row
    except csv.Error as error:
        raise UnreadableError(f"line {reader.line_num}: {error}") from error
