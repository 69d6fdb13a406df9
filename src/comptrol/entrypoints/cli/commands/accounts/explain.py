"""Explain what one country has on each axis, and why nothing more certain can be said."""

from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from comptrol.domains.accounts import Account, AccountRow, RecordedAccount, recorded
from comptrol.domains.chips import FactorSetId
from comptrol.entrypoints.cli.account_pages import (
    accounts,
    between,
    covered,
    interval,
    number,
)
from comptrol.entrypoints.cli.amounts import percent
from comptrol.entrypoints.cli.commands.accounts.options import (
    day_option,
    factors_option,
    method_option,
    tables_option,
)
from comptrol.entrypoints.cli.counting import counted
from comptrol.entrypoints.cli.options import DAY, as_json, data_option
from comptrol.entrypoints.cli.output import answer, opened
from comptrol.entrypoints.cli.printable import printable
from comptrol.kernel.days import later
from comptrol.kernel.errors import NotFoundError
from comptrol.settings import Settings


@click.command()
@click.argument("country")
@tables_option
@day_option
@click.option("--since", type=DAY, help="Of the log: flows from this day on. [default: all]")
@method_option
@factors_option
@click.option("--factor-set-before", metavar="NAME", help="What the opening stock is told by.")
@data_option
@as_json
@click.pass_obj
def command(
    settings: Settings,
    country: str,
    folder: Path | None,
    as_of: datetime | None,
    since: datetime | None,
    method: str | None,
    factor_set: str,
    factor_set_before: str | None,
    data: str | None,
    as_json: bool,
) -> None:
    """Explain what COUNTRY (a code of two letters) has: every part, bound and flow."""
    day = None if as_of is None else as_of.date()
    found = accounts(settings, folder, data, day, method, factor_set)
    flows: RecordedAccount | None = None
    if folder is None:
        start = date.min if since is None else since.date()
        flows = _flows(settings, data, start, found[0].as_of, (factor_set, factor_set_before))
    code = country.strip().upper()
    rows = [(account, row) for account in found for row in account.rows if _is(row, code)]
    lines = () if flows is None else tuple(it for it in flows.lines if it.country == code)
    if not rows and not lines:
        raise NotFoundError(f"no account has anything of {code!r}")
    told: dict[str, Any] = {
        "country": code,
        "rows": [{"method": account.method, "as_of": account.as_of, "row": row}
                 for account, row in rows],
        "flows": lines,
    }  # fmt: skip
    answer(told, _page(code, rows, lines), as_json=as_json)


def _is(row: AccountRow, code: str) -> bool:
    """Tell whether a row is of a country, or of what stands in it for others."""
    return code in {row.country, row.located}


def _flows(
    settings: Settings,
    data: str | None,
    start: date,
    day: date,
    factors: tuple[str, str | None],
) -> RecordedAccount:
    after, before = factors
    with closing(opened(settings, data)) as platform, platform.world() as world:
        return recorded(
            world,
            start=start,
            until=later(day, 1),
            factor_set=FactorSetId(after),
            factor_set_before=None if before is None else FactorSetId(before),
        )


def _page(
    code: str, rows: list[tuple[Account, AccountRow]], lines: tuple[Any, ...]
) -> Iterator[str]:
    for account, row in rows:
        yield from map(printable, _row(code, account, row))
    if lines:
        yield f"Recorded flows of {code}, in chips: opening + production + imports - exports"
        yield "  - retirement + revaluation = closing"
    for it in lines:
        flow = it.chips
        yield printable(
            f"  {it.model}: {flow.opening} + {flow.production} + {flow.imports} - {flow.exports}"
            f" - {flow.retirement} + 0 = {flow.closing}"
        )
        if it.h100e is not None and it.h100e.revaluation:
            yield printable(f"    revalued by {it.h100e.revaluation} H100 equivalents")


def _row(code: str, account: Account, row: AccountRow) -> Iterator[str]:
    where = f" in {row.located}" if row.located else ""
    label = f", {row.confidence}" if row.confidence else ""
    yield (
        f"{row.country}{where}, axis of {row.axis.value}{label}: {interval(row.h100e)} "
        f"H100 equivalents ({row.h100e.what}); {account.method}, as of {account.as_of}"
        f"{', STALE' if account.stale else ''}"
    )
    if row.h100e.sum_of_medians is not None:
        yield (
            f"  medians add up to {number(row.h100e.sum_of_medians)}, "
            "which is no median of the whole"
        )
    if row.interval_known is not None:
        yield f"  parts whose interval is known: {interval(row.interval_known)}"
    if row.share is not None:
        yield f"  share of what was observed: {percent(row.share)} of {row.counted} counted"
    if row.coverage is not None:
        yield (
            f"  coverage {covered(row.coverage)} of the world, so of the world it has "
            f"{between(row.share_low, row.share_high)}: c*s to c*s + 1 - c, with the lower c"
        )
    if row.rank is None and row.axis.value != "access":
        yield "  no rank: what was not observed could turn any order round"
    if row.anonymised:
        yield f"  {percent(row.anonymised)} of it stands under no name, rounded by the source"
    for spread in account.spread:
        if spread.country == code and row.axis.value == "territory":
            low, high = percent(spread.low), percent(spread.high)
            yield f"  by {counted(spread.methods, 'method')}: {low} to {high}"
    for part in row.parts:
        more = f"; {part.note}" if part.note else ""
        yield (
            f"  {part.part}: {interval(part.h100e)} on {part.as_of} "
            f"({part.confidence}; {part.source}{more})"
        )
