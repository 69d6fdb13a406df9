"""Show who looked at what in the pages."""

from contextlib import closing

import click

from comptrol.bootstrap.visiting import accounts_there
from comptrol.entrypoints.cli.options import as_json, data_option
from comptrol.entrypoints.cli.output import emit, table
from comptrol.flow.signing_in import LOOKS_MAX
from comptrol.settings import Settings


@click.command()
@click.option("--account", metavar="NAME", help="Of one account.")
@click.option("--subject", metavar="NAME", help="At one party, order or case.")
@click.option("--limit", type=click.IntRange(1, LOOKS_MAX), default=100, show_default=True)
@data_option
@as_json
@click.pass_obj
def command(
    settings: Settings,
    account: str | None,
    subject: str | None,
    limit: int,
    data: str | None,
    as_json: bool,
) -> None:
    """Show who signed in and who looked at what is not for everybody, the latest first."""
    with closing(accounts_there(settings.over(data=data).folder)) as keeps:
        found = keeps.looks(account=account, subject=subject, limit=limit)
    if as_json:
        emit(found)
        return
    rows = ((it.at.isoformat(" ", "seconds"), it.account, it.path, it.subject) for it in found)
    nothing = "No look was found: nobody signed in or looked at what was asked for."
    table(("at", "account", "page", "of"), rows, nothing=nothing)
