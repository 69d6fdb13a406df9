"""Show what a sealed entry says."""

from contextlib import closing

import click

from comptrol.domains.privacy import Purpose
from comptrol.entrypoints.cli.commands.say import tell
from comptrol.entrypoints.cli.looking import look_at, look_options
from comptrol.entrypoints.cli.options import data_option
from comptrol.entrypoints.cli.output import NO, YES, note, opened
from comptrol.kernel.finding import Receipt
from comptrol.kernel.identifiers import PartyId
from comptrol.settings import Settings

POSITION = click.IntRange(0, 2**63 - 1)


@click.command()
@click.argument("position", type=POSITION)
@look_options
@data_option
@click.pass_obj
def command(
    settings: Settings,
    position: int,
    purpose: Purpose,
    citation: str | None,
    case: str | None,
    party: str,
    data: str | None,
) -> int:
    """Write the words of the sealed entry at POSITION; first it is logged that you look, and why.

    They are written as they were sealed, held against the log. Exit code 1: the look was refused,
    and nothing is shown; 2: it seals nothing, or what it sealed has been erased.
    """
    said = look_at(position, purpose, citation, case)
    with closing(opened(settings, data)) as platform:
        answer, opening = platform.vault.unseal(platform.keyring.of(PartyId(party)), said)
    if opening is None or not isinstance(answer, Receipt):
        tell(answer)
        return NO
    note(f"Logged at position {answer.position}: {party} looked, for {purpose.value}.")
    click.echo(opening.body)
    return YES
