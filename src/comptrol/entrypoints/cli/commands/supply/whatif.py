"""Show what is left to a country when others sell it nothing."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import click

from comptrol.bootstrap.comparing import country_codes
from comptrol.domains.supply import Denial, InputId, Reach, denial
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
from comptrol.kernel.errors import NotFoundError
from comptrol.kernel.identifiers import CountryCode
from comptrol.settings import Settings

HEADINGS: Final = (
    *("input", "title", "year", "state", "controlled %", "own %", "elsewhere %"),
    *("coverage %", "who else"),
)
SHOWN: Final = 40


@click.command()
@graph_options
@click.option("--by", multiple=True, required=True, metavar="COUNTRY",
              help="Who sells nothing; may be repeated.")  # fmt: skip
@click.option("--against", required=True, metavar="COUNTRY", help="Who is sold nothing.")
@click.option("--input", "inputs", multiple=True, metavar="INPUT",
              help="What is not sold; may be repeated. [default: all]")  # fmt: skip
@click.option(
    "--over", type=Percent(), default=OVER_PERCENT, show_default=True, metavar="PERCENT",
    help="In turn, show inputs of which more than this would go.",
)  # fmt: skip
@click.option("--reach", type=OneOf(Reach), default="either", show_default=True,
              help="Which firms are a country's.")  # fmt: skip
@as_json
@click.pass_obj
def command(
    settings: Settings,
    tables: Path | None,
    data: str | None,
    year: int | None,
    every: tuple[str, ...],
    any_of: tuple[str, ...],
    by: tuple[str, ...],
    against: str,
    inputs: tuple[str, ...],
    over: int,
    reach: Reach,
    as_json: bool,
) -> None:
    """Show who else supplies what is denied, what could not be made, and the answer in turn.

    This counts shares of world supply. It says where supply could come from, not that it would.
    """
    graph = graph_of(settings, Asked(tables, data, year, every, any_of))
    codes = [CountryCode(it.upper()) for it in (*dict.fromkeys(by), against)]
    strange = sorted(set(codes) - set(country_codes()))
    if strange:
        raise NotFoundError(f"no country has the code {', '.join(strange)}")
    asked = tuple(map(InputId, inputs))
    found = denial(graph, codes[:-1], codes[-1], of=asked, over=over, reach_of=reach)
    if as_json:
        emit(found)
    else:
        _show(found)


def _show(found: Denial) -> None:
    table(HEADINGS, _lines(found), nothing="They supply nothing of it.")
    if len(found.inputs) > SHOWN:
        note(f"{counted(len(found.inputs) - SHOWN, 'more input')}: --json")
    products = {it.input for it in found.in_turn.products}
    for path in found.cut_off[:SHOWN]:
        if len(path) > 1:
            click.echo(f"cut: {path_of(path)}")
    for path in found.may_be_cut_off:
        if path[-1].input in products:
            click.echo(f"open: {path_of(path)}")
    lost = [f"{it.title} {span(it.percent)} %" for it in found.in_turn.lost if it.certain]
    click.echo(printable(
        f"In turn, {found.against} could withhold: {names(lost, SHOWN) or 'nothing certain'}."
    ))  # fmt: skip
    if found.uncovered:
        note(f"no table says who supplies: {names(found.uncovered, SHOWN)}. That is no safety.")


def _lines(found: Denial) -> Iterator[tuple[object, ...]]:
    for it in found.inputs[:SHOWN]:
        others = [
            f"{one.title} {'?' if one.percent is None else span(one.percent)}" for one in it.others
        ]
        yield (
            *(it.input, it.title, it.year, it.state, span(it.controlled_percent)),
            *(span(it.own_percent), span(it.elsewhere_percent), it.coverage_percent),
            names(others, 5),
        )
