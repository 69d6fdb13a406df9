"""Let nobody into an account any more."""

import click

from comptrol.entrypoints.cli.commands.console.account.naming import changed, named
from comptrol.entrypoints.cli.options import as_json, data_option
from comptrol.entrypoints.cli.output import NO, YES, emit, note
from comptrol.settings import Settings


@click.command()
@click.argument("name")
@data_option
@as_json
@click.pass_obj
def command(settings: Settings, name: str, data: str | None, as_json: bool) -> int:
    """Let nobody into an account any more; whoever is signed in to it is signed out now.

    Exit code 1: nobody was let in before.
    """
    with named(settings, data, name) as (keeps, account):
        changed(keeps, account, disabled=True)
    if as_json:
        emit({"account": name, "disabled": True, "changed": not account.disabled})
    else:
        note(f"{name} is disabled.")
    return NO if account.disabled else YES
