"""Add up a file of usage."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from comptrol.bootstrap.lake import Imported, highest_in, highest_shipped, import_file
from comptrol.entrypoints.cli.commands.lake.options import engine_options, where_of
from comptrol.entrypoints.cli.counting import counted
from comptrol.entrypoints.cli.options import as_json, data_option
from comptrol.entrypoints.cli.output import answer, note
from comptrol.entrypoints.cli.worlds import world_of
from comptrol.settings import Settings


@click.command(name="import")
@click.argument("trace", metavar="TRACE", type=click.Path(path_type=Path))
@engine_options
@data_option
@as_json
@click.pass_obj
def command(
    settings: Settings,
    trace: Path,
    engine: str,
    server: str | None,
    data: str | None,
    as_json: bool,
) -> None:
    """Add up the usage in TRACE (.parquet or .csv), each row looked at. Nothing is logged.

    docs/lake.md has the columns; the published ElasticFlow and Philly traces are known by theirs.
    Rows that cannot be taken are written beside TRACE, each with its reason. The digest is that
    of the sums by provider, tenant, model and day, and is the same from every engine.
    """
    where = where_of(engine, server)
    found = import_file(trace, where, _peaks(settings, data), note)
    answer(_told(found), _page(found), as_json=as_json)


def _peaks(settings: Settings, data: str | None) -> dict[str, int]:
    """Return what chips can do: by the log that the caller named, or as it is shipped."""
    if settings.over(data=data).data is None:
        return highest_shipped()
    with world_of(settings, data) as world:
        return highest_in(world)


def _told(found: Imported) -> dict[str, Any]:
    flop = None
    if found.flop is not None:
        whole = map(Decimal, found.flop.whole)
        flop = dict(zip(("low", "mid", "high"), whole, strict=True))
    return {
        "rows": found.rows,
        "rejected": found.rejected,
        "chip_hours": found.chip_hours,
        "chip_seconds": found.chip_seconds,
        "flop": flop,
        "digest": found.digest,
        "meter": found.meter,
        "engine": found.engine,
        "rejections": found.rejections,
    }


def _page(found: Imported) -> Iterator[str]:
    yield f"{counted(found.rows, 'row', shape=',')}, of which {found.rejected:,} are not taken"
    yield (
        f"{found.chip_hours:,} chip-hours "
        f"({counted(found.chip_seconds, 'chip-second', shape=',')}), {found.meter}"
    )
    if found.flop is None:
        yield "operations: none are told"
    else:
        low, mid, high = found.flop.whole
        yield f"operations: {low:,} to {high:,}, by the best estimate {mid:,}"
    yield f"digest {found.digest}, by {found.engine}"
