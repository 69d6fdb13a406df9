"""How an account is read, built and printed: the same for every command on accounts."""

from collections.abc import Iterator
from contextlib import closing
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final

import click

from comptrol.bootstrap.accounting import FACTORS, accounts_of, read_tables
from comptrol.domains.accounts import (
    ESTIMATED,
    LEVELS,
    RECORDED,
    SHEET,
    SITES,
    STOCK,
    Account,
    AccountRow,
    ClusterMethod,
    Coverage,
    MethodId,
    Told,
    accessible_by_log,
    account_by_log,
    estimated_by_log,
    method_in_force,
    method_named,
)
from comptrol.domains.chips import FactorSetId
from comptrol.entrypoints.cli.amounts import percent
from comptrol.entrypoints.cli.counting import counted
from comptrol.entrypoints.cli.output import note, opened, table
from comptrol.entrypoints.cli.printable import printable
from comptrol.flow.world import RowsWorld
from comptrol.kernel.errors import NotFoundError, UnreadableError
from comptrol.settings import Settings

NUMBER: Final = "{:,.0f}"
HEADINGS: Final = (
    *("axis", "country", "in", "label", "p5", "median", "p95", "what", "share"),
    *("of the world", "coverage", "rank", "counted"),
)


def accounts(
    settings: Settings,
    folder: Path | None,
    data: str | None,
    as_of: date | None,
    method: str | None,
    factor_set: str,
) -> tuple[Account, ...]:
    """Return the accounts of a folder of tables, of a log, or of each; the first leads.

    A method that was adopted in the log is known where a log is named.
    """
    if folder is None:
        with closing(opened(settings, data)) as platform, platform.world() as world:
            found = tuple(_of_log(world, as_of or platform.today(), factor_set, method))
    else:
        tables = read_tables(folder, note)
        if data is None:
            chosen = _chosen(method, None)
        else:
            with closing(opened(settings, data)) as platform, platform.world() as world:
                chosen = _chosen(method, world)
        found = tuple(accounts_of(tables, as_of, chosen, only=method))
    if not found:
        raise NotFoundError(f"--method {method!r}: there is no table for it here")
    return found


def _chosen(method: str | None, world: RowsWorld | None) -> tuple[str, ClusterMethod] | None:
    """Return the method for clusters: as named, as adopted last, or that of the data sheet."""
    if method in {STOCK, SITES}:
        return None
    adopted = None if world is None else method_in_force(world)
    name = method or (adopted.method if adopted is not None else MethodId(SHEET))
    return name, method_named(name, world)


def _of_log(world: RowsWorld, on: date, factor_set: str, method: str | None) -> Iterator[Account]:
    factors = FactorSetId(factor_set)
    if method not in {None, RECORDED, LEVELS, ESTIMATED}:
        raise UnreadableError(
            f"--method {method!r}: of a log there are {RECORDED}, {LEVELS} and {ESTIMATED}; "
            "a method of clusters needs --from"
        )
    if method in {None, RECORDED}:
        yield account_by_log(world, on=on, factor_set=factors)
    if method in {None, LEVELS}:
        yield accessible_by_log(world, on=on, factor_set=factors)
    if method in {None, ESTIMATED}:
        yield estimated_by_log(world, on=on, factor_set=factors)


def tell(text: str) -> None:
    """Write a line of the page: method, coverage and doubts are part of the answer."""
    click.echo(printable(text))


def show(account: Account, *, whole_grid: bool = True) -> None:
    """Print an account: never a number without method, day, coverage and sensitivity."""
    tell(f"{account.method}, as of {account.as_of}{', STALE' if account.stale else ''}")
    tell(f"  how: {account.how}")
    tell(f"  in: {account.definition}")
    table(
        HEADINGS, (_line(row) for row in account.rows), nothing="Nothing is known of any country."
    )
    for it in account.unallocated:
        if it.counted:
            tell(f"  not allocated on {it.axis.value}: {interval(it.h100e)} ({it.counted})")
    for other in account.published:
        confirm = "; to be confirmed" if other.confirm else ""
        tell(
            f"  published beside: {other.country} {percent(other.share)} ({other.source}{confirm})"
        )
    _show_sensitivity(account, whole_grid=whole_grid)
    for text in (*account.notes, *account.attribution):
        tell(f"  {text}")


def _show_sensitivity(account: Account, *, whole_grid: bool) -> None:
    for spread in account.spread:
        low, high = percent(spread.low), percent(spread.high)
        tell(f"  {spread.country}: {low} to {high} over {counted(spread.methods, 'method')}")
    if not whole_grid or not account.sensitivity:
        return
    names = tuple(dict.fromkeys(it for line in account.sensitivity for it in line.shares))
    ranges = tuple(dict.fromkeys(it for line in account.sensitivity for it in line.intervals))
    headings = ("sensitivity: method", "rows", "sized", *names, *ranges)
    lines = (
        (
            line.method,
            line.rows,
            line.sized,
            *(percent(line.shares.get(it)) for it in names),
            *(interval(line.intervals[it]) if it in line.intervals else "" for it in ranges),
        )
        for line in account.sensitivity
    )
    table(headings, lines)


def _line(row: AccountRow) -> tuple[object, ...]:
    told = row.h100e
    return (
        row.axis.value,
        row.country,
        row.located or "",
        row.confidence or "",
        number(told.p5),
        number(told.median),
        number(told.p95),
        told.what,
        percent(row.share) if row.share is not None else _within(row),
        between(row.share_low, row.share_high),
        covered(row.coverage),
        "none certain" if row.rank is None else row.rank,
        row.counted,
    )


def _within(row: AccountRow) -> str:
    """Return within which bounds the share of the sample lies, where it is no number."""
    return "" if row.sample_low is None else between(row.sample_low, row.sample_high)


def number(value: Decimal | None) -> str:
    """Return a number as a person reads it; unknown is said."""
    return "unknown" if value is None else NUMBER.format(value)


def between(low: Decimal | None, high: Decimal | None) -> str:
    """Return the bounds of a share."""
    return "unknown" if low is None or high is None else f"{percent(low)} to {percent(high)}"


def covered(coverage: Coverage | None) -> str:
    """Return how much of the world was seen."""
    return "unknown" if coverage is None else between(coverage.low, coverage.high)


def interval(told: Told) -> str:
    """Return an estimate in a few words: its ends, and a middle where it has one."""
    if told.p5 is None and told.p95 is None:
        return f"{number(told.median)}, interval unknown"
    middle = "" if told.median is None else f"{number(told.median)}, "
    return f"{middle}{number(told.p5)} to {number(told.p95)}"


__all__ = [
    "FACTORS",
    "accounts",
    "between",
    "covered",
    "interval",
    "number",
    "show",
]
