"""Show what waits for people."""

from contextlib import closing
from datetime import datetime

import click
from msgspec.structs import asdict

from comptrol.domains.gate import ServiceTimes, Waiting, queue, service_times
from comptrol.entrypoints.cli.amounts import hours, moment
from comptrol.entrypoints.cli.commands.gate.paging import PAGE, every
from comptrol.entrypoints.cli.commands.gate.times import times_page
from comptrol.entrypoints.cli.counting import counted
from comptrol.entrypoints.cli.options import as_json, data_option
from comptrol.entrypoints.cli.output import NO, YES, emit, note, opened, table
from comptrol.settings import Settings

_HEADINGS = ("waits", "order", "for", "customer", "seller", "questions")
_SECONDS_IN_HOUR = 3600


@click.command()
@click.option(
    "--longer-than",
    "patience",
    metavar="HOURS",
    type=click.IntRange(0, 10**6),
    help="Exit with 1 if something waits longer.",
)
@data_option
@as_json
@click.pass_obj
def command(settings: Settings, patience: int | None, data: str | None, as_json: bool) -> int:
    """Show what waits for a person: orders and changes on hold, appeals, halves of an override.

    What waits longest stands first; how long people took in the last 30 days comes last. Exit
    code 1: something waits longer than --longer-than.
    """
    with closing(opened(settings, data)) as platform, platform.world() as world:
        now = platform.intake.clock.now()
        found = sorted(
            every(lambda after: queue(world, after=after, limit=PAGE), lambda it: it.order),
            key=lambda it: (it.since, it.order, it.what),
        )
        times = service_times(world, until=now.date())
    late = [
        it
        for it in found
        if patience is not None and _waited(it, now) > patience * _SECONDS_IN_HOUR
    ]
    if as_json:
        lines = [{**asdict(it), "waited_s": _waited(it, now)} for it in found]
        emit({"waiting": lines, "longer": len(late), "service_times": times})
    else:
        _tell(found, now, times)
    if late:
        note(
            f"{counted(len(late), 'waits', 'wait')} longer than {patience} h, the first since "
            f"{moment(late[0].since)}."
        )
    return NO if late else YES


def _waited(one: Waiting, now: datetime) -> int:
    return max(0, int((now - one.since).total_seconds()))


def _tell(found: list[Waiting], now: datetime, times: ServiceTimes) -> None:
    if found:
        table(_HEADINGS, (_row(it, now) for it in found))
    else:
        click.echo("Nothing waits for a person.")
    for line in times_page(times):
        click.echo(line)


def _row(one: Waiting, now: datetime) -> tuple[object, ...]:
    waited = hours(_waited(one, now))
    return (waited, one.order, one.what, one.customer, one.seller, ", ".join(one.questions))
