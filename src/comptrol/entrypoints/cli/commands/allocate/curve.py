"""Show what it costs to be even between areas, in five points."""

from decimal import Decimal
from pathlib import Path

import click

from comptrol.bootstrap.allocating import award_solver
from comptrol.entrypoints.cli.call_files import FILE, read_call, write_text
from comptrol.entrypoints.cli.options import as_json
from comptrol.entrypoints.cli.output import emit, note, table
from comptrol.entrypoints.cli.solving import Telling, efforts, percent, remarks
from comptrol.entrypoints.pictures.fairness import fairness_svg
from comptrol.flow.allocating.fairness import FIVE, Point, curve
from comptrol.flow.allocating.solver import Effort
from comptrol.kernel.errors import UnreadableError

POINTS_MAX = 20


@click.command()
@click.argument("call_file", metavar="CALL", type=FILE)
@click.option("--thetas", metavar="LIST", help="As 0,0.5,0.8,0.9,0.95, which is the default.")
@click.option("--chosen", metavar="THETA", help="Mark the one that the panel chose.")
@click.option("--svg", type=FILE, help="Draw it.")
@efforts
@as_json
def command(
    call_file: Path,
    thetas: str | None,
    chosen: str | None,
    svg: Path | None,
    effort: Effort,
    as_json: bool,
) -> None:
    """Plan CALL at several thetas: every area gets so much of the best possible for the worst.

    The panel chooses theta before it sees who wins: no name of a proposal is shown.
    """
    call = read_call(call_file)
    for text in remarks(call):
        note(f"note: {text}")
    asked = tuple(_theta(it) for it in thetas.split(",")) if thetas is not None else FIVE
    if len(asked) > POINTS_MAX:
        raise UnreadableError(f"--thetas: at most {POINTS_MAX} were expected")
    marked = _theta(chosen) if chosen is not None else None
    telling = Telling(effort.gap)
    try:
        points = curve(call, award_solver(), asked, effort, telling)
    finally:
        telling.done()
    if svg is not None:
        write_text(svg, fairness_svg(call.call, points, marked))
    if as_json:
        emit({"call": call.call, "points": points})
        return
    areas = sorted({area for it in points for area in it.fills})
    headings = ("theta", "points", "gap", "value lost", "worst area", *(it or "-" for it in areas))
    table(headings, (_line(it, areas) for it in points))


def _line(it: Point, areas: list[str]) -> tuple[str, ...]:
    fills = (percent(it.fills.get(area, Decimal(0))) for area in areas)
    worth = f"{it.objective:,.3f}"
    return (str(it.theta), worth, percent(it.gap), percent(it.cost), percent(it.worst), *fills)


def _theta(text: str) -> Decimal:
    try:
        theta = Decimal(text)
    except ArithmeticError:
        theta = Decimal("NaN")
    if not (theta.is_finite() and 0 <= theta <= 1):
        raise UnreadableError(f"theta is {text[:40]!r}; a number from 0 to 1 was expected")
    return theta
