"""Add up what is filed, and note who is past a threshold."""

from contextlib import closing
from datetime import datetime

import click

from comptrol.bootstrap import AUTHORITY
from comptrol.domains.pseudonyms import Crossed, Joined
from comptrol.entrypoints.cli.commands.say import tell
from comptrol.entrypoints.cli.commands.usage.missing import missing_from, tell_missing
from comptrol.entrypoints.cli.options import DAY, as_json, data_option
from comptrol.entrypoints.cli.output import NO, YES, emit, opened, table
from comptrol.flow.answers import in_words
from comptrol.kernel.finding import Answer, Receipt
from comptrol.settings import Settings

_HEADINGS = ("position", "threshold", "whose", "window", "sum", "past it with")


@click.command()
@click.option(
    "--epoch", type=click.IntRange(1), required=True, help="Under whose key it is filed."
)
@click.option("--since", type=DAY, required=True, help="The first day.")
@click.option("--until", type=DAY, required=True, help="The day after the last one.")
@data_option
@as_json
@click.pass_obj
def command(
    settings: Settings,
    epoch: int,
    since: datetime,
    until: datetime,
    data: str | None,
    as_json: bool,
) -> int:
    """Add up the days from SINCE to UNTIL over all providers, and note who is past a threshold.

    The log has that somebody is past it: who, only what is sealed tells. Exit code 1: refused.
    """
    said = Joined(epoch=epoch, since=since.date(), until=until.date())
    with closing(opened(settings, data)) as platform:
        answer = platform.speaker(AUTHORITY).say(said)
        if isinstance(answer, Receipt):
            with platform.world() as world:
                tell_missing(missing_from(world, epoch, said.since, said.until))
    if as_json:
        emit(in_words(answer))
    else:
        _tell(answer)
    return YES if isinstance(answer, Receipt) else NO


def _tell(answer: Answer) -> None:
    tell(answer)
    if not isinstance(answer, Receipt):
        return
    crossings = [
        (it.position, it.statement)
        for it in answer.consequences
        if isinstance(it.statement, Crossed)
    ]
    if not crossings:
        click.echo("Nobody is past a threshold who was not before.")
        return
    table(_HEADINGS, [_row(position, said) for position, said in crossings])


def _row(position: int, said: Crossed) -> tuple[object, ...]:
    how = "all providers together" if said.jointly else "one provider alone"
    days = f"{said.since} to {said.until}"
    return position, said.threshold, said.whose.value, days, said.certainty.value, how
