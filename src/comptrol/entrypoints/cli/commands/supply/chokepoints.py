"""Show where a supply chain hangs on few."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import click

from comptrol.domains.supply import (
    ORDER,
    Chokepoints,
    Concentration,
    Independence,
    Reach,
    SinglePoint,
    chokepoints,
)
from comptrol.entrypoints.cli.commands.supply.options import (
    OVER_PERCENT,
    Asked,
    Percent,
    graph_of,
    graph_options,
    names,
    path_of,
    span,
)
from comptrol.entrypoints.cli.counting import counted
from comptrol.entrypoints.cli.options import OneOf, as_json
from comptrol.entrypoints.cli.output import emit, note, table
from comptrol.entrypoints.cli.printable import printable
from comptrol.settings import Settings

SHOWN: Final = 25
CUTS_SHOWN: Final = 5
ORDER_MAX: Final = 3
HEADINGS: Final = ("input", "title", "by", "year", "HHI", "largest %", "coverage %", "leader")
REMOVAL_HEADINGS: Final = ("country", "lost", "may be lost", "cut", "open", "products")


@click.command()
@graph_options
@click.option(
    "--over", type=Percent(), default=OVER_PERCENT, show_default=True, metavar="PERCENT",
    help="An input is lost where more than this of its supply goes.",
)  # fmt: skip
@click.option(
    "--order", type=click.IntRange(1, ORDER_MAX), default=ORDER, show_default=True,
    help="Look for sets of so many sources together.",
)  # fmt: skip
@click.option("--reach", type=OneOf(Reach), default="either", show_default=True,
              help="Which firms are a country's.")  # fmt: skip
@click.option("--all", "whole", is_flag=True, help="Show every line, not only the first.")
@as_json
@click.pass_obj
def command(
    settings: Settings,
    tables: Path | None,
    data: str | None,
    year: int | None,
    every: tuple[str, ...],
    any_of: tuple[str, ...],
    over: int,
    order: int,
    reach: Reach,
    whole: bool,
    as_json: bool,
) -> None:
    """Show concentration with bounds, single points, and what the loss of each country cuts off.

    Beside every index stands how much of the supply has numbers. Where an answer hangs on what
    nobody has told, it is "open".
    """
    graph = graph_of(settings, Asked(tables, data, year, every, any_of))
    found = chokepoints(graph, order_max=order, over=over, reach=reach)
    if as_json:
        emit(found)
        return
    for text in _opening(found):
        click.echo(text)
    most = len(found.concentration) + len(found.single_points) if whole else SHOWN
    ranked = sorted(found.concentration, key=lambda it: (-it.hhi.low, it.input, it.by))
    table(
        HEADINGS, map(_line, ranked[:most]), nothing="Of no input is it known how few supply it."
    )
    _more(len(ranked), most, "indices")
    for text in (*_singles(found.single_points[:most]), *_cuts(found.independence)):
        click.echo(text)
    _more(len(found.single_points), most, "single points")
    table(
        REMOVAL_HEADINGS,
        _removals(found),
        nothing="No country's loss takes that much of anything.",
    )
    if found.uncovered:
        note(f"no table says who supplies: {names(found.uncovered, 40)}. That is no safety.")


def _opening(found: Chokepoints) -> Iterator[str]:
    years = ", ".join(map(str, found.years)) or "none"
    yield (
        f"{counted(found.inputs, 'input')}, {counted(found.suppliers, 'supplier')}. Years of "
        f"tables: {years}; together they are no single point in time."
    )
    for it in found.sums:
        yield (
            f"Shares by {it.by}: {counted(it.tables, 'table')}, {it.with_numbers} with numbers, "
            f"of which {it.near_the_whole} come to 95 to 105 percent."
        )
        for one in it.apart[:SHOWN]:
            yield printable(f"  apart: {one.input} in {one.year}: {one.percent} percent")


def _line(it: Concentration) -> tuple[object, ...]:
    leader = "" if it.leader is None else it.leader.title
    return (
        *(it.input, it.title, it.by, it.year, span(it.hhi), span(it.largest[0])),
        *(it.coverage_percent, leader or "no certain rank"),
    )


def _singles(found: tuple[SinglePoint, ...]) -> Iterator[str]:
    yield f"Single points: {len(found) or 'none found'}."
    for it in found:
        sure = "for certain" if it.certain else "if the tables name everybody"
        tier = f", behind {it.first_tier} suppliers" if it.first_tier > 1 else ""
        yield printable(f"  {it.title} ({it.input}): {it.at} {it.source_title}{tier}, {sure}")


def _cuts(found: tuple[Independence, ...]) -> Iterator[str]:
    for it in found:
        if it.certainly_at_most is None and it.possibly_only is None:
            yield f"{it.title}, by {it.at}: no cut of {it.order_max} or fewer is known."
            continue
        least = it.certainly_at_most if it.certainly_at_most is not None else "not known"
        yield (
            f"{it.title}, by {it.at}: hangs on {least} for certain, {it.possibly_only} if nobody "
            f"else supplies ({it.cuts_in_all} least cuts of {it.order_max} or fewer)."
        )
        for cut in it.cuts[:CUTS_SHOWN]:
            sure = "certain" if cut.certain else "possible"
            yield printable(f"  {sure}: {' and '.join(cut.titles)}: {path_of(cut.path)}")


def _removals(found: Chokepoints) -> Iterator[tuple[object, ...]]:
    for it in found.removals:
        states = ", ".join(f"{one.product} {one.state}" for one in it.products)
        yield it.country, len(it.lost), len(it.may_be_lost), len(it.cut), len(it.open), states


def _more(there: int, shown: int, what: str) -> None:
    if there > shown:
        note(f"{there - shown} more {what}: --all, or --json")
