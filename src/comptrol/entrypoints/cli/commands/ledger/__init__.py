"""The log itself: verified, proven, published, exported, watched, witnessed and rebuilt."""

from typing import Final

import click

from comptrol.entrypoints.cli.lazy import LazyGroup

COMMANDS: Final = {
    "verify": "Check a published log, a receipt or a history, with nothing but a policy.",
    "prove": "Prove that the log has an entry, or all that it has about a subject.",
    "publish": "Sign the log as it stands, lay it out, and have it witnessed.",
    "export": "Write the log to a folder that anyone can check, with a program that does.",
    "fsck": "Derive everything that is stored anew, and name every place that differs.",
    "rebuild": "Make the views anew from the log; with --check, compare them.",
    "restore": "Make the database anew from the published log.",
    "rotate": "Sign the log's heads with new keys from here on.",
    "monitor": "Watch a published log: whether it grows, forks, or goes back.",
    "witness": "Serve a witness, which cosigns the heads of other logs.",
}
"""Every command and what it does. Each is a module of its name beside this one."""


@click.group(cls=LazyGroup, table=COMMANDS, package=__name__)
def command() -> None:
    """Verify, prove, publish and witness the log; rebuild what it adds up to."""
