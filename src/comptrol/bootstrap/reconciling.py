"""Accounts held against energy, shipments and training runs, from the files of a folder."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Final

from comptrol.adapters import reference_files
from comptrol.adapters.account_tables.checking import (
    read_declared,
    read_made,
    read_runs,
    read_watts,
)
from comptrol.adapters.site_tables import TIMELINES
from comptrol.bootstrap.accounting import Tables
from comptrol.domains.accounts import (
    SHEET,
    SHIPPED,
    Made,
    Reconciled,
    with_energy,
    with_runs,
    with_shipments,
)

POWER: Final = "it_power_by_chip*.csv"
MADE: Final = "**/csv_export/*_cumulative_totals.csv"
RUNS: Final = ("notable_ai_models*.csv", "frontier_ai_models*.csv")


def reconciled(folder: Path, tables: Tables, as_of: date | None) -> Iterator[Reconciled]:
    """Yield every comparison that the files of a folder allow."""
    yield from _energy(folder, tables, as_of)
    yield from _shipments(folder, tables, as_of)
    yield from _runs(folder, tables, as_of)


def _energy(folder: Path, tables: Tables, as_of: date | None) -> Iterator[Reconciled]:
    power = sorted(folder.glob(POWER))
    declared = sorted(folder.glob(f"**/{TIMELINES}"))
    if tables.sites is not None and power and declared:
        day = as_of or tables.sites.edition
        yield from with_energy(
            tables.sites, read_watts(power[-1]), read_declared(declared[-1]), day
        )


def _shipments(folder: Path, tables: Tables, as_of: date | None) -> Iterator[Reconciled]:
    files = sorted(folder.glob(MADE))
    if tables.stock is not None and files:
        made: list[Made] = [it for path in files for it in read_made(path)]
        yield from with_shipments(tables.stock, made, as_of or tables.stock.last)


def _runs(folder: Path, tables: Tables, as_of: date | None) -> Iterator[Reconciled]:
    if tables.clusters is None:
        return
    named = reference_files.countries().named
    seen: set[tuple[str, date]] = set()
    for pattern in RUNS:
        for path in sorted(folder.glob(pattern)):
            runs = [it for it in read_runs(path, named) if as_of is None or it.on <= as_of]
            fresh = [it for it in runs if (it.model, it.on) not in seen]
            seen |= {(it.model, it.on) for it in fresh}
            yield from with_runs(tables.clusters, SHIPPED[SHEET], fresh)
