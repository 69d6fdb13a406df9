"""Show how a running agent stands."""

from pathlib import Path

import click

from comptrol.entrypoints.cli.commands.agent.slurm.asking import asked, config_option
from comptrol.entrypoints.cli.commands.agent.slurm.reconcile import show
from comptrol.entrypoints.cli.options import as_json
from comptrol.entrypoints.cli.output import emit
from comptrol.entrypoints.cli.printable import printable


@click.command()
@config_option
@as_json
def command(config: Path, as_json: bool) -> None:
    """Show how a running agent stands: orders by state, and what it found last."""
    status = asked(config, "GET", "/v1/status")
    if as_json:
        emit(status)
        return
    orders = ", ".join(f"{many} {state}" for state, many in sorted(status["orders"].items()))
    click.echo(printable(f"cluster {status['cluster']}: orders: {orders or 'none'}"))
    click.echo(printable(f"reconciling: {status['reconciling']}"))
    if status["report"] is not None:
        show(status["report"])
