"""Where log and views are kept, and how they are taken elsewhere."""

from typing import Final

import click

from comptrol.entrypoints.cli.lazy import LazyGroup

COMMANDS: Final = {
    "copy": "Copy log and views between the SQLite file and a PostgreSQL database.",
}
"""Every command and what it does. Each is a module of its name beside this one."""


@click.group(cls=LazyGroup, table=COMMANDS, package=__name__)
def command() -> None:
    """Take log and views from one database to another."""
