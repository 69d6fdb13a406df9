"""How do the tables of AI chip counts become stocks by owner?

Two forms (data sheet, section 6): the curated file of China, and one file of cumulative totals for
each designer. ``cumulative`` tables are stocks; ``quarters`` are flows and are never read here.
Days of the second form are written month first.
"""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Final

from comptrol.adapters.account_tables.lines import Line, lines_of
from comptrol.domains.accounts import Channel, Estimate, Stock, quantiles
from comptrol.kernel.errors import UnreadableError

CURATED: Final = (
    *("owner", "designer", "end_date", "units_p5", "units_med", "units_p95"),
    *("h100e_p5", "h100e_med", "h100e_p95"),
)
_H100E: Final = (
    "H100e (5th percentile)",
    "Compute estimate in H100e (median)",
    "H100e (95th percentile)",
)
_UNITS: Final = (
    "Number of Units (5th percentile)",
    "Number of Units",
    "Number of Units (95th percentile)",
)
OWNED: Final = ("Chip manufacturer", "Owner", "End date", *_H100E, *_UNITS)
INCOMPLETE: Final = "Incomplete"
SMUGGLED: Final = " (smuggled)"
SOURCE: Final = "Epoch AI, AI chip counts"


def read_curated_stock(path: Path) -> tuple[Stock, ...]:
    """Return the stocks of a curated file; what is smuggled is a channel of its own."""
    return tuple(_curated(line, path.name) for line in lines_of(path, CURATED))


def read_owner_stock(path: Path) -> tuple[Stock, ...]:
    """Return the stocks of a file of cumulative totals by owner."""
    if "cumulative" not in path.name:
        raise UnreadableError(f"{path}: a table of flows; stocks are called cumulative")
    return tuple(_owned(line, path.name) for line in lines_of(path, OWNED))


def _curated(line: Line, name: str) -> Stock:
    owner = line.text("owner")
    smuggled = owner.endswith(SMUGGLED)
    return Stock(
        owner=owner.removesuffix(SMUGGLED),
        designer=line.text("designer"),
        channel=Channel.SMUGGLED if smuggled else Channel.OFFICIAL,
        on=_day(line, line.day_in, "end_date"),
        h100e=_estimate(line, ("h100e_p5", "h100e_med", "h100e_p95")),
        units=_estimate(line, ("units_p5", "units_med", "units_p95")),
        incomplete=False,
        source=f"{SOURCE}, {name}",
    )


def _owned(line: Line, name: str) -> Stock:
    return Stock(
        owner=line.text("Owner"),
        designer=line.text("Chip manufacturer"),
        channel=Channel.OFFICIAL,
        on=line.american_day_in("End date"),
        h100e=_estimate(line, _H100E),
        units=_estimate(line, _UNITS),
        incomplete=line.has(INCOMPLETE) and line.marked(INCOMPLETE, "checked"),
        source=f"{SOURCE}, {name}",
    )


def _day(line: Line, read: Callable[[str], date | None], field: str) -> date:
    found = read(field)
    if found is None:
        line.fail(field, "YYYY-MM-DD")
    return found


def _estimate(line: Line, fields: tuple[str, str, str]) -> Estimate:
    """Return an estimate; ends that are not told are unknown, and never of no width."""
    low, middle, high = (line.number_in(it) for it in fields)
    if middle is None:
        line.fail(fields[1], "a number")
    if (low is None) is not (high is None):
        line.fail(fields[0] if low is None else fields[2], "both ends of an interval, or none")
    if low is not None and high is not None and not low <= middle <= high:
        line.fail(fields[1], f"a number from {low} to {high}")
    return quantiles(low, middle, high)
