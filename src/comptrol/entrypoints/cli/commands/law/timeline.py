"""Show every dated change."""

import click

from comptrol.domains.law import timeline
from comptrol.entrypoints.cli.law_pages import changes_page
from comptrol.entrypoints.cli.options import as_json, data_option, rulebook_option
from comptrol.entrypoints.cli.output import answer
from comptrol.entrypoints.cli.worlds import world_of
from comptrol.settings import Settings


@click.command()
@rulebook_option
@data_option
@as_json
@click.pass_obj
def command(settings: Settings, rulebook: str | None, data: str | None, as_json: bool) -> None:
    """Show every dated change of a rulebook with its source, oldest first (Markdown)."""
    with world_of(settings, data) as world:
        found = timeline(world, rulebook=rulebook)
    answer(found, changes_page("Timeline", found), as_json=as_json)
