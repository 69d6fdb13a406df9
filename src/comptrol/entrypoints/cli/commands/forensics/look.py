"""Look at what providers have reported."""

from contextlib import closing
from datetime import datetime

import click

from comptrol.bootstrap import AUTHORITY
from comptrol.domains.alarms import Raised
from comptrol.domains.forensics import LevelAdvised, Looked, LookedThrough, LookId
from comptrol.entrypoints.cli.counting import counted
from comptrol.entrypoints.cli.options import DAY, as_json, data_option
from comptrol.entrypoints.cli.output import NO, emit, note, opened
from comptrol.entrypoints.cli.printable import printable
from comptrol.kernel.finding import Refused
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.statement import Statement
from comptrol.settings import Settings


@click.command()
@click.argument("providers", nargs=-1)
@click.option("--on", type=DAY, help="The day by which filings are overdue. [default: today]")
@data_option
@as_json
@click.pass_obj
def command(
    settings: Settings,
    providers: tuple[str, ...],
    on: datetime | None,
    data: str | None,
    as_json: bool,
) -> None:
    """Let the authority look at the reports of PROVIDERS, or of everybody.

    What it raises is said to the log, each once. The answer is 1 where something was raised.
    """
    with closing(opened(settings, data)) as platform:
        day = on.date() if on is not None else platform.today()
        said = Looked(
            look=LookId(f"look-{day}-{platform.store.size()}"),
            providers=tuple(PartyId(it) for it in dict.fromkeys(providers)),
            on=day,
        )
        found = platform.speaker(AUTHORITY).say(said)
    if isinstance(found, Refused):
        for finding in found.findings:
            note(f"{finding.code}: {finding.title} {finding.detail}")
        raise SystemExit(NO)
    followed = [entry.statement for entry in found.consequences]
    for it in followed:
        _tell(it, as_json=as_json)
    if any(isinstance(it, Raised) for it in followed):
        raise SystemExit(NO)


def _tell(said: Statement, *, as_json: bool) -> None:
    if isinstance(said, LookedThrough):
        _tell_read(said)
    elif as_json:
        emit(said)
    elif isinstance(said, Raised):
        click.echo(printable(f"{said.detector} ({said.strength.value}): {said.explanation}"))
        for benign in said.benign:
            click.echo(printable(f"  not excluded: {benign}"))
    elif isinstance(said, LevelAdvised):
        click.echo(printable(f"advised: {said.level.value} {said.provider}: {said.reason}"))


def _tell_read(said: LookedThrough) -> None:
    note(
        f"{counted(said.lines, 'line')} of {counted(said.providers, 'provider')} "
        f"{'was' if said.lines == 1 else 'were'} read by {said.policy}, "
        f"{said.compared} of them held against what others measured; "
        f"{counted(said.alarms, 'alarm was', 'alarms were')} raised, "
        f"{counted(said.not_enough, 'question')} had too little to answer them. None is a verdict"
    )
    if not said.whole:
        note("there was more than one look may read: name fewer providers at a time")
