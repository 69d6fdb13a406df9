"""Measuring where a device can be: it answers challenges, landmarks measure how soon."""

from typing import Final

import click

from comptrol.entrypoints.cli.lazy import LazyGroup

COMMANDS: Final = {
    "serve": "Answer the challenges of landmarks with a device's key.",
    "probe": "Challenge devices, and write down how soon they answered.",
}
"""Every command and what it does. Each is a module of its name beside this one."""


@click.group(cls=LazyGroup, table=COMMANDS, package=__name__)
def command() -> None:
    """Measure where a device can be: it answers challenges, landmarks measure how soon."""
