"""Awards as people see them: use against plan, what waits, what schedulers are told."""

from typing import Final

import click

from comptrol.entrypoints.cli.lazy import LazyGroup

COMMANDS: Final = {
    "list": "List awards: whose they are, and how much of them is used.",
    "show": "Show one award: use against plan, conditions, requests, what was taken.",
    "due": "Show what waits for a person, with the figures that a notice has to have.",
    "similar": "Compare the wording of proposals that lie in a folder, outside the log.",
    "slurm": "Write what accounts may draw in a month as associations of Slurm.",
    "kueue": "Write what accounts may draw in a month as quotas of Kueue.",
}
"""Every command and what it does. Each is a module of its name beside this one."""


@click.group(cls=LazyGroup, table=COMMANDS, package=__name__)
def command() -> None:
    """Look after awards. What is said of them is said with: comptrol say awards.…/1."""
