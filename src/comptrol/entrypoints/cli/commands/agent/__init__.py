"""The agents that stand inside a provider's own systems, and ask the gate there."""

from typing import Final

import click

from comptrol.entrypoints.cli.lazy import LazyGroup

COMMANDS: Final = {
    "gate": "Rule within leases beside the provider, also while the authority is away.",
    "slurm": "Let no job of a Slurm cluster be taken up, grown or started without a ruling.",
    "kubernetes": "Let no workload of a Kubernetes cluster be admitted without a ruling.",
}
"""Every command and what it does. Each is a module of its name beside this one."""


@click.group(cls=LazyGroup, table=COMMANDS, package=__name__)
def command() -> None:
    """Stand inside a provider's own systems, and ask the gate there. Agents fail closed."""
