"""Let a running agent look at the accounts now."""

from pathlib import Path
from typing import Any

import click

from comptrol.entrypoints.cli.commands.agent.slurm.asking import asked, config_option
from comptrol.entrypoints.cli.counting import counted
from comptrol.entrypoints.cli.options import as_json
from comptrol.entrypoints.cli.output import NO, YES, emit
from comptrol.entrypoints.cli.printable import printable


@click.command()
@config_option
@as_json
def command(config: Path, as_json: bool) -> int:
    """Let a running agent look at the accounts now, and say what it found.

    Exit code 1: there are GPU-seconds without an order, or something could not be said.
    """
    report = asked(config, "POST", "/v1/reconcile")
    if as_json:
        emit(report)
    else:
        show(report)
    return NO if report["unjoined"] or report["failures"] else YES


def show(report: dict[str, Any]) -> None:
    """Write a report as a person reads it."""
    lines = [f"{report['at']}: {counted(report['live'], 'live job')}"]
    lines += [
        f"settled   {it['order']}: job {it['job']}: {it['used']} of {it['ordered']} chip-seconds"
        for it in report["settled"]
    ]
    lines += [
        f"stopped   {it['order']}: job {it['job']}: {it['did']}: {' '.join(it['reasons'])}"
        for it in report["stopped"]
    ]
    lines += [
        f"unjoined  job {it['job']} of {it['account']}: {it['chip_seconds']} chip-seconds, "
        f"because {it['reason']}"
        for it in report["unjoined"]
    ]
    lines += [f"warning   {text}" for text in report["warnings"]]
    lines += [f"failure   {text}" for text in report["failures"]]
    for line in lines:
        click.echo(printable(line))
