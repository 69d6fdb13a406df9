"""Give an account another password."""

from pathlib import Path

import click

from comptrol.entrypoints.cli.commands.console.account.naming import (
    changed,
    named,
    new_password,
    password_option,
)
from comptrol.entrypoints.cli.options import as_json, data_option
from comptrol.entrypoints.cli.output import emit, note
from comptrol.settings import Settings


@click.command()
@click.argument("name")
@password_option
@data_option
@as_json
@click.pass_obj
def command(
    settings: Settings, name: str, password_file: Path | None, data: str | None, as_json: bool
) -> None:
    """Give an account another password; whoever is signed in to it is signed out."""
    with named(settings, data, name) as (keeps, account):
        changed(keeps, account, password=new_password(name, password_file))
    if as_json:
        emit({"account": name, "changed": True})
    else:
        note(f"{name} has another password.")
