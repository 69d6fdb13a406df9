"""What does a table come to, by a policy, from what the log has here?"""

from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from typing import Final, NamedTuple, assert_never

import msgspec

from comptrol.domains.gate import Through
from comptrol.domains.releases.formulas import (
    Bounds,
    Fact,
    Rule,
    Tabulated,
    Told,
    listed,
    tabulated,
)
from comptrol.domains.releases.formulas.quarters import days_of
from comptrol.domains.releases.queries.standing import filed, installed
from comptrol.domains.releases.queries.using import alarms, hours, orders
from comptrol.domains.releases.statements import (
    COLUMNS_MAX,
    ROWS_MAX,
    PolicySet,
    Quarter,
    Released,
    TableName,
)
from comptrol.domains.releases.view import ReleasesView
from comptrol.kernel.identifiers import Digest
from comptrol.kernel.view import World

STANDING: Final = frozenset({TableName.INSTALLED_CHIPS, TableName.INSTALLED_H100E})
"""What stands now: each quarter's has nearly everything of the one before in it."""
UNITS: Final = {
    TableName.CHIP_HOURS: "chip-hours",
    TableName.SALES: "orders",
    TableName.RENTALS: "orders",
    TableName.INSTALLED_CHIPS: "chips",
    TableName.INSTALLED_H100E: "H100 equivalents",
    TableName.ALARMS: "alarms",
    TableName.FILED: "as each figure is defined",
}
SCALES: Final = {TableName.CHIP_HOURS: 3600, TableName.INSTALLED_H100E: 1000}
"""How many of what is counted make one of the unit."""


class Derived(NamedTuple):
    """A table as it may be published, and how many cells are withheld by themselves and for it."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    values: tuple[tuple[str | None, ...], ...]
    primary: int
    secondary: int


def unit_of(table: TableName) -> str:
    """Return what the numbers of a table count."""
    return UNITS[table]


def family(table: TableName) -> frozenset[TableName]:
    """Return the tables that are measures of the same: with two of them, one gives the other."""
    return STANDING if table in STANDING else frozenset({table})


def derived(world: World, table: TableName, quarter: Quarter, policy: PolicySet) -> Derived | None:
    """Return the table of a quarter; nothing where not even the sum of all may be told."""
    facts = tuple(_facts(world, table, quarter, policy))
    rule = Rule(policy.contributors_min, policy.dominance_ppm, policy.protection_ppm)
    most = Bounds(ROWS_MAX, COLUMNS_MAX, telling=table is not TableName.ALARMS)
    if table is TableName.FILED:
        found = listed(facts, rule, most)
    else:
        found = tabulated(facts, rule, most, tuple(_told(world, table, policy)))
    return None if found is None else _shown(found, SCALES.get(table, 1), policy.rounding)


def _facts(world: World, table: TableName, quarter: Quarter, policy: PolicySet) -> Iterator[Fact]:
    since, until = days_of(quarter)
    match table:
        case TableName.CHIP_HOURS:
            return hours(world, since, until)
        case TableName.SALES:
            return orders(world, Through.SALE, since, until)
        case TableName.RENTALS:
            return orders(world, Through.RENTAL, since, until)
        case TableName.INSTALLED_CHIPS:
            return installed(world, None)
        case TableName.INSTALLED_H100E:
            return installed(world, policy.factor_set)
        case TableName.ALARMS:
            return alarms(world, since, until)
        case TableName.FILED:
            return filed(world, since, until)
        case never:
            assert_never(never)


def _told(world: World, table: TableName, policy: PolicySet) -> Iterator[Told]:
    """Yield every earlier table of what stands, with what it was made of: both are compared."""
    if table not in STANDING:
        return
    factors = policy.factor_set if table is TableName.INSTALLED_H100E else None
    for name in sorted(STANDING, key=lambda it: it.value):
        for row in world[ReleasesView].releases.where(table=name):
            facts = tuple(installed(world, factors, row.position))
            yield Told(row.rows, row.columns, row.values, facts)


def _shown(found: Tabulated, scale: int, rounding: int) -> Derived:
    """Round what is told; the exact numbers tell more, so what is safe for them is safe here."""
    step = scale * rounding
    values = tuple(
        tuple(None if it is None else str((it + step // 2) // step * rounding) for it in line)
        for line in found.values
    )
    return Derived(found.rows, found.columns, values, found.primary, found.secondary)


def digest_of(said: Released) -> Digest:
    """Return the digest of a table as it was published, whatever release it is of."""
    table = {
        "columns": said.columns,
        "quarter": said.quarter,
        "rows": said.rows,
        "table": said.table.value,
        "unit": said.unit,
        "values": said.values,
    }
    return Digest(sha256(msgspec.json.encode(table)).hexdigest())


def ended(quarter: Quarter, today: date) -> bool:
    """Tell whether a quarter is over."""
    return days_of(quarter)[1] <= today
