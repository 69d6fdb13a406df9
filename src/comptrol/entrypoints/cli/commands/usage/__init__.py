"""Usage over all providers, under pseudonyms: nobody learns of anybody else's customers."""

from typing import Final

import click

from comptrol.entrypoints.cli.lazy import LazyGroup

COMMANDS: Final = {
    "announce": "Make the key of the next epoch, and announce it.",
    "pseudonym": "Get the pseudonyms of customers, without telling who they are.",
    "file": "File what each customer used in a period, under seal.",
    "join": "Add up what is filed, and note who is past a threshold.",
    "sums": "Show what is used of all providers together, and the room that is left.",
    "ask": "Ask a provider who is past a threshold, and say why.",
    "name": "Name a customer whom the log asks for, under seal.",
    "look": "Look at a name, and say why first.",
    "destroy": "Destroy the key of an epoch that is over.",
}
"""Every command and what it does. Each is a module of its name beside this one."""


@click.group(cls=LazyGroup, table=COMMANDS, package=__name__)
def command() -> None:
    """Join usage across providers under pseudonyms; name somebody only past a threshold.

    Providers use pseudonym, file and name; the authority the others. See docs/pseudonyms.md.
    """
