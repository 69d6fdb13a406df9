"""Look at a name."""

from contextlib import closing

import click
import msgspec

from comptrol.bootstrap.pseudonyming import sealed_name_at
from comptrol.domains.privacy import Purpose
from comptrol.domains.pseudonyms import Name
from comptrol.entrypoints.cli.commands.say import tell
from comptrol.entrypoints.cli.looking import look_at, look_options
from comptrol.entrypoints.cli.options import as_json, data_option
from comptrol.entrypoints.cli.output import NO, YES, emit, opened
from comptrol.flow.answers import in_words
from comptrol.kernel.identifiers import PartyId
from comptrol.settings import Settings


@click.command()
@click.argument("named", type=click.IntRange(0))
@look_options
@data_option
@as_json
@click.pass_obj
def command(
    settings: Settings,
    named: int,
    purpose: Purpose,
    citation: str | None,
    case: str | None,
    party: str,
    data: str | None,
    as_json: bool,
) -> int:
    """Show who was named at NAMED, a position of the log; first it is logged that you look.

    Exit code 1: it was refused, and nothing is shown.
    """
    with closing(opened(settings, data)) as platform:
        said = look_at(sealed_name_at(platform, named), purpose, citation, case)
        answer, opening = platform.vault.unseal(platform.keyring.of(PartyId(party)), said)
    if opening is None:
        if as_json:
            emit(in_words(answer))
        else:
            tell(answer)
        return NO
    found = msgspec.json.decode(opening.body, type=Name)
    if as_json:
        emit({**in_words(answer), "name": found.name, "identifier": found.identifier})
        return YES
    tell(answer)
    click.echo(found.name)
    click.echo(msgspec.json.encode(found.identifier).decode())
    return YES
