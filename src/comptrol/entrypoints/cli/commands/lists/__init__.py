"""The lists of restricted parties: read, compared, adopted, and every known party held to them."""

from typing import Final

import click

from comptrol.entrypoints.cli.lazy import LazyGroup

COMMANDS: Final = {
    "show": "Show the edition in force, its lists and its age.",
    "read": "Read list files and account for every row.",
    "build": "Make one edition of lists as they were published.",
    "diff": "Show what one edition changes in another.",
    "update": "Fetch the lists, show what changes, and adopt them if you agree.",
    "adopt": "Adopt an edition, and hold every party against it.",
    "rescreen": "Hold every party of the log against an edition, without adopting it.",
}
"""Every command and what it does. Each is a module of its name beside this one."""


@click.group(cls=LazyGroup, table=COMMANDS, package=__name__)
def command() -> None:
    """Read, compare and adopt the lists that parties are held against."""
