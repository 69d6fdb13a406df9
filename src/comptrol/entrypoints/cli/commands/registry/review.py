"""Look the books through: what is overdue, and what is silent."""

from contextlib import closing
from datetime import datetime

import click

from comptrol.bootstrap import AUTHORITY
from comptrol.domains.alarms import Raised
from comptrol.domains.registry import Reviewed, ReviewId
from comptrol.entrypoints.cli.counting import counted
from comptrol.entrypoints.cli.options import DAY, as_json, data_option
from comptrol.entrypoints.cli.output import NO, emit, note, opened
from comptrol.entrypoints.cli.printable import printable
from comptrol.kernel.finding import Refused
from comptrol.settings import Settings


@click.command()
@click.option("--on", type=DAY, help="As of a day. [default: today]")
@data_option
@as_json
@click.pass_obj
def command(settings: Settings, on: datetime | None, data: str | None, as_json: bool) -> None:
    """Let the authority review the registry; what it raises is said to the log, each once.

    The answer is 1 where something new was raised.
    """
    with closing(opened(settings, data)) as platform:
        day = on.date() if on is not None else platform.today()
        name = ReviewId(f"review-{day}-{platform.store.size()}")
        found = platform.speaker(AUTHORITY).say(Reviewed(review=name, on=day))
    if isinstance(found, Refused):
        for finding in found.findings:
            note(f"{finding.code}: {finding.title} {finding.detail}")
        raise SystemExit(NO)
    raised = [it for it in found.consequences if isinstance(it.statement, Raised)]
    for entry in raised:
        said = entry.statement
        assert isinstance(said, Raised)  # noqa: S101  (it was looked for)
        if as_json:
            emit(said)
        else:
            click.echo(printable(f"{said.detector} ({said.strength.value}): {said.explanation}"))
    note(f"{counted(len(raised), 'alarm was', 'alarms were')} raised, as of {day}")
    if raised:
        raise SystemExit(NO)
