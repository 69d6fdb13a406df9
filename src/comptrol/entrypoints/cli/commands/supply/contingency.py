"""Show how much compute is lost with one site, one shared thing, or some at once."""

from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from decimal import Decimal
from typing import Final

import click

from comptrol.domains.chips import FactorSetId
from comptrol.domains.supply import Contingencies, Contingency, contingencies, what_fails
from comptrol.entrypoints.cli.counting import counted
from comptrol.entrypoints.cli.options import DAY, as_json, data_option
from comptrol.entrypoints.cli.output import emit, note, opened, table
from comptrol.kernel.identifiers import CountryCode
from comptrol.settings import Settings

HEADINGS: Final = ("fails", "H100e lost", "percent", "lost", "open", "without number")
SHOWN: Final = 20


@click.command()
@click.option("--factor-set", required=True, metavar="NAME", help="What H100s are counted by.")
@click.option("--on", type=DAY, help="The day. [default: today]")
@click.option("--fails", metavar="NAMES", help="Sites, and things as grid:NAME, with commas.")
@click.option("--country", metavar="CODE", help="Only sites in this country.")
@click.option("--pairs", is_flag=True, help="Also every two shared things at once.")
@data_option
@as_json
@click.pass_obj
def command(
    settings: Settings,
    factor_set: str,
    on: datetime | None,
    fails: str | None,
    country: str | None,
    pairs: bool,
    data: str | None,
    as_json: bool,
) -> None:
    """Show what the registry's sites lose: each site alone, each shared thing, or what --fails.

    A site on which nobody says what it hangs is open in every shared failure, and counts in the
    upper end alone.
    """
    where = None if country is None else CountryCode(country.upper())
    factors = FactorSetId(factor_set)
    with closing(opened(settings, data)) as platform, platform.world() as world:
        day = platform.today() if on is None else on.date()
        if fails is not None:
            one = what_fails(world, fails=fails, on=day, factor_set=factors, country=where)
            found: Contingency | Contingencies = one
        else:
            found = contingencies(
                world, on=day, factor_set=factors, country=where, at_once=2 if pairs else 1
            )
    if as_json:
        emit(found)
    elif isinstance(found, Contingency):
        table(HEADINGS, _lines((found,)))
    else:
        _show(found)


def _show(found: Contingencies) -> None:
    click.echo(
        f"{counted(found.sites, 'site')} on {found.on}: "
        f"{_span(found.h100e_low, found.h100e_high)} H100e by "
        f"{found.factor_set}."
    )
    for title, those in (
        ("Each site alone", found.by_site),
        ("Each shared thing", found.by_thing),
        ("Two shared things", found.together),
    ):
        if those:
            click.echo(f"\n{title}:")
            table(HEADINGS, _lines(those[:SHOWN]))
            if len(those) > SHOWN:
                note(f"{len(those) - SHOWN} more: --json")
    if found.nothing_said:
        note(f"of {len(found.nothing_said)} sites nobody says on what they hang: they are open")


def _lines(those: tuple[Contingency, ...]) -> Iterator[tuple[object, ...]]:
    for it in those:
        yield (
            " + ".join(it.fails),
            _span(it.h100e_low, it.h100e_high),
            _span(it.percent_low, it.percent_high),
            len(it.lost),
            len(it.open),
            len(it.without_number),
        )


def _span(low: Decimal | None, high: Decimal | None) -> str:
    if low is not None and low == high:
        return f"{low:,f}"
    least = "?" if low is None else f"{low:,f}"
    return f"{least} to {'?' if high is None else f'{high:,f}'}"
