"""The law: what it says of chips and requests on any day, and what the log adopts of it."""

from typing import Final

import click

from comptrol.entrypoints.cli.lazy import LazyGroup

COMMANDS: Final = {
    "classify": "Classify every chip of a CSV file, with the arithmetic.",
    "decide": "Say how one sale or rental would be ruled on.",
    "dates": "Answer one request on many days, enforced and codified, as a page.",
    "explain": "Ask for a ruling of the log again, for any pair of dates.",
    "adopt": "Adopt a rulebook, a posture and a policy.",
    "check": "Check a rulebook of your own: every mistake by file and line.",
    "rules": "Show the rulebook in force on a day, as a page.",
    "timeline": "Show every dated change, as a page.",
    "ahead": "Show what changes next, as a page.",
    "uncertain": "Show what a person must confirm first, as a page.",
}
"""Every command and what it does. Each is a module of its name beside this one."""


@click.group(cls=LazyGroup, table=COMMANDS, package=__name__)
def command() -> None:
    """Classify chips, judge requests, and read the law of any day."""
