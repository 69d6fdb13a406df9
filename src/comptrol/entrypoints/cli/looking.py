"""Why does somebody open hidden words? Every command that does has to say so in the same words."""

from collections.abc import Callable
from typing import Any

import click

from comptrol.bootstrap import AUTHORITY
from comptrol.domains.privacy import Looked, Purpose
from comptrol.entrypoints.cli.options import OneOf
from comptrol.entrypoints.cli.saying import from_words

Command = Callable[..., Any]


def look_options(command: Command) -> Command:
    """Give a command what is logged before it opens anything."""
    options = (
        click.option("--purpose", type=OneOf(Purpose), required=True, help="Why, in a word."),
        click.option("--citation", help="Where the rule stands that allows it."),
        click.option("--case", help="The number of the file that has the reason."),
        click.option(
            "--as",
            "party",
            default=AUTHORITY,
            show_default=True,
            help="Who looks: or a reviewer, an inspector; or who said it, at its own words.",
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


def look_at(position: int, purpose: Purpose, citation: str | None, case: str | None) -> Looked:
    """Return what is said before the words at a position are opened."""
    return from_words(
        Looked, position=position, purpose=purpose.value, citation=citation, case=case
    )
