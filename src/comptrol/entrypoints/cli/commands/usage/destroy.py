"""Destroy the key of an epoch that is over."""

from contextlib import closing

import click

from comptrol.bootstrap.pseudonyming import destroy_epoch
from comptrol.entrypoints.cli.options import as_json, data_option
from comptrol.entrypoints.cli.output import emit, opened
from comptrol.settings import Settings


@click.command()
@click.argument("epoch", type=click.IntRange(1))
@data_option
@as_json
@click.pass_obj
def command(settings: Settings, epoch: int, data: str | None, as_json: bool) -> None:
    """Destroy the private key of EPOCH, once it evaluates no more.

    Nobody can then ever try out a name against its pseudonyms. Copies of the file in backups have
    to be destroyed too. Exit code 3: the epoch still evaluates.
    """
    with closing(opened(settings, data)) as platform:
        destroy_epoch(platform, epoch)
    if as_json:
        emit({"epoch": epoch, "destroyed": True})
    else:
        click.echo(f"The key of epoch {epoch} is destroyed.")
