"""What the published tables that accounts are made of are found, read and said with."""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final

import msgspec

from comptrol.adapters import reference_files
from comptrol.adapters.account_tables import (
    read_clusters,
    read_curated_stock,
    read_owner_stock,
)
from comptrol.adapters.site_tables import SITES as SITES_FILE
from comptrol.adapters.site_tables import Edition, LevelRow, SiteRow, read_edition, slug
from comptrol.domains.accounts import (
    SHEET,
    SITES,
    STOCK,
    Account,
    Axis,
    Channel,
    ClusterMethod,
    ClusterTable,
    Estimated,
    EstimateId,
    Factors,
    Nationalities,
    SiteHeld,
    SiteLevel,
    SiteTableHeld,
    Stock,
    StockTable,
    account_of_clusters,
    account_of_sites,
    account_of_stock,
)
from comptrol.domains.chips import FactorsAdopted, FactorSetId
from comptrol.kernel.errors import NotFoundError, UnreadableError
from comptrol.kernel.identifiers import CountryCode

FACTORS: Final = "epoch-2026-09-24"
CLUSTERS: Final = "gpu_clusters*.csv"
CURATED: Final = "china_chip_stock*.csv"
OWNED: Final = "**/owners_csv_export/**/*_cumulative_totals.csv"
FOLDERS_OF_SITES: Final = "frontier_data_centers*"


class Tables(msgspec.Struct, frozen=True, kw_only=True):
    """What was found in a folder."""

    clusters: ClusterTable | None
    stock: StockTable | None
    sites: SiteTableHeld | None

    @property
    def names(self) -> tuple[str, ...]:
        """Return which tables there are, by the method that each is read with."""
        found = {SHEET: self.clusters, STOCK: self.stock, SITES: self.sites}
        return tuple(name for name, table in found.items() if table is not None)


def read_tables(folder: Path, tell: Callable[[str], None]) -> Tables:
    """Return every table of a folder that accounts can be made of; of none, that is an error."""
    if not folder.is_dir():
        raise UnreadableError(f"{folder}: not a folder")
    whose = reference_files.nationalities()
    named = reference_files.countries().named
    clusters = _one(folder, CLUSTERS)
    stocks = tuple(_stocks(folder))
    sites = _sites(folder)
    found = Tables(
        clusters=None
        if clusters is None
        else ClusterTable(clusters=read_clusters(clusters, named), whose=whose),
        stock=StockTable(stocks=stocks, whose=whose) if stocks else None,
        sites=None if sites is None else _site_table(sites, named, whose, tell),
    )
    if not found.names:
        wanted = f"{CLUSTERS}, {CURATED}, owners_csv_export, {FOLDERS_OF_SITES} or {SITES_FILE}"
        raise UnreadableError(f"{folder}: no table of accounts in it; expected {wanted}")
    return found


def accounts_of(
    tables: Tables,
    as_of: date | None,
    method: tuple[str, ClusterMethod] | None,
    only: str | None = None,
) -> Iterator[Account]:
    """Yield the account of each table, the clusters first; of one alone where it is named.

    Without a day each is of the last that its table knows.
    """
    if tables.clusters is not None and method is not None and only in {None, method[0]}:
        yield account_of_clusters(tables.clusters, *method, as_of or tables.clusters.last)
    if tables.stock is not None and only in {None, STOCK}:
        yield account_of_stock(tables.stock, as_of or tables.stock.last)
    if tables.sites is not None and only in {None, SITES}:
        yield account_of_sites(tables.sites, as_of or tables.sites.edition)


def estimates_said(table: StockTable) -> Iterator[Estimated]:
    """Yield what the stocks of a table say, as statements: each of a known country's owner."""
    for stock in table.stocks:
        country = table.country(stock.owner)
        if country is not None and stock.h100e.middle is not None:
            yield Estimated(
                estimate=_estimate_id(stock),
                axis=Axis.PROVIDER,
                country=CountryCode(country),
                part=stock.part,
                as_of=stock.on,
                p5=stock.h100e.low,
                median=stock.h100e.middle,
                p95=stock.h100e.high,
                factor_set=FactorSetId(FACTORS),
                confidence="p5, median, p95" if stock.h100e.high is not None else "no interval",
                source=stock.source,
                method="level of the source, as published",
            )


def _estimate_id(stock: Stock) -> EstimateId:
    channel = "-smuggled" if stock.channel is Channel.SMUGGLED else ""
    return EstimateId(slug(f"epoch-{stock.owner}-{stock.designer}{channel}-{stock.on}"))


def _one(folder: Path, pattern: str) -> Path | None:
    found = sorted(folder.glob(pattern))
    if len(found) > 1:
        raise UnreadableError(
            f"{folder}: {len(found)} files are called {pattern}: leave one edition there"
        )
    return found[0] if found else None


def _stocks(folder: Path) -> Iterator[Stock]:
    curated = _one(folder, CURATED)
    if curated is not None:
        yield from read_curated_stock(curated)
    for path in sorted(folder.glob(OWNED)):
        yield from read_owner_stock(path)


def _sites(folder: Path) -> Path | None:
    if (folder / SITES_FILE).is_file():
        return folder
    return _one(folder, FOLDERS_OF_SITES)


def _site_table(
    folder: Path,
    named: Callable[[str], str | None],
    whose: Nationalities,
    tell: Callable[[str], None],
) -> SiteTableHeld:
    edition: Edition = read_edition(
        folder,
        named,
        lambda line, reason: tell(f"{line.table}, line {line.line}: not taken: {reason}"),
    )
    sets = {it.factor_set: it for it in reference_files.factor_statements()}
    if FACTORS not in sets:
        raise NotFoundError(f"no factor set {FACTORS!r} is shipped")
    first = sets.pop(FactorSetId(FACTORS))
    makers = {it.model: it.maker for it in reference_files.chip_statements()}
    return SiteTableHeld(
        edition=edition.table.edition,
        sites=tuple(map(_held, edition.table.sites)),
        factors=(_factors(first, first), *(_factors(it, first) for it in sets.values())),
        makers={it.chip: makers[it.model] for it in first.factors if it.model in makers},
        whose=whose,
    )


def _factors(said: FactorsAdopted, named: FactorsAdopted) -> Factors:
    """Return a set by the names of another: its chips are found again by their models."""
    by_model: dict[str, Decimal] = {
        it.model: it.h100e for it in said.factors if it.model is not None
    }
    by_chip = {it.chip: by_model[it.model] for it in named.factors if it.model in by_model}
    own = {it.chip: it.h100e for it in said.factors}
    return Factors(factor_set=said.factor_set, by_chip={**by_chip, **own})


def _held(row: SiteRow) -> SiteHeld:
    return SiteHeld(
        site=row.site,
        name=row.name,
        country=row.country,
        published=row.h100e_published,
        levels=tuple(_level(row, it) for it in row.levels),
    )


def _level(row: SiteRow, level: LevelRow) -> SiteLevel:
    return SiteLevel(
        site=row.site,
        chip=level.chip,
        on=level.date,
        units=level.units,
        planned=level.planned,
        owners=level.owner,
        users=level.user,
    )
