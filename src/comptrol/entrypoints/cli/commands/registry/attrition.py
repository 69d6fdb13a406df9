"""Say how many chips of an age are retired by a later one, if all is well."""

import math

import click

from comptrol.domains.registry import retired_band
from comptrol.entrypoints.cli.options import as_json
from comptrol.entrypoints.cli.output import NO, emit
from comptrol.kernel.errors import UnreadableError


@click.command()
@click.option(
    "--chips", type=click.IntRange(1, 10**10), required=True, help="How many there were."
)
@click.option("--from-years", "start", type=float, default=0.0, show_default=True)
@click.option("--until-years", "end", type=float, required=True, help="Their age at the end.")
@click.option("--h0", type=float, required=True, help="Failures a year of a new chip.")
@click.option("--h1", type=float, default=0.0, show_default=True, help="More of them every year.")
@click.option("--retired", type=click.IntRange(0), help="How many were: is that within the band?")
@as_json
def command(
    chips: int,
    start: float,
    end: float,
    h0: float,
    h1: float,
    retired: int | None,
    as_json: bool,
) -> None:
    """Work out the band of chips that wear out: survival is exp(-h0 t - h1 t^2 / 2).

    The rates are values of policy, and whoever sets them says why. Three sigmas to either side; a
    single failure is never judged by it. The answer is 1 where --retired is outside.
    """
    for name, value in (("from-years", start), ("until-years", end), ("h0", h0), ("h1", h1)):
        if not (math.isfinite(value) and 0 <= value <= 100):  # noqa: PLR2004  (years, or per year)
            raise UnreadableError(f"--{name} {value}: expected a number from 0 to 100")
    if end <= start:
        raise UnreadableError(f"--until-years {end}: it has to be above --from-years {start}")
    low, high = retired_band(chips, start, end, h0=h0, h1=h1)
    outside = retired is not None and not low <= retired <= high
    if as_json:
        emit({"low": low, "high": high, "retired": retired, "outside": outside})
    else:
        click.echo(f"between {low:.1f} and {high:.1f} of {chips} chips")
        if outside:
            click.echo(f"{retired} are outside: somebody should ask why")
    if outside:
        raise SystemExit(NO)
