"""The lake: usage in bulk, filed once, added up by any engine that is there."""

from typing import Final

import click

from comptrol.entrypoints.cli.lazy import LazyGroup

COMMANDS: Final = {
    "add": "File a batch of usage: each row looked at, its digest in the log.",
    "rollup": "Add up what is filed, by account or by group, and show who is over a ceiling.",
    "compact": "Make one file of the files of each period; every answer stays the same.",
    "verify": "Hold every file against its record, and every record against the log.",
    "cluster": "Start, stop or show a Spark cluster on this machine.",
}
"""Every command and what it does. Each is a module of its name beside this one."""


@click.group(cls=LazyGroup, table=COMMANDS, package=__name__)
def command() -> None:
    """File usage in bulk and add it up, with DuckDB or on a Spark cluster. See docs/lake.md."""
