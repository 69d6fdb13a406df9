"""How are scrapes of an exporter kept? Each line with its time, after those that were kept."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from comptrol.adapters.list_fetching import content
from comptrol.adapters.meters.exposition import Reading, reading_in
from comptrol.adapters.meters.fields import Field
from comptrol.kernel.errors import UnavailableError, UnreadableError

SCRAPE_BYTES_MAX: Final = 16 * 1024 * 1024
KEPT_BYTES_MAX: Final = 256 * 1024 * 1024
_TAIL_BYTES: Final = 4096


def keep_scrape(address: str, kept: Path, fields: Sequence[Field], now: datetime) -> int:
    """Scrape an exporter once, add the readings of ``fields`` to a file; return how many.

    Half a line that a crash left is ended first, so that what follows can be read.
    """
    at_ms = int(now.timestamp()) * 1000 + now.microsecond // 1000
    last = _last(kept)
    if last is not None and at_ms <= last:
        raise UnavailableError(
            f"{kept}: the last scrape was at {last} ms, and now is {at_ms} ms: the clock of this "
            "machine went back; set it right, or keep scrapes in another file"
        )
    text = content(address, what="a meter", most=SCRAPE_BYTES_MAX).decode("utf-8", "replace")
    names = {it.name for it in fields}
    found = list[str]()
    for line in text.splitlines():
        if line.partition("{")[0].strip() in names and _is_reading(line):
            found.append(f"{_without_time(line)} {at_ms}\n")
    if not found:
        raise UnavailableError(f"{address} has none of {', '.join(sorted(names))}")
    _append(kept, "".join(found))
    return len(found)


def _is_reading(line: str) -> bool:
    """Tell whether it is whole; half a line would be kept for ever."""
    try:
        return reading_in(line) is not None
    except UnreadableError:
        return False


def _without_time(line: str) -> str:
    reading = reading_in(line)
    assert isinstance(reading, Reading), "it was read before"
    if reading.at_ms is None:
        return line.rstrip()
    return line.rstrip().rpartition(" ")[0]


def _last(kept: Path) -> int | None:
    """Return the time of the last whole line, if there is one."""
    try:
        with kept.open("rb") as file:
            size = file.seek(0, 2)
            file.seek(max(0, size - _TAIL_BYTES))
            tail = file.read().decode("utf-8", "replace")
    except FileNotFoundError:
        return None
    except OSError as error:
        raise UnreadableError(f"{kept}: {error.strerror}") from error
    if size > KEPT_BYTES_MAX:
        raise UnavailableError(f"{kept} has more than {KEPT_BYTES_MAX} bytes: begin another file")
    for line in reversed(tail.splitlines()[1 if size > _TAIL_BYTES else 0 :]):
        if _is_reading(line) and (reading := reading_in(line)) and reading.at_ms:
            return reading.at_ms
    return None


def _append(kept: Path, text: str) -> None:
    try:
        with kept.open("a+b") as file:
            end = file.seek(0, 2)
            if end:
                file.seek(end - 1)
                text = text if file.read(1) == b"\n" else f"\n{text}"
            file.write(text.encode())
    except OSError as error:
        raise UnavailableError(f"{kept} cannot be written: {error.strerror}") from error
