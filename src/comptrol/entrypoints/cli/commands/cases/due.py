"""Show what is due in cases."""

from contextlib import closing
from datetime import datetime

import click

from comptrol.domains.cases import CasesView, Due, due_in
from comptrol.entrypoints.cli.options import DAY, as_json, data_option
from comptrol.entrypoints.cli.output import NO, YES, emit, opened, table
from comptrol.settings import Settings


@click.command()
@click.option("--on", type=DAY, help="As of a day. [default: today]")
@click.option("--overdue", is_flag=True, help="Only what is overdue.")
@data_option
@as_json
@click.pass_obj
def command(
    settings: Settings, on: datetime | None, overdue: bool, data: str | None, as_json: bool
) -> int:
    """Show what is due in open cases, whose it is, and by when. Exit code 1: some is overdue."""
    with closing(opened(settings, data)) as platform, platform.world() as world:
        day = on.date() if on is not None else platform.today()
        every: list[Due] = [
            it
            for case in world[CasesView].cases.where(open=True)
            for it in due_in(world, case, day)
            if it.overdue or not overdue
        ]
    if as_json:
        for it in every:
            emit(it)
    else:
        table(
            ("case", "step", "measure", "whose", "due", ""),
            (
                (it.case, it.step, it.number, it.whose, it.due_on, "OVERDUE" if it.overdue else "")
                for it in every
            ),
            nothing="Nothing is due in any open case.",
        )
    return NO if any(it.overdue for it in every) else YES
