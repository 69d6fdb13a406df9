"""Hold the lake against its records, and those against the log."""

from collections.abc import Callable, Generator
from contextlib import closing, contextmanager
from pathlib import Path

import click

from comptrol.bootstrap.lake import Batch, Lake
from comptrol.domains.metering import MeteringView, batch_name
from comptrol.entrypoints.cli.commands.lake.options import lake_folder, lake_option
from comptrol.entrypoints.cli.options import as_json, data_option
from comptrol.entrypoints.cli.output import NO, YES, answer, note, opened
from comptrol.entrypoints.cli.printable import printable
from comptrol.kernel.identifiers import Digest
from comptrol.settings import Settings

Logged = Callable[[Batch], Digest | None]


@click.command()
@lake_option
@data_option
@as_json
@click.pass_obj
def command(settings: Settings, lake: Path | None, data: str | None, as_json: bool) -> int:
    """Hold every file of the lake against its record, and every record against the log.

    The log is that of the data folder; where none is named, files and records alone are looked
    at. Exit code 1: something is not as it was filed.
    """
    with _log(settings, data) as logged:
        found = Lake(lake_folder(settings, lake, data)).verify(logged)
    lines = [{"where": it.where, "holds": it.holds, "told": it.told} for it in found]
    holds = all(it.holds for it in found)
    page = (
        printable(f"{'holds' if it.holds else 'DOES NOT HOLD'}: {it.where}: {it.told}")
        for it in found
    )
    answer({"holds": holds, "found": lines}, page, as_json=as_json)
    if logged is None:
        note("No data folder is named: nothing was held against a log.")
    return YES if holds else NO


@contextmanager
def _log(settings: Settings, data: str | None) -> Generator[Logged | None]:
    """Return what tells the digest that the log has of a batch."""
    if settings.over(data=data).data is None:
        yield None
        return
    with closing(opened(settings, data)) as platform, platform.world() as world:
        known = world[MeteringView].batches

        def logged(batch: Batch) -> Digest | None:
            it = known.get(batch_name(batch.provider, batch.period, batch.sequence))
            return None if it is None else it.digest

        yield logged
