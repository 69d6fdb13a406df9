"""Verify the log and rebuild what it adds up to."""

import click

from comptrol.entrypoints.cli.options import as_json, data_option
from comptrol.entrypoints.cli.output import NO, YES, emit, opened
from comptrol.flow.replay import Replayed
from comptrol.kernel.errors import UnreadableError
from comptrol.settings import Settings


@click.group()
def command() -> None:
    """Verify the log and rebuild what it adds up to."""


@command.command()
@click.option("--check", is_flag=True, help="Compare only; change nothing.")
@data_option
@as_json
@click.pass_obj
def rebuild(settings: Settings, data: str | None, check: bool, as_json: bool) -> int:
    """Replay the log beside the live views: every signature, every ruling, every row.

    Exit code 1: something differs.
    """
    if not check:
        raise UnreadableError("rebuild compares and changes nothing: call it with --check")
    platform = opened(settings, data)
    try:
        replayed = platform.rebuilt(audit=True)
    finally:
        platform.close()
    if as_json:
        emit({"agrees": not replayed.differences, **_fields(replayed)})
    else:
        tell(replayed)
    return NO if replayed.differences else YES


def tell(replayed: Replayed) -> None:
    """Tell a person what a replay found."""
    click.echo(
        f"Replayed {replayed.entries} entries; every signature was checked, "
        f"{replayed.derived} consequences were derived again, {replayed.rows} rows compared."
    )
    for difference in replayed.differences:
        click.echo(f"  DIFFERS: {difference}")
    click.echo("Everything agrees." if not replayed.differences else "The log does not agree.")


def _fields(replayed: Replayed) -> dict[str, object]:
    return {field: getattr(replayed, field) for field in replayed.__struct_fields__}
