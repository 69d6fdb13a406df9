"""Backups: made while a server runs, verified byte by byte, restored without a fork."""

from typing import Final

import click

from comptrol.entrypoints.cli.lazy import LazyGroup

COMMANDS: Final = {
    "make": "Make a backup of a data folder, in use or not.",
    "verify": "Hold a backup against its digests, and its log against its entries.",
    "restore": "Bring a log back from a backup, without a fork.",
    "show": "Show what a backup holds, or when the last was made.",
}
"""Every command and what it does. Each is a module of its name beside this one."""


@click.group(cls=LazyGroup, table=COMMANDS, package=__name__)
def command() -> None:
    """Make, verify and restore backups of a log and of what belongs to it."""
