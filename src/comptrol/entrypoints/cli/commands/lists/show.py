"""Show the edition in force."""

from contextlib import closing

import click

from comptrol.domains.screening import matcher_in_force
from comptrol.entrypoints.cli.counting import counted
from comptrol.entrypoints.cli.list_pages import STALE_DAYS, age_days
from comptrol.entrypoints.cli.options import as_json, data_option
from comptrol.entrypoints.cli.output import emit, note, opened, table
from comptrol.settings import Settings


@click.command()
@data_option
@as_json
@click.pass_obj
def command(settings: Settings, data: str | None, as_json: bool) -> None:
    """Show which edition parties are held against, how old it is, and what each list does."""
    with closing(opened(settings, data)) as platform:
        with platform.world() as world:
            edition = matcher_in_force(world).edition
        age = age_days(edition, platform.today())
    if age > STALE_DAYS:
        note(f"{edition.edition} is {counted(age, 'day')} old: lists change within days")
    if as_json:
        emit({"edition": edition, "age_days": age})
        return
    click.echo(
        f"{edition.edition}: {edition.title}, {edition.published} ({counted(age, 'day')} old)"
    )
    click.echo(f"digest {edition.digest}")
    table(
        ("list", "of", "published", "entities", "citation", "effect"),
        [
            (
                *(it.code, it.jurisdiction, it.published or edition.published),
                *(it.entities, it.citation, it.effect),
            )
            for it in edition.lists
        ],
    )
