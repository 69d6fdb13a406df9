"""Show what an order used, every meter beside the others."""

from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal

import click

from comptrol.domains.gate import OrderId
from comptrol.domains.metering import MeterUsage, OrderUsage, order_usage
from comptrol.entrypoints.cli.amounts import hours, moment
from comptrol.entrypoints.cli.options import as_json, data_option
from comptrol.entrypoints.cli.output import emit, note, opened, table
from comptrol.kernel.quantity import Flop
from comptrol.settings import Settings

_HEADINGS = ("meter", "seen", "possible operations", "measured operations", "of")


@click.command()
@click.argument("order")
@data_option
@as_json
@click.pass_obj
def command(settings: Settings, order: str, data: str | None, as_json: bool) -> None:
    """Show what ORDER used as each meter saw it: what its chips could do, and what was measured.

    Meters see the same time: what counts is the largest, or what was told at the end if that is
    more. Possible is chip time at the dense peak, at 16 bits and at the highest of any format.
    """
    with closing(opened(settings, data)) as platform, platform.world() as world:
        found = order_usage(world, order=OrderId(order))
    if as_json:
        emit(found)
        return
    for line in _about(found):
        click.echo(line)
    if not found.meters:
        click.echo("No meter has told anything of it.")
        return
    click.echo()
    table(_HEADINGS, map(_row, found.meters))
    for it in found.meters:
        if it.no_peak_chip_seconds:
            note(f"{it.meter.value}: nobody knows the peak of its chips, so no operations.")


def _about(found: OrderUsage) -> Iterator[str]:
    stands = f"{found.chips} x {found.model}, {found.customer} at {found.seller}"
    yield f"{found.order} ({found.stage.value}): {stands}"
    counted, told = hours(found.counted_chip_seconds), hours(found.told_chip_seconds)
    yield f"counts: {counted}; told at its end: {told}"
    if found.since is not None and found.until is not None:
        yield f"seen from {moment(found.since)} to {moment(found.until)}"


def _row(it: MeterUsage) -> tuple[str, ...]:
    possible = _range(it.theoretical)
    if it.empirical is None:
        return it.meter.value, hours(it.chip_seconds), possible, "none", ""
    told = hours(it.told_chip_seconds)
    return it.meter.value, hours(it.chip_seconds), possible, _range(it.empirical), told


def _range(flop: Flop) -> str:
    """Return a range of operations in powers of ten, which a person can compare.

    >>> _range(Flop.of(989 * 10**15, 989 * 10**15, 1979 * 10**15))
    '9.89E+17 to 1.98E+18'
    """
    low, high = (f"{Decimal(it):.2E}" for it in (flop.low, flop.high))
    return low if low == high else f"{low} to {high}"
