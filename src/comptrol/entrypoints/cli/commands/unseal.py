"""Show what a sealed entry says."""

from contextlib import closing

import click

from comptrol.entrypoints.cli.options import data_option
from comptrol.entrypoints.cli.output import opened
from comptrol.settings import Settings

POSITION = click.IntRange(0, 2**63 - 1)


@click.command()
@click.argument("position", type=POSITION)
@data_option
@click.pass_obj
def command(settings: Settings, position: int, data: str | None) -> None:
    """Write the words of the sealed entry at POSITION as they were sealed, held against the log.

    Exit code 2: it seals nothing, or what it sealed has been erased.
    """
    with closing(opened(settings, data)) as platform:
        body = platform.vault.unseal(position)
    click.echo(body)
