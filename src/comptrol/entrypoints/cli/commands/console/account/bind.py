"""Let whom an issuer of identities vouches for into an account."""

import click

from comptrol.entrypoints.cli.commands.console.account.naming import named
from comptrol.entrypoints.cli.options import as_json, data_option
from comptrol.entrypoints.cli.output import emit, note
from comptrol.flow.addresses import is_sound
from comptrol.flow.signing_in import Binding
from comptrol.kernel.errors import UnreadableError
from comptrol.settings import Settings

SUBJECT_LETTERS_MAX = 255
"""OpenID Connect Core §2."""


@click.command()
@click.argument("name")
@click.option("--issuer", metavar="URL", required=True, help="As the issuer calls itself.")
@click.option("--subject", metavar="SUB", required=True, help="As the issuer calls the person.")
@data_option
@as_json
@click.pass_obj
def command(
    settings: Settings, name: str, issuer: str, subject: str, data: str | None, as_json: bool
) -> None:
    """Let whom an issuer of identities vouches for into an account; nobody else comes in by it."""
    if not is_sound(issuer):
        raise UnreadableError("--issuer is an address that begins with https")
    if not 0 < len(subject) <= SUBJECT_LETTERS_MAX:
        raise UnreadableError(f"--subject has 1 to {SUBJECT_LETTERS_MAX} letters")
    with named(settings, data, name) as (keeps, account):
        keeps.bind(Binding(issuer=issuer, subject=subject, account=account.name))
    if as_json:
        emit({"account": name, "issuer": issuer, "subject": subject})
    else:
        note(f"{subject} of {issuer} may sign in as {name}.")
