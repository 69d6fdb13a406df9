"""Show a published table."""

from contextlib import closing
from pathlib import Path

import click

from comptrol.bootstrap import publisher
from comptrol.domains.releases import ReleaseId
from comptrol.domains.releases import release as release_of
from comptrol.entrypoints.cli.options import as_json, data_option
from comptrol.entrypoints.cli.output import emit, note, opened
from comptrol.entrypoints.cli.release_tables import FILE, proven, show_table, write
from comptrol.settings import Settings


@click.command()
@click.argument("release")
@click.option(
    "--out", type=FILE, help="Write it with its proof, as a file that anybody can check."
)
@data_option
@as_json
@click.pass_obj
def command(
    settings: Settings, release: str, out: Path | None, data: str | None, as_json: bool
) -> None:
    """Show a published table."""
    folder = settings.over(data=data).folder
    with closing(opened(settings, data)) as platform:
        with platform.world() as world:
            row = release_of(world, release=ReleaseId(release))
        if out is not None:
            with publisher(platform, folder) as made:
                write(out, proven(platform, made, row))
    if as_json:
        emit(row)
        return
    show_table(row.rows, row.columns, row.values)
    note(f"{row.unit}, {row.quarter}, entry {row.position}, policy {row.policy}")
    if row.withdrawn_at is not None:
        note(f"withdrawn at position {row.withdrawn_at}: {row.withdrawn_because}")
