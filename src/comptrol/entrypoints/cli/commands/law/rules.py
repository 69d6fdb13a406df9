"""Show the rulebook in force on a day."""

from datetime import datetime

import click

from comptrol.bootstrap import today
from comptrol.domains.law import rules
from comptrol.entrypoints.cli.law_pages import rules_page
from comptrol.entrypoints.cli.options import DAY, as_json, data_option, rulebook_option
from comptrol.entrypoints.cli.output import answer
from comptrol.entrypoints.cli.worlds import world_of
from comptrol.settings import Settings


@click.command()
@click.option("--on", type=DAY, help="The day. [default: today]")
@click.option("--known-at", type=DAY, help="The day of the knowledge. [default: today]")
@rulebook_option
@data_option
@as_json
@click.pass_obj
def command(
    settings: Settings,
    on: datetime | None,
    known_at: datetime | None,
    rulebook: str | None,
    data: str | None,
    as_json: bool,
) -> None:
    """Show every rule with its state, every number and every country group of a day (Markdown)."""
    days = [it.date() if it else today() for it in (on, known_at)]
    with world_of(settings, data) as world:
        found = rules(world, on=days[0], known_at=days[1], rulebook=rulebook)
    answer(found, rules_page(found), as_json=as_json)
