"""Who looked at what, how those who decide decide, and what is to be looked at again."""

from typing import Final

import click

from comptrol.entrypoints.cli.lazy import LazyGroup

COMMANDS: Final = {
    "looks": "Show who looked at hidden words, and why.",
    "reviewers": "Show how much is decided, how fast, and how often it is undone.",
    "equal": "Compare how customers fare by country or size, with gaps and intervals.",
    "due": "Show what is to be reviewed by when, and what has no such day.",
    "review": "Say that something was reviewed, or by when it is to be.",
    "look": "Remind of what is due, and ask who decides on whom.",
}
"""Every command and what it does. Each is a module of its name beside this one."""


@click.group(cls=LazyGroup, table=COMMANDS, package=__name__)
def command() -> None:
    """Watch those who watch: looks, reversals, equal treatment, and reviews that are due."""
