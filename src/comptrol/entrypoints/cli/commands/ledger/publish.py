"""Publish the log once."""

from contextlib import closing

import click

from comptrol.bootstrap import PUBLISHED, publisher
from comptrol.entrypoints.cli.counting import counted
from comptrol.entrypoints.cli.options import as_json, data_option
from comptrol.entrypoints.cli.output import NO, YES, emit, opened
from comptrol.settings import Settings


@click.command()
@click.option("--again", is_flag=True, help="Lay every file out anew, as after a damage.")
@data_option
@as_json
@click.pass_obj
def command(settings: Settings, again: bool, data: str | None, as_json: bool) -> int:
    """Sign the log as it stands, lay it out as files, and ask the policy's witnesses to cosign.

    A server does so by itself. Exit code 1: the policy is not met, and the old head stays.
    """
    folder = settings.over(data=data).folder
    with closing(opened(settings, data)) as platform, publisher(platform, folder) as made:
        head = made.publish(again=again)
    if as_json:
        told = {"origin": head.head.origin, "size": head.head.size, "root": head.head.root.hex()}
        emit({**told, "final": head.final, "missing": head.missing})
    else:
        click.echo(
            f"{head.head.origin}, {counted(head.head.size, 'entry')}, root {head.head.root.hex()}"
        )
        click.echo(
            f"Published in {folder / PUBLISHED}."
            if head.final
            else f"Signed, and not published: {head.missing}"
        )
    return YES if head.final else NO
