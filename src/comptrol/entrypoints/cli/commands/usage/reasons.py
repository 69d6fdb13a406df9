"""Why does somebody ask for a name? It has to be said before anybody is asked."""

from collections.abc import Callable
from typing import Any

import click

from comptrol.bootstrap import AUTHORITY
from comptrol.domains.pseudonyms import Ground
from comptrol.entrypoints.cli.options import OneOf

Command = Callable[..., Any]


def reason_options(command: Command) -> Command:
    """Give a command what is logged before it does anything."""
    options = (
        click.option("--ground", type=OneOf(Ground), required=True, help="Why, in a word."),
        click.option("--citation", required=True, help="Where the rule stands that allows it."),
        click.option("--case", required=True, help="The number of the file that has the reason."),
        click.option(
            "--as", "party", default=AUTHORITY, show_default=True, help="Who asks: or a reviewer."
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command
