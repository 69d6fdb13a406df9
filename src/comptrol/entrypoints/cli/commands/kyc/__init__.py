"""Files on customers: who they are, kept under seal, and what is known openly of them."""

from typing import Final

import click

from comptrol.entrypoints.cli.lazy import LazyGroup

COMMANDS: Final = {
    "file": "Keep a file on a party: its words in the vault, in the log that it is there.",
    "show": "Show which files are kept on a party, and what they lack; never what they say.",
}
"""Every command and what it does. Each is a module of its name beside this one."""


@click.group(cls=LazyGroup, table=COMMANDS, package=__name__)
def command() -> None:
    """Keep files on who a customer is, and show what they lack."""
