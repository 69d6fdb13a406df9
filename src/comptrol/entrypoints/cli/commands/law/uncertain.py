"""Show what is uncertain."""

import click

from comptrol.domains.law import uncertain
from comptrol.entrypoints.cli.law_pages import doubts_page
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
    """Show what a named person must confirm, and what was recalled or reconstructed (Markdown)."""
    with world_of(settings, data) as world:
        found = uncertain(world, rulebook=rulebook)
    answer(found, doubts_page(found), as_json=as_json)
