"""Say what another rule would have changed in the accounts."""

from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Final

import click

from comptrol.bootstrap import open_platform
from comptrol.bootstrap.changing import Changed, Scenario, scenario_of_file, scenario_of_log
from comptrol.entrypoints.cli.account_pages import FACTORS, number, tell
from comptrol.entrypoints.cli.commands.lab import Replay, beside, sides_of
from comptrol.entrypoints.cli.counting import counted
from comptrol.entrypoints.cli.options import as_json
from comptrol.entrypoints.cli.output import emit, note, table
from comptrol.entrypoints.cli.statements import read_json
from comptrol.entrypoints.cli.worlds import world_of
from comptrol.settings import Settings

HEADINGS: Final = ("axis", "country", "chip", "requests", "chips", "H100e")


@click.command()
@click.argument("replay", type=click.Path(path_type=Path))
@click.option(
    "--factor-set", default=FACTORS, show_default=True, help="What H100s are counted by."
)
@as_json
@click.pass_obj
def command(settings: Settings, replay: Path, factor_set: str, as_json: bool) -> None:
    """Say what the other side of REPLAY (as of comptrol lab) would have changed in the accounts.

    Territory: where a sale goes. Access: the nationality of who asked, by its ultimate parent.
    What is held may come or not, so its effect has two ends. Orders count by their last ruling;
    that who is refused here would buy elsewhere is not in it. Nothing is logged.
    """
    asked = read_json(replay, Replay)
    if asked.log is not None:
        with (
            closing(open_platform(beside(replay, asked.log))) as platform,
            platform.world() as world,
        ):
            stretch = (asked.start, asked.end)
            found = scenario_of_log(world, sides_of(asked, world, replay), stretch, factor_set)
    else:
        with world_of(settings, None) as world:
            path, sides = beside(replay, asked.requests or ""), sides_of(asked, world, replay)
            found = scenario_of_file(path, world, sides, factor_set, note)
    if as_json:
        emit(found)
    else:
        _show(found)


def _show(found: Scenario) -> None:
    tell(
        f"{counted(found.requests, 'request', shape=',')}, {found.rejected:,} rejected, by "
        f"{found.factor_set}"
    )
    table(HEADINGS, map(_line, found.changed), nothing="No country's figure changes.")
    if found.unweighed:
        tell(f"Without a factor, which is not nothing: {', '.join(found.unweighed)}.")
    tell("The two axes count the same chips and are not added.")


def _line(it: Changed) -> tuple[object, ...]:
    effect = it.effect
    chips = _ends(Decimal(effect.chips_low), Decimal(effect.chips_high))
    weighed = (
        "unknown"
        if it.h100e_low is None or it.h100e_high is None
        else _ends(it.h100e_low, it.h100e_high)
    )
    return effect.axis.value, effect.country, effect.chip, effect.requests, chips, weighed


def _ends(low: Decimal, high: Decimal) -> str:
    return number(low) if low == high else f"{number(low)} to {number(high)}"
