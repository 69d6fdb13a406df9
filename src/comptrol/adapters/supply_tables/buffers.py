"""Reads a table of stocks and ramps: how long an input lasts, and how long a replacement takes."""

from pathlib import Path
from typing import Final

from comptrol.adapters.supply_tables.lines import SENTENCE_MAX, Line, lines_of
from comptrol.domains.supply import BufferReported, InputId, Stretch
from comptrol.kernel.days import day_in

DAYS_MAX: Final = 36_500
COLUMNS: Final = (
    *("input", "on", "stock_days_low", "stock_days_high"),
    *("ramp_days_low", "ramp_days_high", "source"),
)


def read_buffers(path: Path) -> tuple[BufferReported, ...]:
    """Return stocks and ramps; an empty cell is not known, and never nought."""
    notes: list[str] = []
    return tuple(_buffer(line) for line in lines_of(path, COLUMNS, (), notes))


def _buffer(line: Line) -> BufferReported:
    stock, ramp = _stretch(line, "stock_days"), _stretch(line, "ramp_days")
    if stock is None and ramp is None:
        line.fail("stock_days_low", "is empty, and so is the ramp: expected either")
    try:
        on = day_in(line.text("on"))
    except ValueError:
        line.fail("on", f"{line.text('on')[:40]!r}: expected YYYY-MM-DD")
    source = line.text("source")
    if not 0 < len(source) <= SENTENCE_MAX:
        line.fail("source", f"has {len(source)} letters; expected 1 to {SENTENCE_MAX}")
    return BufferReported(
        input=InputId(line.name("input")), on=on, stock_days=stock, ramp_days=ramp, source=source
    )


def _stretch(line: Line, what: str) -> Stretch | None:
    low, high = (_days(line, f"{what}_{end}") for end in ("low", "high"))
    if low is None and high is None:
        return None
    try:
        return Stretch(low=low or 0, high=high)
    except ValueError as error:
        line.fail(f"{what}_low", str(error))


def _days(line: Line, field: str) -> int | None:
    found = line.number(field, DAYS_MAX)
    if found is not None and found != found.to_integral_value():
        line.fail(field, f"{found}: expected whole days")
    return None if found is None else int(found)
