"""Spend a budget over stages and years so that least is short."""

import csv
import sys
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import Final

import click

from comptrol.bootstrap.investing import Invested, invested
from comptrol.domains.supply import Call
from comptrol.entrypoints.cli.options import OneOf, as_json
from comptrol.entrypoints.cli.output import emit, note, table
from comptrol.entrypoints.cli.printable import printable
from comptrol.entrypoints.cli.statements import read_json
from comptrol.entrypoints.pictures.spreadsheets import harmless
from comptrol.kernel.errors import UnreadableError

CALL_BYTES_MAX: Final = 16 * 2**20
Line = tuple[object, ...]


class Part(Enum):
    """Which part of the answer a table has."""

    PLAN = "plan"
    SHORT = "short"
    PRICES = "prices"
    CURVE = "curve"


HEADINGS: Final = {
    Part.PLAN: ("year", "what", "name", "amount", "spending"),
    Part.SHORT: ("scenario", "year", "demand", "shortfall", "shortest stage"),
    Part.PRICES: ("limit", "year", "worth"),
    Part.CURVE: (
        *("factor", "budget", "spending", "shortfall", "shortfall at least", "worst"),
        "served percent",
    ),
}


@click.command()
@click.argument("call", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--csv", "part", type=OneOf(Part), help="Write this part as CSV.")
@as_json
def command(call: Path, part: Part | None, as_json: bool) -> None:
    """Plan what to buy for CALL, a JSON file, and show what more or less money would come to.

    The product needs every stage, and is as short as its shortest. A solver finds the plan (the
    extra "allocation"); it is then counted again in fractions, and its prices prove how little
    any plan can leave short. Weights and losses of scenarios are those of the file.
    """
    if part is not None and as_json:
        raise UnreadableError("--csv and --json: one of them")
    asked = read_json(call, Call, bytes_max=CALL_BYTES_MAX)
    try:
        found = invested(asked)
    except UnreadableError as error:
        raise UnreadableError(f"{call}: {error}") from error
    if as_json:
        emit(found)
    elif part is not None:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(HEADINGS[part])
        writer.writerows([harmless(_cell(it)) for it in line] for line in _lines(found, part))
    else:
        _show(found)


def _show(found: Invested) -> None:
    plan, nothing = found.plan, found.nothing
    click.echo(printable(
        f"{found.call}: {plan.spending} {found.money} leave {plan.shortfall} {found.unit} short "
        f"as expected; {plan.shortfall_least} at least, whatever is bought. Nothing spent leaves "
        f"{nothing.shortfall}."
    ))  # fmt: skip
    click.echo(printable(
        f"Served: {plan.served_percent} percent of demand. The worst scenario is "
        f"{plan.worst_scenario}: {plan.worst} short over all years."
    ))  # fmt: skip
    for part in Part:
        if lines := list(_lines(found, part)):
            click.echo(f"\n{part.value}:")
            table(HEADINGS[part], lines)
    note(f"{found.method}, {found.solver}; counted again without it. Numbers: {found.source}")


def _lines(found: Invested, part: Part) -> Iterator[Line]:
    plan = found.plan
    if part is Part.PLAN:
        for it in plan.bought:
            yield it.year, it.what, it.name, it.amount, it.spending
    elif part is Part.SHORT:
        for one in plan.short:
            yield one.scenario, one.year, one.demand, one.shortfall, one.stage
    elif part is Part.PRICES:
        for price in plan.prices:
            yield price.limit, price.year, price.worth
    else:
        for at in found.curve:
            yield (
                *(at.factor, at.budget, at.spending, at.shortfall, at.shortfall_least),
                *(at.worst, at.served_percent),
            )


def _cell(value: object) -> str:
    return "" if value is None else str(value)
