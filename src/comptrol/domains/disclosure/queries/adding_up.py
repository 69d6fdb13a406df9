"""What do a provider's meters come to, week by week, under the definitions of a period?"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from typing import Final

import msgspec

from comptrol.domains.disclosure.formulas import LARGE_CUSTOMERS, MILLIJOULES_OF_MWH, weeks
from comptrol.domains.disclosure.statements import DefinitionId, FigureName, Line, amount
from comptrol.domains.disclosure.view import Definition
from comptrol.domains.metering import DayMeter, Meter, MeteringView
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.view import World

UNITS: Final = {
    "chip-seconds": "chip-seconds",
    "flop": "FLOP",
    "power-mwh": "MWh",
    LARGE_CUSTOMERS: "customers",
}
"""The figures that can be drafted, and the unit that a definition must have for it."""
TRUST: Final = tuple(Meter)
"""Meters, the hardest to fake first."""
DAY: Final = timedelta(days=1)
Rows = dict[date, list[DayMeter]]


class Undrafted(msgspec.Struct, frozen=True, kw_only=True):
    """A figure of the period that no draft has, and why."""

    figure: FigureName
    definition: DefinitionId
    why: str


def rows_of(world: World, provider: PartyId, since: date, until: date) -> Rows:
    """Return what every meter of a provider saw, day by day."""
    table, rows = world[MeteringView].days, dict[date, list[DayMeter]]()
    for number in range((until - since).days):
        day = since + number * DAY
        rows[day] = list(table.where(provider=provider, day=day))
    return rows


def most(rows: Iterable[DayMeter], of: Callable[[DayMeter], int]) -> list[DayMeter]:
    """Return the rows of a day of the meter that saw most; of two, of the harder to fake."""
    by_meter: defaultdict[Meter, list[DayMeter]] = defaultdict(list)
    for row in rows:
        by_meter[row.meter].append(row)
    if not by_meter:
        return []
    sums = {meter: sum(map(of, it)) for meter, it in by_meter.items()}
    best = max(sums, key=lambda it: (sums[it], -TRUST.index(it)))
    return by_meter[best]


_AMOUNTS: Final[dict[str, tuple[Callable[[DayMeter], int], Callable[[DayMeter], int], int]]] = {
    "chip-seconds": (lambda it: it.chip_seconds, lambda it: it.chip_seconds, 1),
    "flop": (lambda it: it.flop_chip_seconds, lambda it: int(it.flop.mid), 1),
    "power-mwh": (lambda it: it.energy_mj, lambda it: it.energy_mj, MILLIJOULES_OF_MWH),
}
"""By what the meter of a day is chosen, what is added up of it, and what that is divided by."""


def _can_draft(definition: Definition) -> bool:
    unit = UNITS.get(definition.figure)
    return unit is not None and unit.casefold() == definition.unit.strip().casefold()


def lines_of(
    definitions: Iterable[Definition],
    rows: Rows,
    customers: int | None,
    since: date,
    until: date,
) -> Iterator[Line]:
    """Yield a line for each week and figure of which something is told."""
    for it in filter(_can_draft, definitions):
        if it.figure == LARGE_CUSTOMERS:
            if customers is not None:
                yield _line(it, since, until, customers)
            continue
        choose, add, divisor = _AMOUNTS[it.figure]
        for begins, ends in weeks(since, until):
            days = [rows[day] for day in rows if begins <= day < ends]
            seen = [row for found in days for row in most(found, choose)]
            if any(choose(row) for row in seen):  # what nobody told is unknown, and not zero
                yield _line(it, begins, ends, sum(map(add, seen)) // divisor)


def _line(definition: Definition, since: date, until: date, value: int) -> Line:
    return Line(
        figure=definition.figure,
        since=since,
        until=until,
        value=amount(value),
        definition=definition.definition,
    )


def undrafted_of(
    definitions: Iterable[Definition], lines: Iterable[Line], customers: int | None
) -> Iterator[Undrafted]:
    """Yield the figures that meters do not tell; nothing is filled in for them."""
    drafted = {it.figure for it in lines}
    for it in definitions:
        unit = UNITS.get(it.figure)
        if it.figure in drafted:
            continue
        if unit is None:
            why = "no meter tells it"
        elif not _can_draft(it):
            why = f"meters tell {unit}, the definition has {it.unit}"
        elif it.figure == LARGE_CUSTOMERS and customers is None:
            why = "the period has no threshold above which a customer is large"
        else:
            why = "no meter told any of it on these days"
        yield Undrafted(figure=it.figure, definition=it.definition, why=why)
