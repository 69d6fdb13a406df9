"""Show a filing."""

from contextlib import closing

import click

from comptrol.entrypoints.cli.commands.disclosure.pages import TABLE, lines_of
from comptrol.entrypoints.cli.commands.disclosure.proven import Proven, proven
from comptrol.entrypoints.cli.counting import counted
from comptrol.entrypoints.cli.lines import one_line
from comptrol.entrypoints.cli.options import as_json, data_option
from comptrol.entrypoints.cli.output import emit, opened, table
from comptrol.settings import Settings


@click.command()
@click.argument("filing")
@data_option
@as_json
@click.pass_obj
def command(settings: Settings, filing: str, data: str | None, as_json: bool) -> None:
    """Show FILING: every line as it was filed first and as it stands, and every restatement."""
    with closing(opened(settings, data)) as platform:
        found = proven(platform, filing)
    if as_json:
        emit(found)
    else:
        _tell(found)


def _tell(found: Proven) -> None:
    it = found.shown.filing
    late = f", {counted(it.days_late, 'day')} late" if it.days_late else ", in time"
    click.echo(f"{it.filing}: {it.provider}, {it.period}, filed {it.filed_at:%Y-%m-%d}{late}")
    click.echo(f"prepared by {one_line(it.prepared_by)}, reviewed by {one_line(it.reviewed_by)}")
    click.echo(f"coverage {it.coverage_ppm} ppm, unattributed {it.unattributed_ppm} ppm")
    if it.customers is not None:
        click.echo(f"large customers are named under seal: {it.customers}")
    table(TABLE, lines_of(found.shown), nothing="It gives no figure.")
    for one in found.shown.restatements:
        told = f"{one.restatement} ({one.cause.value}, {one.restated_at:%Y-%m-%d})"
        click.echo(f"{told}: {one_line(one.reason)}")
    for part in found.stands:
        click.echo(f"{part.position}  {part.leaf}  {part.what}")
