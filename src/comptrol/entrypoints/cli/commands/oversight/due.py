"""Show what is to be reviewed by when."""

from contextlib import closing
from datetime import date, datetime

import click

from comptrol.domains.oversight import Matter, ReviewState, reviews_due
from comptrol.entrypoints.cli.counting import counted
from comptrol.entrypoints.cli.options import DAY, OneOf, as_json, data_option
from comptrol.entrypoints.cli.output import NO, YES, emit, opened, table
from comptrol.settings import Settings


@click.command()
@click.option("--on", type=DAY, help="As of a day. [default: today]")
@click.option("--matter", type=OneOf(Matter), help="Of one kind.")
@click.option("--undated", is_flag=True, help="Only what nobody set a day for.")
@click.option("--after", type=click.IntRange(0), help="Leave out so many: the pages before.")
@click.option("--limit", type=click.IntRange(1, 1000), default=100, show_default=True)
@data_option
@as_json
@click.pass_obj
def command(
    settings: Settings,
    on: datetime | None,
    matter: Matter | None,
    undated: bool,
    after: int | None,
    limit: int,
    data: str | None,
    as_json: bool,
) -> int:
    """Show what is to be reviewed by when, the earliest first, and what has no such day.

    Exit code 1: something is overdue.
    """
    with closing(opened(settings, data)) as platform, platform.world() as world:
        day = on.date() if on is not None else platform.today()
        found = reviews_due(
            world, on=day, matter=matter, undated=undated, after=after, limit=limit
        )
    if as_json:
        emit(found)
    else:
        headings = ("review by", "kind", "name", "ends or changes", "reviewed", "source")
        nothing = "Nothing was found that is to be reviewed."
        table(headings, (_row(it, day) for it in found), nothing=nothing)
    return NO if any(it.overdue for it in found) else YES


def _row(it: ReviewState, day: date) -> tuple[object, ...]:
    when = "no review date" if it.review_by is None else str(it.review_by)
    if it.overdue and it.review_by is not None:
        when += f", {counted((day - it.review_by).days, 'day')} ago"
    return when, it.matter.value, it.name, it.ends_on, it.reviewed_on, it.source
