"""Verify the log and rebuild what it adds up to."""

from contextlib import closing

import click

from comptrol.bootstrap import only_one
from comptrol.bootstrap import rebuild as make_anew
from comptrol.entrypoints.cli.counting import counted
from comptrol.entrypoints.cli.options import as_json, data_option
from comptrol.entrypoints.cli.output import NO, YES, emit, opened
from comptrol.flow.replay import Replayed
from comptrol.settings import Settings


@click.command()
@click.option("--check", is_flag=True, help="Compare with the live views; change nothing.")
@data_option
@as_json
@click.pass_obj
def command(settings: Settings, data: str | None, check: bool, as_json: bool) -> int:
    """Make the views anew from the log; with --check, compare them with the live ones instead.

    A check also verifies every signature, and that every statement was to be admitted. Exit code
    1: something differs, and nothing was changed.
    """
    folder = settings.over(data=data).folder
    if check:
        with closing(opened(settings, data)) as platform:
            replayed = platform.rebuilt(audit=True)
    else:
        with only_one(folder):
            replayed = make_anew(folder, settings)
    if as_json:
        emit({"agrees": not replayed.differences, **_fields(replayed)})
    else:
        tell(replayed)
    return NO if replayed.differences else YES


def tell(replayed: Replayed) -> None:
    """Tell a person what a replay found."""
    click.echo(
        f"Replayed {counted(replayed.entries, 'entry')}: "
        f"{counted(replayed.derived, 'consequence was', 'consequences were')} derived again, "
        f"{counted(replayed.rows, 'row')} compared."
    )
    for difference in replayed.differences:
        click.echo(f"  DIFFERS: {difference}")
    click.echo("Everything agrees." if not replayed.differences else "The log does not agree.")


def _fields(replayed: Replayed) -> dict[str, object]:
    return {field: getattr(replayed, field) for field in replayed.__struct_fields__}
