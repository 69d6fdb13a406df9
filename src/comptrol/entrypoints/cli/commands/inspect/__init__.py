"""Inspections: how many are looked at, which, and what that covers."""

from typing import Final

import click

from comptrol.entrypoints.cli.lazy import LazyGroup

COMMANDS: Final = {
    "plan": "Say how many must be looked at, how surely, and under what assumptions.",
    "frame": "Freeze what is drawn from, before anybody can know the seed.",
    "draw": "Draw serials from a file, so that anybody can check the choice.",
    "check": "Draw again what somebody has drawn, and compare.",
    "deter": "Say how often audits must be so that evading does not pay.",
    "coverage": "Say what an inspection has looked at, found, missed, and what that covers.",
}
"""Every command and what it does. Each is a module of its name beside this one."""


@click.group(cls=LazyGroup, table=COMMANDS, package=__name__)
def command() -> None:
    """Plan inspections, draw what is looked at, and say what that covers."""
