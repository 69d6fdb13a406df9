"""Caps on compute: how much is allowed, held and used."""

from typing import Final

import click

from comptrol.entrypoints.cli.lazy import LazyGroup

COMMANDS: Final = {
    "project": "Project when caps will be used up, as an interval of days.",
    "show": "Show every cap with its balance, and what live orders hold of it.",
}
"""Every command and what it does. Each is a module of its name beside this one."""


@click.group(cls=LazyGroup, table=COMMANDS, package=__name__)
def command() -> None:
    """Show caps. One is set by a statement: comptrol say caps.set/1."""
