"""Chips, lots and sites: loaded from files, shown with their history, balanced and reviewed."""

from typing import Final

import click

from comptrol.entrypoints.cli.lazy import LazyGroup

COMMANDS: Final = {
    "load": "Register a table of chips, CSV or Parquet, as the maker of them.",
    "chip": "Show one chip: whose, where, in what condition, and its whole history.",
    "balance": "Show what came in, what went out, and what is there.",
    "statistics": "Test balances that rest on samples: is what is missing more than noise?",
    "attrition": "Say how many chips of an age are retired by a later one, if all is well.",
    "review": "Look the books through: what is overdue, and what is silent.",
    "alarms": "Show what looks wrong, with the evidence.",
    "cluster": "Say whether a site, with what it hangs together with, is a covered cluster.",
    "events": "Exchange events as GS1 EPCIS 2.0.",
    "sites": "Take in the tables of frontier data centres, and tie them out.",
}
"""Every command and what it does. Each is a module of its name beside this one."""


@click.group(cls=LazyGroup, table=COMMANDS, package=__name__)
def command() -> None:
    """Load, show, balance and review chips, lots and sites."""
