"""Show what came in, what went out, and what is there."""

from contextlib import closing
from datetime import datetime

import click

from comptrol.domains.registry import BalanceBy, balance_of
from comptrol.entrypoints.cli.options import DAY, OneOf, as_json, data_option
from comptrol.entrypoints.cli.output import NO, emit, note, opened, table
from comptrol.settings import Settings

_HEADINGS = (
    *("key", "begin", "receipts", "shipments", "destroyed", "end"),
    *("found", "lost", "uncounted", "muf"),
)
_MISSING_SHOWN = 20


@click.command()
@click.option("--by", type=OneOf(BalanceBy), default="site", show_default=True)
@click.option("--from", "start", type=DAY, required=True, help="The first day.")
@click.option("--until", type=DAY, help="The day after the last. [default: tomorrow]")
@click.option("--key", help="One site, holder, country or model.")
@data_option
@as_json
@click.pass_obj
def command(
    settings: Settings,
    by: BalanceBy,
    start: datetime,
    until: datetime | None,
    key: str | None,
    data: str | None,
    as_json: bool,
) -> None:
    """Balance chips: begin, plus receipts, less shipments and certified destructions, is end.

    What a stocktaking found is held against it; muf is what was missing, serial by serial. The
    answer is 1 where anything is missing.
    """
    with closing(opened(settings, data)) as platform, platform.world() as world:
        end = until.date() if until is not None else platform.tomorrow()
        lines = balance_of(world, by=by, start=start.date(), until=end, key=key)
    if as_json:
        for line in lines:
            emit(line)
    else:
        rows = [[getattr(line, name) for name in _HEADINGS] for line in lines]
        table(_HEADINGS, rows, nothing="No chips were found to balance.")
        for line in lines:
            if line.muf:
                shown = ", ".join(line.missing[:_MISSING_SHOWN])
                more = " …" if line.muf > _MISSING_SHOWN else ""
                note(f"missing at {line.key}: {shown}{more}")
    if any(line.muf for line in lines):
        raise SystemExit(NO)
