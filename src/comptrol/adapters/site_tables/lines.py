"""The files of an edition: which columns they have, and line by line what stands in them."""

from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from comptrol.adapters.csv_lines import csv_opened, width
from comptrol.kernel.errors import UnreadableError

SITES: Final = "data_centers.csv"
QUANTITIES: Final = "data_center_chip_quantities.csv"
TIMELINES: Final = "data_center_timelines.csv"

READ: Final[Mapping[str, tuple[str, ...]]] = {
    SITES: (
        *("Name", "Country", "Address", "Current power (MW)", "Current H100 equivalents"),
        *("Owner", "Users"),
    ),
    QUANTITIES: (
        *("Data center", "Date", "Chip type", "Number of Units", "Owner", "User", "Notes"),
        *("Chip type source", "Number of Units source"),
    ),
    TIMELINES: ("Data center", "Date", "H100 equivalents"),
}
"""The columns that are read; a table without one of them is no table of this sort."""
MODIFIED: Final = "Last Modified"
LEFT_OUT: Final[Mapping[str, tuple[str, ...]]] = {
    SITES: (
        *("Current total capital cost (2025 USD billions)", "Selected Sources"),
        *("Calculations sheet", "Project", "Current chip types", "All chip types", "Investors"),
        *("Construction companies", "Energy companies"),
    ),
    QUANTITIES: ("Handle", "Created By", "Created", "Last Modified By", MODIFIED),
    TIMELINES: (
        *("Construction status", "Buildings operational", "IT power (MW)", "Power (MW)"),
        *("Performance (8-bit OP/s)", "Total capital cost (2025 USD billions)"),
        *("Compute cost (2025 USD billions)", "Construction cost (2025 USD billions)"),
        *("Annual operating cost (2025 USD billions)", "Water use (MGD)"),
        "Current H100 equivalents (from Data center)",
    ),
}
"""The columns that are known, and left out with open eyes."""


class Line(NamedTuple):
    """One line of one of the files."""

    table: str
    line: int
    cells: Mapping[str, str]


Refuse = Callable[[Line, str], None]
"""Hears of a line that cannot be taken, and why."""


def lines_of(path: Path, leave_out: Collection[str], refuse: Refuse) -> Iterator[Line]:
    """Yield the lines of a file that have a cell for every column, and none that nobody knows."""
    with csv_opened(path) as (header, lines):
        unknown = _unknown(path, header, leave_out)
        for number, cells in lines:
            line = Line(path.name, number, dict(zip(header, cells, strict=False)))
            strange = next((it for it in unknown if line.cells.get(it)), None)
            if told := width(header, cells):
                refuse(line, told)
            elif strange is not None:
                refuse(line, f"column {strange[:60]!r} is not known, and is not empty")
            else:
                yield line


def _unknown(path: Path, header: list[str], leave_out: Collection[str]) -> list[str]:
    """Return the columns that nobody knows; refuse a file without one of those that are read."""
    read = READ[path.name]
    missing = [name for name in read if name not in header]
    if missing:
        raise UnreadableError(f"{path}, line 1: missing column: {', '.join(missing)}")
    twice = sorted({name for name in header if header.count(name) > 1})
    if twice:
        raise UnreadableError(f"{path}, line 1: column stands twice: {', '.join(twice)[:200]}")
    known = {*read, *LEFT_OUT[path.name], *leave_out}
    return [name for name in header if name not in known]
