"""Remind of what is due, and ask who decides on whom."""

from contextlib import closing
from datetime import datetime

import click

from comptrol.bootstrap import AUTHORITY
from comptrol.domains.alarms import Raised
from comptrol.domains.oversight import Looked, LookedThrough, LookId, ReviewDue
from comptrol.entrypoints.cli.counting import counted
from comptrol.entrypoints.cli.options import DAY, as_json, data_option
from comptrol.entrypoints.cli.output import NO, YES, emit, note, opened
from comptrol.entrypoints.cli.printable import printable
from comptrol.kernel.finding import Refused
from comptrol.kernel.statement import Consequence
from comptrol.settings import Settings


@click.command()
@click.option("--on", type=DAY, help="As of a day. [default: today]")
@data_option
@as_json
@click.pass_obj
def command(settings: Settings, on: datetime | None, data: str | None, as_json: bool) -> int:
    """Let the authority look for what is due; reminders and alarms are said to the log, each once.

    Exit code 1: something new was raised, or the look was refused.
    """
    with closing(opened(settings, data)) as platform:
        day = on.date() if on is not None else platform.today()
        name = LookId(f"look-{day}-{platform.store.size()}")
        found = platform.speaker(AUTHORITY).say(Looked(look=name, on=day))
    if isinstance(found, Refused):
        for finding in found.findings:
            note(f"{finding.code}: {finding.title} {finding.detail}")
        return NO
    said = [it.statement for it in found.consequences]
    for one in said:
        if as_json and not isinstance(one, LookedThrough):
            emit(one)
        else:
            _tell(one)
    return NO if any(isinstance(it, Raised | ReviewDue) for it in said) else YES


def _tell(said: Consequence) -> None:
    match said:
        case ReviewDue():
            what = "ends or changes" if said.ends else "is to be reviewed"
            click.echo(printable(f"{said.matter.value} {said.name} {what} by {said.due_on}"))
        case Raised():
            click.echo(printable(f"{said.detector} ({said.strength.value}): {said.explanation}"))
            for benign in said.benign:
                click.echo(printable(f"  not excluded: {benign}"))
        case LookedThrough():
            note(
                f"{counted(said.matters, 'matter')}, {said.undated} of them without a day of "
                "review"
            )
            note(
                f"{counted(said.decisions, 'decision')}; {counted(said.alarms, 'alarm')}: none "
                "of them is a verdict"
            )
            if not said.whole:
                note("there was more than one look may tell: look again")
        case _:
            return
