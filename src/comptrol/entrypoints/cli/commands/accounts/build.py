"""Build national accounts, with their sensitivity."""

import csv
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Final

import click
import msgspec

from comptrol.domains.accounts import Account
from comptrol.entrypoints.cli.account_pages import accounts, show
from comptrol.entrypoints.cli.commands.accounts.options import (
    csv_option,
    day_option,
    factors_option,
    method_option,
    tables_option,
)
from comptrol.entrypoints.cli.options import as_json, data_option
from comptrol.entrypoints.cli.output import emit
from comptrol.entrypoints.pictures.spreadsheets import harmless
from comptrol.kernel.errors import UnavailableError
from comptrol.settings import Settings

COLUMNS: Final = (
    *("method", "as_of", "table", "axis", "country", "located", "confidence", "p5", "median"),
    *("p95", "what", "share", "share_low", "share_high", "coverage_low", "coverage_high", "rank"),
    "definition",
)


@click.command()
@tables_option
@day_option
@method_option
@factors_option
@csv_option
@data_option
@as_json
@click.pass_obj
def command(
    settings: Settings,
    folder: Path | None,
    as_of: datetime | None,
    method: str | None,
    factor_set: str,
    file: Path | None,
    data: str | None,
    as_json: bool,
) -> None:
    """Build accounts of the log, or with --from of published tables.

    Tables by their names: gpu_clusters*.csv, china_chip_stock*.csv, owners_csv_export, and
    frontier_data_centers*. Each gives an account of its own: they overlap, and are never added up.
    Methods: epoch-clusters-8bit, epoch-clusters-16bit-2019, epoch-stock, epoch-sites and any that
    was adopted in the log (--data); of the log itself recorded, sites-in-log and estimated.
    """
    day = None if as_of is None else as_of.date()
    found = accounts(settings, folder, data, day, method, factor_set)
    if file is not None:
        _write(file, found)
    if as_json:
        first, *others = found
        emit({**msgspec.structs.asdict(first), "others": others})
        return
    for account in found:
        show(account)


def _write(path: Path, found: Iterable[Account]) -> None:
    try:
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(COLUMNS)
            for account in found:
                writer.writerows(_cells(account))
    except OSError as error:
        raise UnavailableError(f"{path}: {error.strerror}") from error


def _cells(account: Account) -> Iterable[list[str]]:
    for row in account.rows:
        coverage = row.coverage
        cells = (
            *(account.method, account.as_of, account.table, row.axis.value, row.country),
            *(row.located, row.confidence, row.h100e.p5, row.h100e.median, row.h100e.p95),
            *(row.h100e.what, row.share, row.share_low, row.share_high),
            *((None, None) if coverage is None else (coverage.low, coverage.high)),
            *(row.rank, account.definition),
        )
        yield [harmless("" if it is None else str(it)) for it in cells]
