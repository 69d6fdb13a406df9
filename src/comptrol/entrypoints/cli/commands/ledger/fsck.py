"""Check everything that is stored."""

from contextlib import closing

import click

from comptrol.bootstrap import checked
from comptrol.entrypoints.cli.counting import counted
from comptrol.entrypoints.cli.options import as_json, data_option
from comptrol.entrypoints.cli.output import NO, YES, emit, opened
from comptrol.settings import Settings


@click.command()
@data_option
@as_json
@click.pass_obj
def command(settings: Settings, data: str | None, as_json: bool) -> int:
    """Derive tiles, subject map and published files anew from the entries, and compare.

    Nothing is changed. Exit code 1: something differs; each difference names its place. Published
    files are laid out again by: comptrol ledger publish --again
    """
    folder = settings.over(data=data).folder
    with closing(opened(settings, data, any_head=True)) as platform:
        found = checked(platform, folder)
    if as_json:
        emit(
            {
                "agrees": not found.differences,
                **{f: getattr(found, f) for f in found.__struct_fields__},
            }
        )
    else:
        click.echo(
            f"{counted(found.entries, 'entry')}, {counted(found.tiles, 'tile')}, "
            f"{counted(found.subjects, 'subject')} "
            f"and {counted(found.files, 'published file')} were derived anew."
        )
        for difference in found.differences:
            click.echo(f"  DIFFERS: {difference}")
        click.echo(
            "Everything agrees." if not found.differences else "What is stored does not agree."
        )
    return NO if found.differences else YES
