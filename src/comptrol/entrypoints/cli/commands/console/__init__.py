"""The pages for people: who may sign in to them, and who looked at what."""

from typing import Final

import click

from comptrol.entrypoints.cli.lazy import LazyGroup

COMMANDS: Final = {
    "account": "Make, list, bind and disable the accounts of people.",
    "looks": "Show who signed in, and who looked at what is not for everybody.",
}
"""Every command and what it does. Each is a module of its name beside this one."""


@click.group(cls=LazyGroup, table=COMMANDS, package=__name__)
def command() -> None:
    """Look after the pages for people: their accounts, and who looked."""
