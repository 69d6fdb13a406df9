"""National accounts: what stands where, whose it is, who made it, who can use it."""

from typing import Final

import click

from comptrol.entrypoints.cli.lazy import LazyGroup

COMMANDS: Final = {
    "build": "Build accounts from published tables or from the log, with their sensitivity.",
    "classes": "Class countries as North, South or Desert by thresholds that a method names.",
    "compare": "Compare two countries or blocs over time: gap, parts, growth, charts.",
    "explain": "Explain what one country has: parts, bounds, rank, and what each flow did.",
    "reconcile": "Hold accounts against energy, shipments and training runs: questions only.",
    "record": "Say the estimates of published tables, as statements of the log.",
    "scenario": "Say what another rule would have changed in the accounts, through the lab.",
}
"""Every command and what it does. Each is a module of its name beside this one."""


@click.group(cls=LazyGroup, table=COMMANDS, package=__name__)
def command() -> None:
    """Build and explain national accounts of compute, on axes that are never summed."""
