"""What the public may see: drafted, published, shown, laid out, and checked."""

from typing import Final

import click

from comptrol.entrypoints.cli.lazy import LazyGroup

COMMANDS: Final = {
    "draft": "Show what a table would be if it was published now.",
    "publish": "Publish a table, once and for good.",
    "show": "Show a published table, or write it with its proof.",
    "feed": "List what was published, or lay it out for any web server.",
    "check": "Check a downloaded release with nothing but a policy.",
}
"""Every command and what it does. Each is a module of its name beside this one."""


@click.group(cls=LazyGroup, table=COMMANDS, package=__name__)
def command() -> None:
    """Publish sums in which nobody can be singled out, each with a proof that the log has it."""
