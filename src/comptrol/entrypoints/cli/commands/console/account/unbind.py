"""Let whom an issuer vouches for in no longer."""

import click

from comptrol.entrypoints.cli.commands.console.account.naming import named
from comptrol.entrypoints.cli.options import as_json, data_option
from comptrol.entrypoints.cli.output import NO, YES, emit, note
from comptrol.settings import Settings


@click.command()
@click.argument("name")
@click.option("--issuer", metavar="URL", required=True, help="As the issuer calls itself.")
@click.option("--subject", metavar="SUB", required=True, help="As the issuer calls the person.")
@data_option
@as_json
@click.pass_obj
def command(
    settings: Settings, name: str, issuer: str, subject: str, data: str | None, as_json: bool
) -> int:
    """Let whom an issuer vouches for into an account no longer, and end its sessions.

    Exit code 1: they were not let in before.
    """
    with named(settings, data, name) as (keeps, _):
        there = keeps.bound(issuer, subject) == name and keeps.unbind(issuer, subject)
        if there:
            keeps.end_all(name)
    if as_json:
        emit({"account": name, "issuer": issuer, "subject": subject, "changed": there})
    else:
        note(f"{subject} of {issuer} may {'no longer' if there else 'not'} sign in as {name}.")
    return YES if there else NO
