"""Show which orders were let through and must stop."""

from contextlib import closing

import click

from comptrol.domains.gate import Stands, stops
from comptrol.entrypoints.cli.commands.gate.paging import PAGE, every
from comptrol.entrypoints.cli.lines import one_line
from comptrol.entrypoints.cli.named_parties import enrolled
from comptrol.entrypoints.cli.options import as_json, data_option
from comptrol.entrypoints.cli.output import NO, YES, emit, note, opened
from comptrol.settings import Settings


@click.command()
@click.option("--seller", metavar="PARTY", help="Of one seller alone.")
@data_option
@as_json
@click.pass_obj
def command(settings: Settings, seller: str | None, data: str | None, as_json: bool) -> int:
    """Show every order that was let through and must stop, with why, and its scheduler's job.

    JSON has a line to each. Exit code 1: something must stop.
    """
    with closing(opened(settings, data)) as platform, platform.world() as world:
        who = None if seller is None else enrolled(world, seller)
        found = list(
            every(
                lambda after: stops(world, seller=who, after=after, limit=PAGE),
                lambda it: it.order,
            )
        )
    for one in found:
        if as_json:
            emit(one)
        else:
            _tell(one)
    if not found:
        note("Nothing has to stop.")
    return NO if found else YES


def _tell(one: Stands) -> None:
    job = f" (job {one.job})" if one.job is not None else ""
    click.echo(one_line(f"{one.order}{job} must stop: {one.outcome.value}"))
    for reason in one.reasons:
        click.echo(one_line(f"  {reason}"))
