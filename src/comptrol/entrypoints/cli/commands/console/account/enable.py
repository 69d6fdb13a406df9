"""Let people into an account again."""

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
    """Let people into an account again, by what let them in before.

    Exit code 1: it was not disabled.
    """
    with named(settings, data, name) as (keeps, account):
        if account.disabled:
            changed(keeps, account, disabled=False)
    if as_json:
        emit({"account": name, "disabled": False, "changed": account.disabled})
    else:
        note(f"{name} may sign in.")
    return YES if account.disabled else NO
