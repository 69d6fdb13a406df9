"""How is a published table opened and read line by line? Every mistake names its file."""

import csv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from comptrol.kernel.errors import UnreadableError

BYTES_MAX: Final = 64 * 2**20
Lines = Iterator[tuple[int, list[str]]]
"""Lines that are not empty, each after the number that it has in its file."""


@contextmanager
def csv_opened(path: Path) -> Iterator[tuple[list[str], Lines]]:
    """Open a table: its header, and the lines below it.

    Raises UnreadableError, also while lines are read, where the file is none of UTF-8 and CSV.
    """
    try:
        if path.stat().st_size > BYTES_MAX:
            raise UnreadableError(f"{path}: more than {BYTES_MAX} bytes")
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            header = next(reader, [])
            yield header, ((reader.line_num, cells) for cells in reader if cells)
    except OSError as error:
        raise UnreadableError(f"{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise UnreadableError(f"{path}: not UTF-8 at byte {error.start}") from error
    except csv.Error as error:
        raise UnreadableError(f"{path}: not CSV: {error}") from error


def whole_lines(
    path: Path, header: Sequence[str], lines: Lines
) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield lines by column; one that has fewer or more fields than the header is an error."""
    for number, cells in lines:
        if told := width(header, cells):
            raise UnreadableError(f"{path}, line {number}: {told}")
        yield number, dict(zip(header, cells, strict=True))


def width(header: Sequence[str], cells: Sequence[str]) -> str:
    """Return what is wrong with the width of a line; nothing where it is that of the header.

    >>> width(["Name", "Owner"], ["Alder"])
    '1 fields, and the header has 2'
    """
    same = len(cells) == len(header)
    return "" if same else f"{len(cells)} fields, and the header has {len(header)}"
