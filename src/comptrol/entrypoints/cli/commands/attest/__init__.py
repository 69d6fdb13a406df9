"""Attestation: ask a chip, check what it answered, and say whose keys are believed."""

from typing import Final

import click

from comptrol.entrypoints.cli.lazy import LazyGroup

COMMANDS: Final = {
    "check": "Check evidence of a chip offline: what it proves, and why not more.",
    "challenge": "Ask a party to let a chip sign a new nonce.",
    "answer": "Bring the evidence that a challenge asked for, and see what it proves.",
    "pin": "Believe a vendor's root, or a snapshot of the keys of its service.",
}
"""Every command and what it does. Each is a module of its name beside this one."""


@click.group(cls=LazyGroup, table=COMMANDS, package=__name__)
def command() -> None:
    """Ask whether a chip is the one that it says it is, and works now. Never where it is."""
