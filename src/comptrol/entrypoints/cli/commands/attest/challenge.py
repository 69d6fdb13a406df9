"""Ask a party to let a chip sign a new nonce."""

from contextlib import closing

import click

from comptrol.bootstrap import AUTHORITY
from comptrol.bootstrap.attesting import new_salt, witnessed_root
from comptrol.domains.attestation import LABEL, MINUTES_MAX, Challenged, ChallengeId, nonce_of
from comptrol.domains.registry import ChipId
from comptrol.entrypoints.cli.commands.say import tell
from comptrol.entrypoints.cli.counting import counted
from comptrol.entrypoints.cli.options import as_json, data_option
from comptrol.entrypoints.cli.output import NO, YES, emit, opened
from comptrol.flow.answers import in_words
from comptrol.kernel.finding import Receipt
from comptrol.kernel.identifiers import PartyId
from comptrol.settings import Settings

MINUTES = 15


@click.command()
@click.argument("challenge")
@click.option("--to", required=True, metavar="PARTY", help="Who is to answer.")
@click.option("--chip", metavar="MAKER/SERIAL", help="Which chip. [default: the party chooses]")
@click.option(
    "--minutes",
    type=click.IntRange(1, MINUTES_MAX),
    default=MINUTES,
    show_default=True,
    help="How long the answer may take.",
)
@click.option("--as", "party", default=AUTHORITY, show_default=True, help="Who asks.")
@data_option
@as_json
@click.pass_obj
def command(
    settings: Settings,
    challenge: str,
    to: str,
    chip: str | None,
    minutes: int,
    party: str,
    data: str | None,
    as_json: bool,
) -> int:
    """Log a challenge of the name CHALLENGE, and print the nonce that the chip is to sign.

    The nonce is made from the newest root of this log that its policy counts as published, and
    from 32 random bytes; the log is published for it. Exit code 1: it was refused.
    """
    folder = settings.over(data=data).folder
    with closing(opened(settings, data)) as platform:
        root, size = witnessed_root(platform, folder)
        salt = new_salt()
        said = Challenged(
            challenge=ChallengeId(challenge),
            to=PartyId(to),
            chip=None if chip is None else ChipId(chip),
            nonce=nonce_of(LABEL, root, size, salt),
            label=LABEL,
            root=root,
            size=size,
            salt=salt,
            minutes=minutes,
        )
        answer = platform.speaker(PartyId(party)).say(said)
    if as_json:
        emit({"challenge": challenge, "nonce": said.nonce, "minutes": minutes, **in_words(answer)})
    else:
        tell(answer)
        if isinstance(answer, Receipt):
            click.echo(f"The chip is to sign, within {counted(minutes, 'minute')}: {said.nonce}")
    return YES if isinstance(answer, Receipt) else NO
