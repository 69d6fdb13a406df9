"""Project when caps will be used up."""

from contextlib import closing
from datetime import datetime
from decimal import Decimal

import click

from comptrol.domains.caps import TOTALS, Cap, CapId, CapsView, Projection, Unit, projection
from comptrol.entrypoints.cli.amounts import amount
from comptrol.entrypoints.cli.options import DAY, as_json, data_option
from comptrol.entrypoints.cli.output import emit, note, opened, table
from comptrol.kernel.errors import NotFoundError
from comptrol.settings import Settings

_HEADINGS = (
    *("cap", "window", "ceiling", "used", "a day, low", "a day, mean", "a day, high"),
    *("earliest", "expected", "latest", "weeks"),
)


@click.command()
@click.argument("cap", required=False)
@click.option("--on", "on", type=DAY, metavar="DAY", help="From which day on. [default: today]")
@data_option
@as_json
@click.pass_obj
def command(
    settings: Settings, cap: str | None, on: datetime | None, data: str | None, as_json: bool
) -> None:
    """Project when every cap, or CAP alone, will be used up, if use goes on as it was.

    The rates are the lowest and the highest mean of a week, over up to four whole weeks before the
    day; the crossing is an interval of days, without an end where the low rate is nothing. It is
    an extrapolation: it knows of no order that is still to come.
    """
    with closing(opened(settings, data)) as platform, platform.world() as world:
        day = on.date() if on is not None else platform.today()
        caps = [it for it in _caps(list(world[CapsView].caps.where()), cap) if it.unit in TOTALS]
        found = [projection(world, cap=it.cap, on=day) for it in caps]
    if as_json:
        emit({"on": day, "projections": found})
        return
    if not found:
        click.echo("No cap on chip time or operations has been set: nothing is used up.")
        return
    units = {it.cap: it.unit for it in caps}
    table(_HEADINGS, (_row(it, units[it.cap]) for it in found))
    for it in found:
        note(f"{it.cap}: {it.note}")


def _caps(caps: list[Cap], name: str | None) -> list[Cap]:
    if name is None:
        return caps
    found = [it for it in caps if it.cap == CapId(name)]
    if not found:
        raise NotFoundError(f"no cap {name!r} has been set; list them with: comptrol caps show")
    return found


def _row(found: Projection, unit: Unit) -> tuple[object, ...]:
    rates: tuple[Decimal, ...] = (found.per_day_low, found.per_day_mid, found.per_day_high)
    return (
        found.cap,
        "" if found.window == "life" else found.window,
        amount(found.ceiling, unit),
        amount(found.used, unit),
        *(amount(it, unit) for it in rates),
        found.earliest or "never, at these rates",
        found.expected,
        found.latest or ("open" if found.earliest else ""),
        found.weeks,
    )
