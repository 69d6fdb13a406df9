"""Serials to draw from, out of a file: by line, or in a column; and what was drawn of them."""

import csv
import io
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Final

import msgspec

from comptrol.domains.inspection import PublishedDraw
from comptrol.kernel.errors import ComptrolError, UnreadableError
from comptrol.kernel.signature import check_names

FILE_BYTES_MAX: Final = 2 * 1024**3
SERIAL_BYTES_MAX: Final = 200
BOM: Final = b"\xef\xbb\xbf"
COLUMN: Final = "serial"
_CONTROL: Final = re.compile(rb"[\x00-\x09\x0b-\x1f\x7f]")
"""No serial has these; a tab parts a stratum from a serial where a frame is hashed."""


def read_serials(
    path: Path, *, column: str | None = None, stratum: str | None = None
) -> dict[str, list[bytes]]:
    """Return the serials of each stratum, sorted by their bytes; without a stratum, under ``""``.

    A file whose name ends in .csv, or of which a column is named, is a table with a header. Any
    other has one serial to a line. A serial that stands twice, an empty one and an empty file are
    errors that name the line.
    """
    raw = _read(path)
    found = _CONTROL.search(raw)
    if found is not None:
        line = raw.count(b"\n", 0, found.start()) + 1
        raise UnreadableError(f"{path}, line {line}: a tab or another control character")
    if path.suffix.lower() == ".csv" or column is not None or stratum is not None:
        strata = _table(path, raw, column or COLUMN, stratum)
    else:
        strata = {"": _lines(path, raw)}
    _check(path, strata)
    for serials in strata.values():
        serials.sort()
    return strata


def read_draw(path: Path) -> PublishedDraw:
    """Return a draw as it was published."""
    raw = _read(path)
    try:
        found = msgspec.json.decode(raw, type=PublishedDraw)
        check_names(raw)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, ComptrolError) as error:
        raise UnreadableError(f"{path}: {error}") from error
    return found


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            raw = file.read(FILE_BYTES_MAX + 1)
    except OSError as error:
        raise UnreadableError(f"{path}: {error.strerror}") from error
    if len(raw) > FILE_BYTES_MAX:
        raise UnreadableError(f"{path}: more than {FILE_BYTES_MAX} bytes")
    try:
        raw.decode()
    except UnicodeDecodeError as error:
        raise UnreadableError(f"{path}: not UTF-8 at byte {error.start}") from error
    return raw.removeprefix(BOM).replace(b"\r\n", b"\n")


def _lines(path: Path, raw: bytes) -> list[bytes]:
    serials = [line.strip() for line in raw.rstrip(b"\n").split(b"\n")] if raw.strip() else []
    if b"" in serials:
        raise UnreadableError(f"{path}, line {serials.index(b'') + 1}: there is no serial")
    return serials


def _table(path: Path, raw: bytes, column: str, stratum: str | None) -> dict[str, list[bytes]]:
    """Read a table; cells are stripped, and its other columns are none of our business."""
    strata: dict[str, list[bytes]] = {}
    reader = csv.reader(io.StringIO(raw.decode(), newline=""), strict=True)
    try:
        header = [cell.strip() for cell in next(reader, [])]
        at, group = _place(path, header, column), _place(path, header, stratum)
        for row in reader:
            if len(row) != len(header):
                what = f"{len(row)} fields, and the header has {len(header)}"
                raise UnreadableError(f"{path}, line {reader.line_num}: {what}")
            name = row[group].strip() if stratum is not None else ""
            serial = row[at].strip()
            if "\n" in serial + name:
                raise UnreadableError(f"{path}, line {reader.line_num}: a cell of two lines")
            if not serial or (stratum is not None and not name):
                empty = column if not serial else stratum
                where = f"{path}, line {reader.line_num}, field {empty}"
                raise UnreadableError(f"{where}: is empty")
            strata.setdefault(name, []).append(serial.encode())
    except csv.Error as error:
        raise UnreadableError(f"{path}, line {reader.line_num}: not CSV: {error}") from error
    return strata


def _place(path: Path, header: list[str], column: str | None) -> int:
    if column is None:
        return 0
    if header.count(column) != 1:
        shown = ", ".join(header)[:200] or "none"
        what = f"column {column!r} was expected once; the columns are: {shown}"
        raise UnreadableError(f"{path}, line 1: {what}")
    return header.index(column)


def _check(path: Path, strata: dict[str, list[bytes]]) -> None:
    """Refuse what nobody can draw from: nothing, the same twice, or what is too long for one."""
    every = sorted(serial for serials in strata.values() for serial in serials)
    if not every:
        raise UnreadableError(f"{path}: there are no serials in it; at least one was expected")
    twice = next((one for one, other in pairwise(every) if one == other), None)
    if twice is not None:
        where = " and ".join(map(str, _lines_with(path, twice)))
        what = f"serial {twice.decode()!r} stands twice; each was expected once"
        raise UnreadableError(f"{path}, lines {where}: {what}")
    longest = max(every, key=len)
    if len(longest) > SERIAL_BYTES_MAX:
        shown = longest[:40].decode(errors="ignore")
        what = f"serial {shown!r}… has more than {SERIAL_BYTES_MAX} bytes"
        raise UnreadableError(f"{path}: {what}")


def _lines_with(path: Path, serial: bytes) -> Iterator[int]:
    """Yield the first two lines that a serial stands on."""
    found = 0
    for number, line in enumerate(_read(path).split(b"\n"), start=1):
        if serial in [cell.strip(b' "') for cell in line.split(b",")] or serial == line.strip():
            yield number
            found += 1
        if found == 2:  # noqa: PLR2004  (it stands twice)
            return
