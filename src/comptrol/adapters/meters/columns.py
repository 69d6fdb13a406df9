"""How does a CSV file of usage become rows? By the columns of the lake, and nothing is guessed."""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import msgspec

from comptrol.adapters.meters.arriving import Line, lines, not_so_many
from comptrol.adapters.meters.telling import row_of
from comptrol.domains.metering import Readings, Rejected, UsageRow, one_of_each, rejected
from comptrol.kernel.columns import unread_columns
from comptrol.kernel.errors import UnreadableError

NEEDED: Final = ("source", "event", "chips", "since", "until")
WORDS: Final = ("source", "event", "provider", "tenant", "order", "model", "meter")
WHOLE: Final = ("version", "chips", "chip_seconds", "energy_mj")
TIMES: Final = ("since", "until")
FLOP: Final = ("flop_low", "flop_mid", "flop_high")
COLUMNS: Final = (*WORDS, *WHOLE, *TIMES, *FLOP, "flags")
QUOTED_LINES_MAX: Final = 20
"""A cell in quotes may go over some lines; a quote that is never closed may not eat the file."""
_DIGITS: Final = re.compile(r"[0-9]{1,18}", re.ASCII)
_OPERATIONS: Final = re.compile(r"0|[1-9][0-9]{0,37}", re.ASCII)
_MOMENT: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?"
    r"(Z|[+-][0-9]{2}(:?[0-9]{2})?)?",
    re.ASCII,
)


def read_columns(path: Path, source: str | None = None) -> Readings:
    """Return the usage in a CSV file. ``source`` stands in for a column that is not there."""
    refused, rows, notes = list[Rejected](), list[tuple[str, UsageRow]](), list[str]()
    header: Sequence[str] | None = None
    for line, cells in _records(path):
        if header is None:
            header = _header(path, line, cells, source)
            notes += unread_columns(header, COLUMNS, line.place)
            continue
        try:
            if line.fault is not None:
                raise UnreadableError(line.fault)  # noqa: TRY301
            rows.append((line.place, _row(header, cells, source)))
        except UnreadableError as error:
            refused.append(rejected(line.place, line.text, str(error)))
            not_so_many(len(refused), f"{path}, {line.place}")
    if header is None:
        raise UnreadableError(f"{path}: empty: expected a header with {', '.join(NEEDED)}")
    found = one_of_each(rows)
    return msgspec.structs.replace(
        found, rejected=(*refused, *found.rejected), notes=(*notes, *found.notes)
    )


def _records(path: Path) -> Iterator[tuple[Line, list[str]]]:
    """Yield records and where each begins; one that cannot be read carries its fault."""
    kept: Line | None = None
    for line in lines(path):
        if kept is None:
            begun = line
        else:
            text = f"{kept.text}\n{line.text}"
            begun = Line(kept.number, text, kept.fault or line.fault)
        if not begun.text and begun.fault is None:
            continue
        if begun.text.count('"') % 2 and line.number - begun.number < QUOTED_LINES_MAX:
            kept = begun
            continue
        kept = None
        yield from _whole_or_singly(begun)
    if kept is not None:
        yield from _whole_or_singly(kept)


def _whole_or_singly(record: Line) -> Iterator[tuple[Line, list[str]]]:
    """Yield a record over some lines; where it is none, each of its lines by itself."""
    found = _record(record)
    if found[0].fault is None or record.fault is not None or "\n" not in record.text:
        yield found
        return
    for at, text in enumerate(record.text.split("\n")):
        if text:
            yield _record(Line(record.number + at, text))


def _record(line: Line) -> tuple[Line, list[str]]:
    try:
        cells = next(csv.reader([line.text], strict=True))
    except (csv.Error, StopIteration) as error:
        odd = line.text.count('"') % 2
        why = "a quote is not closed: half a line" if odd else f"not CSV: {error}"
        return line._replace(fault=line.fault or why), []
    return line, cells


def _header(path: Path, line: Line, cells: Sequence[str], source: str | None) -> Sequence[str]:
    names = [it.strip() for it in cells]
    missing = [it for it in NEEDED if it not in names and not (it == "source" and source)]
    if missing or line.fault is not None:
        why = line.fault or f"there is no column {', '.join(missing)}"
        raise UnreadableError(f"{path}, {line.place}: {why}; docs/metering.md has the columns")
    twice = sorted({it for it in names if names.count(it) > 1})
    if twice:
        raise UnreadableError(f"{path}, {line.place}: column stands twice: {', '.join(twice)}")
    return names


def _row(header: Sequence[str], cells: Sequence[str], source: str | None) -> UsageRow:
    if len(cells) != len(header):
        raise UnreadableError(
            f"{len(cells)} fields where the header has {len(header)}: half a line, or a comma "
            "outside quotes"
        )
    told = {name: it.strip() for name, it in zip(header, cells, strict=True) if it.strip()}
    fields: dict[str, object] = {name: told[name] for name in WORDS if name in told}
    fields.setdefault("source", source)
    fields |= {name: _whole(name, told[name]) for name in WHOLE if name in told}
    fields |= {name: _moment(name, told[name]) for name in TIMES if name in told}
    fields["flop"] = _flop(told)
    if "flags" in told:
        fields["flags"] = told["flags"].split()
    for name in NEEDED:
        if fields.get(name) is None:
            raise UnreadableError(f"{name}: is empty")
    return row_of(fields)


def _whole(name: str, text: str) -> int:
    if not _DIGITS.fullmatch(text):
        raise UnreadableError(
            f"{name}: expected a whole number of digits alone, not {text[:40]!r}"
        )
    return int(text)


def _moment(name: str, text: str) -> datetime:
    """Read a time; without an offset it is UTC, as in the lake."""
    try:
        read = datetime.fromisoformat(text) if _MOMENT.fullmatch(text) else None
    except ValueError:
        read = None
    if read is None:
        raise UnreadableError(
            f"{name}: expected a time such as 2026-11-01T00:00:00Z, not {text[:40]!r}"
        )
    return read.replace(tzinfo=UTC) if read.tzinfo is None else read


def _flop(told: Mapping[str, str]) -> dict[str, str] | None:
    some = [name for name in FLOP if name in told]
    if not some:
        return None
    if len(some) < len(FLOP):
        raise UnreadableError(f"{', '.join(FLOP)}: all three or none")
    for name in FLOP:
        if not _OPERATIONS.fullmatch(told[name]):
            raise UnreadableError(f"{name}: expected digits alone, not {told[name][:40]!r}")
    return {name.removeprefix("flop_"): told[name] for name in FLOP}
