"""Show who looked at hidden words."""

from contextlib import closing
from datetime import datetime

import click

from comptrol.domains.oversight import looks
from comptrol.domains.privacy import Look, Purpose
from comptrol.entrypoints.cli.named_parties import enrolled
from comptrol.entrypoints.cli.options import DAY, OneOf, as_json, data_option
from comptrol.entrypoints.cli.output import emit, opened, table
from comptrol.settings import Settings

_HEADINGS = ("position", "day", "who", "why", "whose words", "what", "at", "citation", "case")


@click.command()
@click.option("--by", metavar="PARTY", help="Of one who looked.")
@click.option("--purpose", type=OneOf(Purpose), help="For one purpose.")
@click.option("--on", type=DAY, help="Of one day.")
@click.option("--after", type=click.IntRange(0, 2**62), help="After this position of the log.")
@click.option("--limit", type=click.IntRange(1, 1000), default=100, show_default=True)
@data_option
@as_json
@click.pass_obj
def command(
    settings: Settings,
    by: str | None,
    purpose: Purpose | None,
    on: datetime | None,
    after: int | None,
    limit: int,
    data: str | None,
    as_json: bool,
) -> None:
    """Show who looked at hidden words and why, in the order of the log, a page at a time."""
    with closing(opened(settings, data)) as platform, platform.world() as world:
        found = looks(
            world,
            by=None if by is None else enrolled(world, by),
            purpose=purpose,
            on_day=None if on is None else on.date(),
            after=after,
            limit=limit,
        )
    if as_json:
        emit(found)
        return
    table(_HEADINGS, map(_row, found), nothing="No look at hidden words was found.")


def _row(it: Look) -> tuple[object, ...]:
    who = (it.position, it.looked_on, it.by, it.purpose.value)
    return (*who, it.of, it.kind, it.at, it.citation, it.case)
