"""The agent of a Slurm cluster: no job is taken up, grown or started without a ruling."""

from typing import Final

import click

from comptrol.entrypoints.cli.lazy import LazyGroup

COMMANDS: Final = {
    "install": "Put the plugins beside slurm.conf, and the settings that they need into it.",
    "serve": "Answer the plugins of one cluster, and join its accounts to its orders.",
    "reconcile": "Let a running agent look at the accounts now, and say what it found.",
    "report": "Show how a running agent stands, and what it found last.",
}
"""Every command and what it does. Each is a module of its name beside this one."""


@click.group(cls=LazyGroup, table=COMMANDS, package=__name__)
def command() -> None:
    """Let no job of a Slurm cluster be taken up, grown or started without a ruling."""
