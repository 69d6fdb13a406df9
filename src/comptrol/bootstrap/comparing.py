"""Two blocs over time, from every table of a folder or from the log."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Final

import msgspec

from comptrol.adapters import reference_files
from comptrol.bootstrap.accounting import Tables
from comptrol.domains.accounts import (
    SITES,
    STOCK,
    Bloc,
    ClusterMethod,
    ClusterTable,
    Measured,
    Renamed,
    Series,
    SiteTableHeld,
    StockTable,
    account_by_log,
    estimated_by_log,
    measured_account,
    measured_clusters,
    measured_sites,
    measured_stock,
    over_methods,
    pair_of,
    quarter_ends,
    series,
)
from comptrol.domains.accounts import accessible_by_log as levels_by_log
from comptrol.domains.chips import FactorSetId
from comptrol.kernel.errors import UnavailableError, UnreadableError
from comptrol.kernel.identifiers import CountryCode
from comptrol.kernel.view import World

YEARS: Final = 2
"""So many years are compared where nobody says since when."""


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What is compared, over which days."""

    blocs: tuple[Bloc, Bloc]
    since: date | None
    until: date | None

    @property
    def sides(self) -> tuple[str, str]:
        """Return what the blocs are called."""
        return self.blocs[0].name, self.blocs[1].name

    def days(self, last: date) -> tuple[date, ...]:
        """Return the days for a table that ends on one."""
        until = self.until or last
        since = self.since or date(until.year - YEARS, until.month, 1)
        return quarter_ends(since, until)


def country_codes() -> tuple[CountryCode, ...]:
    """Return the codes of all countries."""
    return tuple(it.alpha2 for it in reference_files.countries().all)


def known_pair(one: str, other: str) -> tuple[Bloc, Bloc]:
    """Read two blocs of countries that exist."""
    pair, known = pair_of(one, other), set(country_codes())
    strange = sorted({code for it in pair for code in it.countries} - known)
    if strange:
        raise UnreadableError(f"no country has the code {', '.join(strange)}")
    for it in pair:
        if it.name in known and it.countries != {it.name}:
            raise UnreadableError(f"{it.name} is the code of a country: name the bloc otherwise")
    return pair


def compared_tables(
    tables: Tables, asked: Asked, method: tuple[str, ClusterMethod] | None, only: str | None
) -> Iterator[Series]:
    """Yield a series for each table and axis; tables overlap, and are never added up."""
    renamed = Renamed(asked.blocs)
    if tables.clusters is not None and method is not None and only in {None, method[0]}:
        yield from _clusters(renamed.clusters(tables.clusters), asked, method)
    if tables.stock is not None and only in {None, STOCK}:
        yield from _stock(renamed.stock(tables.stock), asked)
    if tables.sites is not None and only in {None, SITES}:
        yield from _sites(renamed.sites(tables.sites), asked)


def _clusters(
    table: ClusterTable, asked: Asked, method: tuple[str, ClusterMethod]
) -> Iterator[Series]:
    measured = (
        it
        for day in asked.days(table.last)
        for it in measured_clusters(table, *method, day, asked.sides)
    )
    for it in series(measured, asked.sides):
        yield over_methods(it, table.clusters, asked.sides)


def _stock(table: StockTable, asked: Asked) -> Iterator[Series]:
    days = asked.days(table.last)
    return series(
        (it for day in days for it in measured_stock(table, day, asked.sides)), asked.sides
    )


def _sites(table: SiteTableHeld, asked: Asked) -> Iterator[Series]:
    days = asked.days(table.edition)
    return series(
        (it for day in days for it in measured_sites(table, day, asked.sides)), asked.sides
    )


def compared_log(
    world: World, asked: Asked, today: date, factor_set: FactorSetId
) -> Iterator[Series]:
    """Yield a series for what was recorded, for levels of sites, and for estimates."""
    days = asked.days(today)

    def measured() -> Iterator[Measured]:
        for day in days:
            for build in (account_by_log, levels_by_log, estimated_by_log):
                yield from measured_account(
                    build(world, on=day, factor_set=factor_set), asked.blocs
                )

    return series(measured(), asked.sides)


def write_parquet(path: Path, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Write rows as Parquet, where the extra for it is installed."""
    try:
        from comptrol.adapters import parquet_rows  # noqa: PLC0415  (an extra)
    except ImportError as error:
        raise UnavailableError("to write Parquet: pip install 'comptrol[lab]'") from error
    parquet_rows.write_rows(path, columns, rows)
