"""Show what changes next."""

from datetime import datetime

import click

from comptrol.bootstrap import today
from comptrol.domains.law import ahead
from comptrol.entrypoints.cli.law_pages import ahead_page
from comptrol.entrypoints.cli.options import DAY, as_json, data_option, rulebook_option
from comptrol.entrypoints.cli.output import answer
from comptrol.entrypoints.cli.worlds import world_of
from comptrol.settings import Settings


@click.command()
@click.option("--on", type=DAY, help="After this day. [default: today]")
@rulebook_option
@data_option
@as_json
@click.pass_obj
def command(
    settings: Settings,
    on: datetime | None,
    rulebook: str | None,
    data: str | None,
    as_json: bool,
) -> None:
    """Show the changes and deadlines after a day: the cliffs to prepare for (Markdown)."""
    day = on.date() if on else today()
    with world_of(settings, data) as world:
        found = ahead(world, on=day, rulebook=rulebook)
    answer(found, ahead_page(day, found), as_json=as_json)
