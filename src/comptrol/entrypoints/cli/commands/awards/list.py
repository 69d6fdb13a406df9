"""List awards: whose they are, and how much of them is used."""

from collections.abc import Iterator
from contextlib import closing

import click

from comptrol.domains.allocation import CallId, ProposalId
from comptrol.domains.awards import Award, Use, awards, use
from comptrol.entrypoints.cli.amounts import hours
from comptrol.entrypoints.cli.options import as_json, data_option
from comptrol.entrypoints.cli.output import emit, opened, table
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.view import World
from comptrol.settings import Settings

HEADINGS = ("award", "holder", "call", "planned to date", "used", "percent", "state")


@click.command()
@click.option("--call", metavar="NAME", help="Of this call alone.")
@click.option("--holder", metavar="PARTY", help="Of this party alone.")
@data_option
@as_json
@click.pass_obj
def command(
    settings: Settings, call: str | None, holder: str | None, data: str | None, as_json: bool
) -> None:
    """List awards with what was used of them in months that are over.

    Chip time is written in hours on one chip; JSON has whole chip-seconds.
    """
    with closing(opened(settings, data)) as platform, platform.world() as world:
        today = platform.intake.clock.now().date()
        of_call = None if call is None else CallId(call)
        whose = None if holder is None else PartyId(holder)
        names = list(_named(world, of_call, whose))
        uses = {name: use(world, award=name, on=today) for name, _ in names}
    if as_json:
        for name, row in names:
            emit({"award": row, "use": uses[name]})
        return
    if not names:
        click.echo("No award was made.")
        return
    rows = (
        (row.award, row.holder, row.call, *_used(uses[name]), _state(row)) for name, row in names
    )
    table(HEADINGS, rows)


def _named(
    world: World, call: CallId | None, holder: PartyId | None
) -> Iterator[tuple[ProposalId, Award]]:
    after = None
    while page := awards(world, call=call, holder=holder, after=after, limit=1000):
        yield from ((it.award, it) for it in page)
        after = page[-1].award


def _used(found: Use) -> tuple[object, ...]:
    percent = "" if found.percent is None else f"{found.percent} %"
    return hours(found.expected_to_date), hours(found.used_to_date), percent


def _state(row: Award) -> str:
    return "open" if row.over is None else row.over.value
