"""Show what the loss of countries, firms or sites cuts off."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import click

from comptrol.domains.supply import Product, Reach, Removal, removal, removed
from comptrol.entrypoints.cli.commands.supply.options import (
    OVER_PERCENT,
    Asked,
    Percent,
    days,
    graph_of,
    graph_options,
    names,
    path_of,
    span,
)
from comptrol.entrypoints.cli.options import OneOf, as_json
from comptrol.entrypoints.cli.output import emit, note, table
from comptrol.entrypoints.cli.printable import printable
from comptrol.settings import Settings

HEADINGS: Final = (
    "input",
    "title",
    "by",
    "year",
    "lost %",
    "coverage %",
    "certain",
    "stocks last",
)
CUT_HEADINGS: Final = ("input", "title", "state", "stops after", "out for", "path")


@click.command()
@graph_options
@click.option("--remove", multiple=True, required=True, metavar="NAME",
              help="A country's code, a firm or a site; may be repeated.")  # fmt: skip
@click.option(
    "--over", type=Percent(), default=OVER_PERCENT, show_default=True, metavar="PERCENT",
    help="Show inputs of which more than this goes.",
)  # fmt: skip
@click.option("--reach", type=OneOf(Reach), default="either", show_default=True,
              help="Which firms are a country's.")  # fmt: skip
@click.option("--buffers", "stocks", type=click.Path(path_type=Path, exists=True),
              help="A table of stocks and ramps: input,on,stock_days_low, ...")  # fmt: skip
@as_json
@click.pass_obj
def command(
    settings: Settings,
    tables: Path | None,
    data: str | None,
    year: int | None,
    every: tuple[str, ...],
    any_of: tuple[str, ...],
    remove: tuple[str, ...],
    over: int,
    reach: Reach,
    stocks: Path | None,
    as_json: bool,
) -> None:
    """Show which supplies go, what that cuts off, by which path, and for how long.

    "cut" follows from the tables; "open" may be, and may not. How long is told where stocks and
    ramps are known.
    """
    graph = graph_of(settings, Asked(tables, data, year, every, any_of, stocks))
    found = removal(graph, removed(graph, remove, reach), over=over)
    if as_json:
        emit(found)
        return
    click.echo(printable(f"Without {', '.join(found.removed)}:"))
    for it in found.products:
        click.echo(_product(it))
    table(HEADINGS, _lost(found), nothing="No input loses more than that.")
    table(CUT_HEADINGS, _cut_off(found), nothing="Nothing is cut off.")
    _unknown(found)


def _product(it: Product) -> str:
    why = f": {path_of(it.path)}" if it.path else ""
    deepest = ""
    if it.deepest is not None:
        share = span(it.deepest.percent)
        deepest = f" Most of what goes into it is lost of {it.deepest.title}: {share} %."
    return printable(f"{it.title} ({it.input}): {it.state}{why}.{deepest}")


def _lost(found: Removal) -> Iterator[tuple[object, ...]]:
    for it in found.lost:
        yield (
            *(it.input, it.title, it.by, it.year, span(it.percent), it.coverage_percent),
            *("yes" if it.certain else "may be", days(it.stocks_last_days)),
        )


def _cut_off(found: Removal) -> Iterator[tuple[object, ...]]:
    for it in found.cut_off:
        out = it.outage
        times = days(out.stops_after_days), days(out.out_for_days)
        yield it.input, it.title, it.state, *times, " > ".join(one.input for one in it.path)


def _unknown(found: Removal) -> None:
    years = ", ".join(map(str, found.years)) or "none"
    note(f"years of the tables: {years}; together they are no single point in time")
    if found.uncovered:
        note(f"no table says who supplies: {names(found.uncovered, 40)}. That is no safety.")
    if found.without_number:
        note(f"suppliers are named without a number: {names(found.without_number, 40)}")
