"""Look at a name."""

from contextlib import closing

import click
import msgspec

from comptrol.bootstrap.pseudonyming import name_at
from comptrol.domains.pseudonyms import Ground, Looked
from comptrol.entrypoints.cli.commands.say import tell
from comptrol.entrypoints.cli.commands.usage.reasons import reason_options
from comptrol.entrypoints.cli.commands.usage.saying import from_words
from comptrol.entrypoints.cli.options import as_json, data_option
from comptrol.entrypoints.cli.output import NO, YES, emit, opened
from comptrol.flow.answers import in_words
from comptrol.kernel.finding import Receipt
from comptrol.kernel.identifiers import PartyId
from comptrol.settings import Settings


@click.command()
@click.argument("named", type=click.IntRange(0))
@reason_options
@data_option
@as_json
@click.pass_obj
def command(
    settings: Settings,
    named: int,
    ground: Ground,
    citation: str,
    case: str,
    party: str,
    data: str | None,
    as_json: bool,
) -> int:
    """Show who was named at NAMED, a position of the log; first it is logged that you look.

    Exit code 1: it was refused, and nothing is shown.
    """
    said = from_words(Looked, named=named, ground=ground.value, citation=citation, case=case)
    with closing(opened(settings, data)) as platform:
        answer = platform.speaker(PartyId(party)).say(said)
        found = name_at(platform, named) if isinstance(answer, Receipt) else None
    if found is None:
        if as_json:
            emit(in_words(answer))
        else:
            tell(answer)
        return NO
    if as_json:
        emit({**in_words(answer), "name": found.name, "identifier": found.identifier})
        return YES
    tell(answer)
    click.echo(found.name)
    click.echo(msgspec.json.encode(found.identifier).decode())
    return YES
