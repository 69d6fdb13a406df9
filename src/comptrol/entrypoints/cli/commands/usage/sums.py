"""Show what is used of all providers together."""

from contextlib import closing
from datetime import datetime

import click

from comptrol.domains.pseudonyms import (
    Aggregate,
    Headroom,
    PseudonymSum,
    Range,
    Whose,
    aggregate,
    sums,
)
from comptrol.entrypoints.cli.commands.usage.missing import missing_from, tell_missing
from comptrol.entrypoints.cli.options import DAY, OneOf, as_json, data_option
from comptrol.entrypoints.cli.output import emit, opened, table
from comptrol.settings import Settings

_HEADINGS = ("pseudonym", "providers", "chip-seconds", "flop", "chips at once", "thresholds")


@click.command()
@click.option(
    "--epoch", type=click.IntRange(1), required=True, help="Under whose key it is filed."
)
@click.option("--since", type=DAY, required=True, help="The first day.")
@click.option("--until", type=DAY, required=True, help="The day after the last one.")
@click.option(
    "--by", "whose", type=OneOf(Whose), default=Whose.CUSTOMER, help="Whose usage is added up."
)
@click.option(
    "--public",
    "at_least",
    type=click.IntRange(2),
    help="One total to publish, told only of so many customers and providers, or more.",
)
@data_option
@as_json
@click.pass_obj
def command(
    settings: Settings,
    epoch: int,
    since: datetime,
    until: datetime,
    whose: Whose,
    at_least: int | None,
    data: str | None,
    as_json: bool,
) -> None:
    """Show the sums from SINCE to UNTIL over all providers, and how far each is below thresholds.

    Sums are ranges: what was filed of longer periods may lie in these days or not, and peaks at
    different moments do not add up. Read where the vault is: no server answers this.
    """
    first, last = since.date(), until.date()
    with closing(opened(settings, data)) as platform, platform.world() as world:
        missing = missing_from(world, epoch, first, last)
        found: Aggregate | tuple[PseudonymSum, ...]
        if at_least is not None:
            found = aggregate(world, epoch=epoch, since=first, until=last, at_least=at_least)
        else:
            found = sums(world, epoch=epoch, since=first, until=last, whose=whose)
    tell_missing(missing)
    if as_json:
        emit({"sums": found, "coverage": missing.coverage, "unopened": missing.unopened})
    elif isinstance(found, Aggregate):
        _tell_total(found)
    else:
        table(_HEADINGS, map(_row, found), nothing="No usage of these days has been filed.")


def _tell_total(found: Aggregate) -> None:
    if found.suppressed or found.chip_seconds is None or found.flop is None:
        click.echo("Nothing to publish: too few are in it, or one has most of it.")
        return
    click.echo(f"{found.customers} customers of {found.providers} providers used")
    click.echo(f"  {_span(found.chip_seconds)} chip-seconds, {_span(found.flop)} operations")


def _row(found: PseudonymSum) -> tuple[object, ...]:
    spans = (_span(found.chip_seconds), _span(found.flop), _span(found.chips))
    return (found.pseudonym, found.providers, *spans, "; ".join(map(_room, found.headroom)))


def _room(found: Headroom) -> str:
    if found.past is not None:
        return f"{found.threshold}: past it, {found.past.value}"
    return f"{found.threshold}: {_span(found.left)} {found.unit.value} left"


def _span(found: Range) -> str:
    return str(found.low) if found.low == found.high else f"{found.low} to {found.high}"
