"""Show what waits for a person: milestones, requests, appeals, notices, claw-backs."""

from contextlib import closing

import click

from comptrol.domains.awards import due_acts
from comptrol.entrypoints.cli.options import as_json, data_option
from comptrol.entrypoints.cli.output import emit, opened, table
from comptrol.settings import Settings

HEADINGS = ("what", "award", "name", "by", "detail")


@click.command()
@data_option
@as_json
@click.pass_obj
def command(settings: Settings, data: str | None, as_json: bool) -> None:
    """Show what waits for a person now. JSON has the figures that a notice has to have.

    Nothing here is done by itself: whoever decides says it, and the log holds it to the figures.
    """
    with closing(opened(settings, data)) as platform, platform.world() as world:
        found = due_acts(world, on=platform.intake.clock.now().date())
    if as_json:
        for it in found:
            emit(it)
        return
    if not found:
        click.echo("Nothing waits.")
        return
    rows = ((it.what, it.award, it.name or it.quarter, it.by, it.detail) for it in found)
    table(HEADINGS, rows)
