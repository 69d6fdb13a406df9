"""How does the text of a meter arrive: line by line from a file, or whole? Bounded, and as UTF-8.

A line that is not UTF-8, or too long, is a line that cannot be read; the next ones can.
"""

import codecs
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

from comptrol.kernel.errors import UnreadableError

FILE_BYTES_MAX: Final = 512 * 1024 * 1024
LINES_MAX: Final = 2_000_000
LINE_BYTES_MAX: Final = 64 * 1024
BODY_BYTES_MAX: Final = 64 * 1024 * 1024
REJECTED_MAX: Final = 10_000
_OTHERS: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class Line(NamedTuple):
    """One line, where it stands, and why it cannot be read, if it cannot."""

    number: int
    text: str
    fault: str | None = None

    @property
    def place(self) -> str:
        """Return where it stands."""
        return f"line {self.number}"


def lines(path: Path) -> Iterator[Line]:
    """Yield the lines of a text file."""
    try:
        with path.open("rb") as file:
            _check_encoding(path, file)
            yield from _lines(path, file)
    except OSError as error:
        raise UnreadableError(f"{path}: {error.strerror}") from error


def _check_encoding(path: Path, file: BinaryIO) -> None:
    begins = file.read(4)
    if begins.startswith(_OTHERS) or b"\0" in begins:
        raise UnreadableError(f"{path}: not UTF-8 but another encoding: save it as UTF-8")
    file.seek(3 if begins.startswith(codecs.BOM_UTF8) else 0)


def _lines(path: Path, file: BinaryIO) -> Iterator[Line]:
    size = number = 0
    while raw := file.readline(LINE_BYTES_MAX + 1):
        number, size = number + 1, size + len(raw)
        if number > LINES_MAX or size > FILE_BYTES_MAX:
            raise UnreadableError(
                f"{path}: more than {LINES_MAX} lines or {FILE_BYTES_MAX} bytes: split it by time"
            )
        long = len(raw) > LINE_BYTES_MAX
        while long and raw and not raw.endswith(b"\n"):
            raw = file.readline(LINE_BYTES_MAX + 1)
            size += len(raw)
            if size > FILE_BYTES_MAX:
                raise UnreadableError(f"{path}: a line of more than {FILE_BYTES_MAX} bytes")
        if long:
            yield Line(number, "", f"longer than {LINE_BYTES_MAX} bytes: it is no row of a meter")
            continue
        yield _decoded(number, raw.rstrip(b"\r\n"))


def _decoded(number: int, raw: bytes) -> Line:
    text = raw.decode("utf-8", errors="replace")
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as error:
        return Line(number, text, f"not UTF-8 at byte {error.start + 1}: save it as UTF-8")
    if "\0" in text:
        return Line(number, text, "a zero byte: half of the line was never written")
    return Line(number, text)


def whole(path: Path) -> bytes:
    """Return all of a file that is read at once."""
    try:
        with path.open("rb") as file:
            _check_encoding(path, file)
            raw = file.read(BODY_BYTES_MAX + 1)
    except OSError as error:
        raise UnreadableError(f"{path}: {error.strerror}") from error
    if len(raw) > BODY_BYTES_MAX:
        raise UnreadableError(f"{path}: more than {BODY_BYTES_MAX} bytes: split it by time")
    return raw


def not_so_many(many: int, place: str) -> None:
    """Refuse to go on where so much was rejected that it is another sort of file."""
    if many > REJECTED_MAX:
        raise UnreadableError(
            f"{place}: more than {REJECTED_MAX} rows cannot be read: is it of another --format?"
        )
