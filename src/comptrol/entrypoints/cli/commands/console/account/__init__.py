"""The accounts of people who use the pages."""

from typing import Final

import click

from comptrol.entrypoints.cli.lazy import LazyGroup

COMMANDS: Final = {
    "add": "Make an account for a person of a party.",
    "list": "Show every account, and what lets people into it.",
    "password": "Give an account another password; whoever is signed in to it is no longer.",
    "disable": "Let nobody into an account any more, from this moment.",
    "enable": "Let people into an account again.",
    "bind": "Let whom an issuer of identities vouches for into an account.",
    "unbind": "Let them in no longer.",
}
"""Every command and what it does. Each is a module of its name beside this one."""


@click.group(cls=LazyGroup, table=COMMANDS, package=__name__)
def command() -> None:
    """Make, list, bind and disable the accounts of people who use the pages."""
