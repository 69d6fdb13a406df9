"""Reporting: what is due, what could be filed, what was filed, and what was otherwise."""

from typing import Final

import click

from comptrol.entrypoints.cli.lazy import LazyGroup

COMMANDS: Final = {
    "calendar": "Show what is due when, on which basis, and what was filed of it.",
    "draft": "Draft a filing from what the provider's own meters told.",
    "file": "File figures of a period; large customers under seal.",
    "restate": "Say that lines which were filed were otherwise. Both stand.",
    "show": "Show a filing with its restatements.",
    "export": "Write a filing as CSV, JSON or a PDF.",
}
"""Every command and what it does. Each is a module of its name beside this one."""


@click.group(cls=LazyGroup, table=COMMANDS, package=__name__)
def command() -> None:
    """Report what was used: a calendar of duties, drafts, filings and restatements.

    Definitions, periods and who is in scope are statements: comptrol say
    disclosure.period-opened/1. See docs/disclosure.md.
    """
