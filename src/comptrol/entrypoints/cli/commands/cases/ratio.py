"""Work out a likelihood ratio."""

from decimal import Decimal, InvalidOperation

import click

from comptrol.domains.cases import PUBLISHED, WITH_DENSITY, stock_ratio
from comptrol.entrypoints.cli.options import as_json
from comptrol.entrypoints.cli.output import emit
from comptrol.kernel.errors import UnreadableError


@click.command()
@click.option("--reported", required=True, help="The stock that was reported.")
@click.option("--alternative", required=True, help="The stock there would be instead.")
@click.option("--estimate", required=True, help="The independent estimate of it.")
@click.option("--median-error", required=True, help="Its median relative error, such as 0.07.")
@as_json
def command(
    reported: str, alternative: str, estimate: str, median_error: str, as_json: bool
) -> None:
    """Say how much likelier an estimate is under the alternative than under the report.

    By the published formula, and by the one with the factor that it leaves out. What comes out is
    for ratio_ppm of cases.evidence-added/1; it decides nothing.
    """
    given = {
        "reported": _number("reported", reported),
        "alternative": _number("alternative", alternative),
        "estimate": _number("estimate", estimate),
        "median_error": _number("median-error", median_error),
    }
    try:
        found = {
            method: stock_ratio(**given, method=method) for method in (PUBLISHED, WITH_DENSITY)
        }
        told = {name: (f"{value:.3f}", int(value * 10**6)) for name, value in found.items()}
    except (ValueError, ArithmeticError) as error:
        raise UnreadableError(f"the ratio: {error}; expected sensible stocks") from error
    if as_json:
        emit({name: {"ratio": text, "ratio_ppm": ppm} for name, (text, ppm) in told.items()})
        return
    for name, (text, ppm) in told.items():
        click.echo(f"{name}: {text} (ratio_ppm {ppm})")


def _number(field: str, text: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation as error:
        raise UnreadableError(f"--{field} is {text[:40]!r}: expected a number") from error
    if not number.is_finite() or not 0 <= number < Decimal(10) ** 30:
        raise UnreadableError(f"--{field} is {text[:40]!r}: expected 0 to below 10^30")
    return number
