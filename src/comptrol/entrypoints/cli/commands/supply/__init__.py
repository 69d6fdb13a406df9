"""Where does the supply of chips hang on few?"""

from typing import Final

import click

from comptrol.entrypoints.cli.lazy import LazyGroup

COMMANDS: Final = {
    "chokepoints": "Show concentration with bounds, single points, and what each country cuts.",
    "shock": "Show what the loss of countries, firms or sites cuts off, and for how long.",
    "whatif": "Show what is left to a country when others sell it nothing of this.",
    "invest": "Spend a budget over stages and years so that least is short.",
    "incidents": "Show incidents at sites, their reports, and everything that is due.",
    "contingency": "Show how much compute is lost with one site or one shared thing.",
    "load": "Say a supply graph into the log.",
}
"""Every command and what it does. Each is a module of its name beside this one."""


@click.group(cls=LazyGroup, table=COMMANDS, package=__name__)
def command() -> None:
    """Ask who supplies what goes into chips, and what hangs on whom.

    TABLES is a folder of the five published tables of the Emerging Technology Observatory, or a
    file of statements. Without it, --data reads the log, and nothing the small shipped table.
    """
