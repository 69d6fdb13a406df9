"""Make one file of the files of each period of the lake."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from comptrol.bootstrap.lake import Lake, present
from comptrol.entrypoints.cli.commands.lake.options import lake_folder, lake_option
from comptrol.entrypoints.cli.counting import counted
from comptrol.entrypoints.cli.options import DAY, as_json, data_option
from comptrol.entrypoints.cli.output import answer
from comptrol.settings import Settings


@click.command()
@click.option(
    "--drop-before",
    type=DAY,
    help="Remove files that were filed before this day, and are covered: no audit asks for them.",
)
@lake_option
@data_option
@as_json
@click.pass_obj
def command(
    settings: Settings,
    drop_before: datetime | None,
    lake: Path | None,
    data: str | None,
    as_json: bool,
) -> None:
    """Put one file in the place of several, once it is shown to answer the same.

    The old files stay until --drop-before removes them: their digests are in the log.
    """
    before = None if drop_before is None else drop_before.replace(tzinfo=UTC)
    made, gone = Lake(lake_folder(settings, lake, data)).compact(present(), before)
    told = {
        "compacted": [
            {
                "provider": it.provider,
                "period": it.period,
                "files": len(it.covers),
                "rows": it.sums.rows,
                "digest": it.digest,
            }
            for it in made
        ],
        "removed": [f"{it.provider}/{it.period}/{it.sequence}" for it in gone],
    }
    answer(told, _page(told), as_json=as_json)


def _page(told: dict[str, Any]) -> Iterator[str]:
    for it in told["compacted"]:
        rows = (
            f"{counted(it['files'], 'batch', 'batches')}, "
            f"{counted(it['rows'], 'row', shape=',')}, one file"
        )
        yield f"{it['provider']} {it['period']}: {rows}"
    for name in told["removed"]:
        yield f"{name}: its file is removed, its record stays"
    if not told["compacted"] and not told["removed"]:
        yield "No period has several files: nothing is done."
