"""Are filed reports honest over time?"""

from typing import Final

import click

from comptrol.entrypoints.cli.lazy import LazyGroup

COMMANDS: Final = {
    "look": "Look at what providers have reported, and raise what is seen.",
    "show": "Show what every detector answers about a provider, or how totals came about.",
    "policy": "Show by which numbers reports are looked at.",
}
"""Every command and what it does. Each is a module of its name beside this one."""


@click.group(cls=LazyGroup, table=COMMANDS, package=__name__)
def command() -> None:
    """Ask whether reports stay honest over time. Alarms may follow, and never a ruling."""
