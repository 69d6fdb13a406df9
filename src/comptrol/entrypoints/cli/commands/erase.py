"""Destroy what an entry hides, and say so."""

from collections.abc import Mapping
from contextlib import closing

import click

from comptrol.bootstrap import AUTHORITY
from comptrol.domains.privacy import Ground
from comptrol.entrypoints.cli.commands.say import tell
from comptrol.entrypoints.cli.commands.unseal import POSITION
from comptrol.entrypoints.cli.counting import counted
from comptrol.entrypoints.cli.options import OneOf, as_json, data_option
from comptrol.entrypoints.cli.output import NO, YES, emit, opened
from comptrol.flow.answers import in_words
from comptrol.flow.erasing import erase, erase_all
from comptrol.kernel.finding import Answer, Receipt
from comptrol.kernel.identifiers import PartyId
from comptrol.settings import Settings


@click.command()
@click.argument("position", type=POSITION, required=False)
@click.option("--data-subject", metavar="PSEUDONYM", help="Everything kept for this person.")
@click.option("--ground", type=OneOf(Ground), required=True, help="Why.")
@click.option("--as", "party", default=AUTHORITY, show_default=True, help="Who says it.")
@data_option
@as_json
@click.pass_obj
def command(
    settings: Settings,
    position: int | None,
    data_subject: str | None,
    ground: Ground,
    party: str,
    data: str | None,
    as_json: bool,
) -> int:
    """Destroy what the entry at POSITION hides, or all that is kept for a person, and log it.

    The entries stay, and all proofs of them. There is no way back. Asked again after a crash, it
    goes on. Exit code 1: the log refused.
    """
    with closing(opened(settings, data)) as platform:
        vault, voice = platform.vault, platform.keyring.of(PartyId(party))
        answers: Answer | Mapping[int, Answer]
        match position, data_subject:
            case int(), None:
                answers = erase(vault, voice, position, ground)
            case None, str():
                answers = erase_all(vault, voice, data_subject, ground)
            case _:
                raise click.UsageError("name either a POSITION or a --data-subject")
    return _answered(answers, as_json=as_json)


def _answered(answers: Answer | Mapping[int, Answer], *, as_json: bool) -> int:
    """Tell what became of one erasure, or of several by their positions."""
    if not isinstance(answers, Mapping):
        emit(in_words(answers)) if as_json else tell(answers)
        return YES if isinstance(answers, Receipt) else NO
    if as_json:
        emit({"erased": {str(at): in_words(answer) for at, answer in answers.items()}})
    else:
        several = counted(
            len(answers), "entry of this person hides", "entries of this person hide"
        )
        click.echo(f"{several} nothing any more.")
        for answer in answers.values():
            tell(answer)
    return YES if all(isinstance(answer, Receipt) for answer in answers.values()) else NO
