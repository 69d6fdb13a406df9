"""Usage as meters saw it: read, told, kept in bulk, and shown by order."""

from typing import Final

import click

from comptrol.entrypoints.cli.lazy import LazyGroup

COMMANDS: Final = {
    "read": "Read usage from a meter: Slurm, DCGM, Prometheus, CSV, CloudEvents.",
    "file": "Read usage from a meter, and file it with the authority: each event once.",
    "receive": "Take in usage as CloudEvents over HTTP, and file it: each event once.",
    "import": "Add up a file of usage, each row looked at; DuckDB or Spark. Nothing is logged.",
    "show": "Show what an order used, every meter beside the others.",
    "users": "Show who used most in a period, and their shares.",
}
"""Every command and what it does. Each is a module of its name beside this one."""


@click.group(cls=LazyGroup, table=COMMANDS, package=__name__)
def command() -> None:
    """Read meters, tell what orders used, and show what each meter saw. See docs/metering.md."""
