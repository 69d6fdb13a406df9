"""Which other registries are dealt with, and by what they are believed."""

from typing import Final

import click

from comptrol.entrypoints.cli.lazy import LazyGroup

COMMANDS: Final = {
    "add": "Name another registry, or give it a new policy.",
    "show": "Show the other registries and their policies.",
}
"""Every command and what it does. Each is a module of its name beside this one."""


@click.group(cls=LazyGroup, table=COMMANDS, package=__name__)
def command() -> None:
    """Name other registries, and the policy by which each is believed."""
