"""How are the tables read that accounts are held against: power, shipments, training runs?

Traps: numbers of models have the noise of floats; countries are a list of names; days of shipments
are written month first (data sheet, sections 6 and 7).
"""

from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Final

from comptrol.adapters.account_tables.lines import Line, lines_of
from comptrol.domains.accounts import Declared, Made, Run, Watts, quantiles
from comptrol.kernel.identifiers import CountryCode

_WATTS: Final = (
    "IT power per GPU (5th pct W)",
    "IT power per GPU (W)",
    "IT power per GPU (95th pct W)",
)
_DECLARED: Final = "IT power (MW)"
_MADE: Final = (
    "Compute estimate in H100e (5th percentile)",
    "Compute estimate in H100e (median)",
    "Compute estimate in H100e (95th percentile)",
)
_MADE_SHORT: Final = (
    "H100e (5th percentile)",
    _MADE[1],
    "H100e (95th percentile)",
)
_RUN: Final = (
    *("Model", "Publication date", "Training compute (FLOP)", "Training time (hours)"),
    "Country (of organization)",
)


def read_watts(path: Path) -> dict[str, Watts]:
    """Return the IT power of each chip type of a file, by type."""
    rows = [_watts(line) for line in lines_of(path, ("Chip type", *_WATTS))]
    return {it.chip: it for it in rows}


def _watts(line: Line) -> Watts:
    p5, median, p95 = (_needed(line, it) for it in _WATTS)
    if not 0 < p5 <= median <= p95:
        line.fail(_WATTS[1], f"a number from {p5} to {p95}")
    return Watts(chip=line.text("Chip type"), p5=p5, median=median, p95=p95)


def read_declared(path: Path) -> tuple[Declared, ...]:
    """Return the IT power of sites over time; an empty cell declares nothing."""
    found = []
    for line in lines_of(path, ("Data center", "Date", _DECLARED)):
        day, mw = line.day_in("Date"), line.number_in(_DECLARED)
        if day is not None and mw is not None:
            found.append(Declared(site=line.text("Data center"), on=day, mw=mw))
    return tuple(found)


def read_made(path: Path) -> tuple[Made, ...]:
    """Return all that designers have shipped until each day; there are two forms of headings."""
    known = ("Chip manufacturer", "End date", _MADE[1])
    first = next(lines_of(path, known), None)
    form = _MADE if first is not None and first.has(_MADE[0]) else _MADE_SHORT
    return tuple(
        Made(
            designer=line.text("Chip manufacturer"),
            on=line.american_day_in("End date"),
            h100e=quantiles(*(_needed(line, it) for it in form)),
        )
        for line in lines_of(path, (*known, form[0], form[2]))
    )


def read_runs(path: Path, named: Callable[[str], str | None]) -> Iterator[Run]:
    """Yield the runs of a file of models of which operations, hours and day are known."""
    for line in lines_of(path, _RUN):
        flop, hours = line.number_in(_RUN[2]), line.number_in(_RUN[3])
        day = line.day_in("Publication date")
        if flop and hours and day is not None:
            names = line.names("Country (of organization)")
            codes = {it: named(it) for it in names}
            yield Run(
                model=line.text("Model"),
                countries=tuple(CountryCode(it) for it in codes.values() if it is not None),
                unknown=tuple(name for name, it in codes.items() if it is None),
                on=day,
                flop=flop,
                hours=hours,
            )


def _needed(line: Line, field: str) -> Decimal:
    found = line.number_in(field)
    if found is None:
        line.fail(field, "a number")
    return found
