"""Make an account for a person of a party."""

import re
from contextlib import closing
from pathlib import Path

import click

from comptrol.bootstrap.visiting import sign_ins
from comptrol.entrypoints.cli.commands.console.account.naming import new_password, password_option
from comptrol.entrypoints.cli.named_parties import enrolled
from comptrol.entrypoints.cli.options import as_json, data_option
from comptrol.entrypoints.cli.output import emit, note, opened
from comptrol.flow.signing_in import Account
from comptrol.kernel.errors import UnreadableError
from comptrol.kernel.identifiers import NAME
from comptrol.settings import Settings


@click.command()
@click.argument("name")
@click.option("--party", metavar="PARTY", help="For whom they act; the log says what it may do.")
@click.option("--analyst", is_flag=True, help="May read national accounts and supply.")
@password_option
@click.option("--no-password", is_flag=True, help="Let them in by an issuer of identities alone.")
@data_option
@as_json
@click.pass_obj
def command(
    settings: Settings,
    name: str,
    party: str | None,
    analyst: bool,
    password_file: Path | None,
    no_password: bool,
    data: str | None,
    as_json: bool,
) -> None:
    """Make an account for a person of a party. The password is never on the command line."""
    if not re.search(NAME, name):
        raise UnreadableError(f"{name!r} is no name: lower-case letters, digits, . _ -")
    if party is None and not analyst:
        raise UnreadableError("name the party they act for with --party, or say --analyst")
    if no_password and password_file is not None:
        raise UnreadableError("--no-password and --password-file exclude each other")
    chosen = settings.over(data=data)
    with closing(opened(chosen)) as platform, platform.world() as world:
        acting_for = None if party is None else enrolled(world, party)
        now = platform.intake.clock.now()
    with closing(sign_ins(chosen.folder)) as keeps:
        if keeps.account(name) is not None:  # before a password is asked for
            raise UnreadableError(f"there is an account {name!r} already")
        password = None if no_password else new_password(name, password_file)
        keeps.add(
            Account(name=name, party=acting_for, made=now, analyst=analyst, password=password)
        )
    if as_json:
        emit({"account": name, "party": acting_for, "analyst": analyst})
    else:
        note(f"{name} may sign in.")
