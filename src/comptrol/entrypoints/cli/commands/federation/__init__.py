"""Other registries: whom to believe, what crosses to them and from them, and what is open."""

from typing import Final

import click

from comptrol.entrypoints.cli.lazy import LazyGroup

COMMANDS: Final = {
    "registry": "Name other registries, and the policy by which each is believed.",
    "release": "Let a lot go to a party in another registry: here it counts no more.",
    "papers": "Write what the other registry needs to see: an entry and its proof.",
    "accept": "Take over what another registry has released, by its papers.",
    "decline": "Refuse what another registry has released, for good, by its papers.",
    "confirm": "Close a release, by the papers that it was accepted there.",
    "recall": "Have a release back, by the papers that it was declined there.",
    "open": "Show what was released and not accepted, and what came without a release.",
    "same": "Find chips that two registries both have, and show neither list.",
}
"""Every command and what it does. Each is a module of its name beside this one."""


@click.group(cls=LazyGroup, table=COMMANDS, package=__name__)
def command() -> None:
    """Let lots cross between registries, each with the proof of the other side."""
